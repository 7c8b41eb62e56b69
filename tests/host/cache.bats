#!/usr/bin/env bats
# host/cache with real files and locks.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  project=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
  folder=$BATS_TEST_TMPDIR/cache
  artifacts=$folder/artifacts
  mkdir -p "$artifacts" "$folder"/{downloads/sha256,downloads/debs,seeds,lab,tools/view/bin}
  artifact aaaaaaaaaaaaaaaa "40 days ago"
  artifact bbbbbbbbbbbbbbbb "1 day ago"
}

# artifact KEY DATE: one that is whole and was last used then.
artifact() {
  echo "tree $1" >"$artifacts/$1.tar.gz"
  printf '{"schemaVersion":1,"key":"%s","sha256":"x","sizeBytes":1,"made":"x","inputs":{"version":"0.24.0"}}' "$1" >"$artifacts/$1.json"
  sha256sum "$artifacts/$1.tar.gz" | cut -d ' ' -f 1 >"$artifacts/$1.sha256"
  : >"$artifacts/$1.lock"
  touch --date "$2" "$artifacts/$1".*
}

# cache ARGUMENT...: on this folder.
cache() {
  run --separate-stderr timeout 60 "$project/host/cache" "$@" --directory "$folder"
}

# files: all of the cache but locks and folders.
files() {
  (cd "$folder" && find . -type f ! -name '*.lock' ! -name .lock -printf '%P\n' | LC_ALL=C sort)
}

@test "an empty cache, and none" {
  rm -r "$folder"
  cache
  assert_status 0
  assert_equal "$output" "nothing is in the cache $folder"
  [[ ! -e $folder ]]
  cache prune
  assert_status 0
  assert_equal "$output" "freed 0 B"
}

@test "the list: what it is, whether it holds, and what it was made of; nothing is changed" {
  echo x >>"$artifacts/aaaaaaaaaaaaaaaa.tar.gz"
  : >"$artifacts/cccccccccccccccc.tar.gz"
  : >"$artifacts/.cccccccccccccccc.AbCdEf"
  echo x >"$folder/downloads/sha256/$(printf '%064d' 1)"
  : >"$folder/downloads/sha256/$(printf '%064d' 2).0123456789abcdef.part"
  mkdir -p "$folder/downloads/git/.mesos-0.24.0-1.tar.gz.AbCdEf"
  : >"$folder/downloads/git/mesos-0.24.0-1.tar.gz"
  : >"$folder/downloads/git/mesos-0.24.0-1.tar.gz.sha256"
  : >"$folder/lab/image-1.qcow2"
  : >"$folder/lab/image-1.qcow2.sha256"
  : >"$folder/seeds/s.iso"
  mkdir "$folder/repositories"
  : >"$folder/repositories/dddd.tar"
  : >"$folder/repositories/dddd.sha256"
  mkdir -p "$folder/packages/eeee/files/x86_64/6/base/packages"
  : >"$folder/packages/eeee/ffff.sha256"
  before=$(files)
  cache list --json
  assert_status 0
  assert_equal "$(jq --raw-output '.entries[] | "\(.kind) \(.state) \(.name)"' <<<"$output")" "artifact damaged aaaaaaaaaaaaaaaa
artifact whole bbbbbbbbbbbbbbbb
artifact incomplete cccccccccccccccc
download whole downloads/git/mesos-0.24.0-1.tar.gz
download whole downloads/sha256/$(printf '%064d' 1)
download whole repositories/dddd
download whole packages/eeee
seed whole seeds/s.iso
lab whole lab/image-1.qcow2
lab whole downloads/debs
tools whole tools/view
leftover whole artifacts/.cccccccccccccccc.AbCdEf
leftover whole downloads/git/.mesos-0.24.0-1.tar.gz.AbCdEf
leftover whole downloads/sha256/$(printf '%064d' 2).0123456789abcdef.part"
  assert_equal "$(jq --raw-output '.entries[1].description.inputs.version' <<<"$output")" 0.24.0
  assert_equal "$(files)" "$before"
  [[ ! -e $artifacts/cccccccccccccccc.lock ]]
}

@test "prune: what is old, damaged, unfinished or left; the young and the rest stay" {
  : >"$artifacts/.cccccccccccccccc.AbCdEf"
  echo 0 >"$artifacts/cccccccccccccccc.sha256"
  echo x >"$folder/lab/image"
  touch --date "2020-01-01" "$folder/lab/image"
  cache prune --dry-run
  assert_status 0
  assert_equal "$(sed 's/, [0-9.]* [KMi]*B)/, S)/; s/ [0-9.]* [KMi]*B$/ S/; s/([0-9.]* [KMi]*B)/(S)/' <<<"$output")" \
    "would remove artifact aaaaaaaaaaaaaaaa (mesos 0.24.0, S)
would remove artifact cccccccccccccccc (not known what it was made of, S)
would remove leftover artifacts/.cccccccccccccccc.AbCdEf (S)
would free S"
  [[ -e $artifacts/aaaaaaaaaaaaaaaa.tar.gz ]]
  cache prune
  assert_status 0
  assert_equal "$(files)" "artifacts/bbbbbbbbbbbbbbbb.json
artifacts/bbbbbbbbbbbbbbbb.sha256
artifacts/bbbbbbbbbbbbbbbb.tar.gz
lab/image"
}

@test "prune: what a running program holds the lock of stays, shared or alone" {
  local mode
  for mode in --shared --exclusive; do
    exec 9>>"$artifacts/aaaaaaaaaaaaaaaa.lock"
    flock "$mode" 9
    : >"$artifacts/.aaaaaaaaaaaaaaaa.AbCdEf"
    cache prune --older-than 0 --keep 1 9>&-
    assert_status 0
    assert_equal "$output" "freed 0 B"
    cache list 9>&-
    assert_equal "$(grep -c "in use" <<<"$output")" 2
    exec 9>&-
  done
  cache prune --keep 1 --json
  assert_equal "$(jq --raw-output '.removed[].name' <<<"$output")" "aaaaaaaaaaaaaaaa
artifacts/.aaaaaaaaaaaaaaaa.AbCdEf"
  ((freed = $(jq .freedBytes <<<"$output")))
  ((freed > 0))
}

@test "prune --all: everything of that age, with folders and their content" {
  echo x >"$folder/tools/view/bin/pulumi"
  echo x >"$folder/seeds/s.iso"
  touch --date "10 days ago" "$folder/tools/view" "$folder/downloads/debs"
  cache prune --older-than 7 --all
  assert_status 0
  assert_equal "$(files)" "artifacts/bbbbbbbbbbbbbbbb.json
artifacts/bbbbbbbbbbbbbbbb.sha256
artifacts/bbbbbbbbbbbbbbbb.tar.gz
seeds/s.iso"
  [[ ! -e $folder/tools/view && ! -e $folder/downloads/debs && -e $folder/downloads/sha256 ]]
}

@test "a lock that cannot be taken is an error, and nothing is removed" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\necho "flock: no locks available" >&2\nexit 71\n' >"$BATS_TEST_TMPDIR/bin/flock"
  chmod +x "$BATS_TEST_TMPDIR/bin/flock"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH cache prune
  assert_status 1
  assert_equal "$stderr" "the lock $artifacts/aaaaaaaaaaaaaaaa.lock cannot be taken: flock: no locks available"
  [[ -e $artifacts/aaaaaaaaaaaaaaaa.tar.gz ]]
}

@test "the cache of a stack is that of its file" {
  mkdir "$BATS_TEST_TMPDIR/project"
  cp -r "$project"/{host,lib,cloud-init,loadTypeScript.cjs,Pulumi.yaml,package.json,tsconfig.json} "$BATS_TEST_TMPDIR/project/"
  ln -s "$project/node_modules" "$BATS_TEST_TMPDIR/project/node_modules"
  printf 'config:\n  mesos-testbed:cacheDirectory: %s\n' "$folder" >"$BATS_TEST_TMPDIR/project/Pulumi.own.yaml"
  run --separate-stderr "$BATS_TEST_TMPDIR/project/host/cache" --stack own
  assert_status 0
  assert_has "$output" " in $folder: artifact "
  run --separate-stderr "$BATS_TEST_TMPDIR/project/host/cache" --stack none
  assert_status 1
  assert_has "$stderr" "there is no stack file"
}

@test "help, and wrong calls" {
  run --separate-stderr "$project/host/cache" --help
  assert_status 0
  assert_has "$stderr" "Usage: cache"
  local wrong
  for wrong in "remove" "list more" "prune --older-than week" "prune --keep -1" "prune --all" "list --keep 1" "--what"; do
    # shellcheck disable=SC2086 # words
    cache $wrong
    assert_status 2
    assert_equal "$output" ""
  done
}
