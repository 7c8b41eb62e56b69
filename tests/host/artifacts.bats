#!/usr/bin/env bats
# The cache of artifacts: built once, whatever is killed, damaged or run twice.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of the helpers and bats
bats_require_minimum_version 1.5.0

setup_file() {
  load sshd
  sshd_make_keys
}

setup() {
  load ../guest/helper
  load sshd
  load maven
  scripts=$(cd "$BATS_TEST_DIRNAME/../../host" && pwd)
  export TMPDIR=$BATS_TEST_TMPDIR/tmp MESOS_TESTBED_TICK_SECONDS=1
  cache=$BATS_TEST_TMPDIR/cache
  folder=$cache/artifacts
  mkdir -p "$TMPDIR" "$cache"
  head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/mesos"
  source_sha256=$(sha256sum "$BATS_TEST_TMPDIR/mesos" | cut -d ' ' -f 1)
  sshd_start
  tar --create --gzip --file "$guest/artifact" --directory "$BATS_TEST_TMPDIR" mesos
  sha256=$(sha256sum "$guest/artifact" | cut -d ' ' -f 1)
}

teardown() {
  sshd_stop
  # The agents and connections of scripts that a test has killed; no other has this folder in its arguments.
  pgrep --full "$TMPDIR/" | xargs --no-run-if-empty kill -KILL || true
}

obtain() {
  settings KEY=0123456789abcdef 'INPUTS={"version":"0.24.0"}' VERSION=0.24.0 SHA256="$source_sha256" \
    SOURCES="$BATS_TEST_TMPDIR/mesos" MAVEN_VERSION=3.3.9 MAVEN_SHA256="$source_sha256" MAVEN_SOURCES="$BATS_TEST_TMPDIR/mesos" \
    PACKAGES=gcc CONFIGURE_FLAGS=--disable-python TOOLCHAIN_TIMEOUT_SECONDS=30 BUILD_TIMEOUT_SECONDS=30 CACHE="$cache" "$@" |
    timeout 60 "$scripts/obtain-artifact"
}

push() {
  settings KEY=0123456789abcdef VERSION=0.24.0 SHA256="$sha256" CACHE="$cache" "$@" | timeout 60 "$scripts/push-artifact"
}

# start_obtain NAME: in the background as $!, its output and its status in files of that name.
start_obtain() {
  (
    status=0
    obtain >"$BATS_TEST_TMPDIR/$1.output" 2>"$BATS_TEST_TMPDIR/$1.stderr" || status=$?
    echo "$status" >"$BATS_TEST_TMPDIR/$1.status"
  ) 3>&- &
}

# builds: how often the guest was asked to compile so far.
builds() {
  grep -c "^build-mesos" "$guest/calls" || true
}

# assert_whole: the artifact, its description and its digest are there, and nothing else but the lock.
assert_whole() {
  assert_equal "$(ls -A "$folder")" "0123456789abcdef.json
0123456789abcdef.lock
0123456789abcdef.sha256
0123456789abcdef.tar.gz"
  cmp "$guest/artifact" "$folder/0123456789abcdef.tar.gz"
  assert_equal "$(<"$folder/0123456789abcdef.sha256")" "$sha256"
  assert_equal "$(jq --compact-output '[.schemaVersion, .key, .sha256, .sizeBytes, .inputs]' "$folder/0123456789abcdef.json")" \
    "[1,\"0123456789abcdef\",\"$sha256\",$(stat --format %s "$guest/artifact"),{\"version\":\"0.24.0\"}]"
}

# obtain_built N: a run that succeeds, after which the guest has compiled N times in all.
obtain_built() {
  run --separate-stderr obtain
  assert_status 0
  assert_equal "$output" "$sha256"
  assert_equal "$(builds)" "$1"
  assert_whole
}

built_twice() {
  (($(builds) == 2))
}

obtain_pid() {
  # The script itself, not `timeout`, whose child it is.
  pgrep --full "^bash $scripts/obtain-artifact\$"
}

@test "what was made is taken from the cache, and no guest is asked" {
  obtain_built 1
  : >"$guest/calls"
  touch --date "2020-01-01" "$folder/0123456789abcdef.sha256"
  obtain_built 0
  assert_has "$stderr" "nothing has to be compiled"
  assert_equal "$(sshd_logins)" 1
  # The time of the digest's file is that of the last use.
  [[ $folder/0123456789abcdef.sha256 -nt $guest/artifact ]]
}

@test "where nothing may be compiled the cache has to have it, and no guest is asked" {
  run --separate-stderr obtain MAY_COMPILE=no
  assert_status 1
  assert_has "$stderr" "mesos 0.24.0: the cache has no install tree of these settings (0123456789abcdef)"
  assert_has "$stderr" "pulumi config set --path mesos-testbed:mesos.toolchain builder"
  assert_equal "$(builds)" 0
  obtain_built 1
  run --separate-stderr obtain MAY_COMPILE=no
  assert_status 0
  assert_equal "$output" "$sha256"
}

@test "the toolset compiles that the settings name, or else the recipe's" {
  run --separate-stderr obtain TOOLSET=devtoolset-7
  assert_status 0
  assert_has "$(grep '^build-mesos' "$guest/calls")" "--toolset devtoolset-7 --configure-flag --disable-python"
  rm -rf -- "$folder"
  : >"$guest/calls"
  run --separate-stderr obtain
  assert_status 0
  assert_has "$(grep '^build-mesos' "$guest/calls")" "--toolset devtoolset-2 "
}

@test "one from before there were descriptions gets its own" {
  obtain_built 1
  rm "$folder/0123456789abcdef.json"
  obtain_built 1
}

@test "settings of an earlier version, without what the artifact is made of, will do" {
  run --separate-stderr timeout 60 "$scripts/obtain-artifact" < <(
    settings KEY=0123456789abcdef VERSION=0.24.0 SHA256="$source_sha256" SOURCES="$BATS_TEST_TMPDIR/mesos" MAVEN_VERSION=3.3.9 \
      MAVEN_SHA256="$source_sha256" MAVEN_SOURCES="$BATS_TEST_TMPDIR/mesos" PACKAGES=gcc CONFIGURE_FLAGS= \
      TOOLCHAIN_TIMEOUT_SECONDS=30 BUILD_TIMEOUT_SECONDS=30 CACHE="$cache"
  )
  assert_status 0
  assert_equal "$(jq --compact-output .inputs "$folder/0123456789abcdef.json")" "{}"
}

@test "the files that are known of this Maven are sent, and Maven fetches where there are none" {
  maven_files_in_cache
  obtain_built 1
  grep -q "^install-tarball --name m2 --version repository " "$guest/calls"
  cmp "$BATS_TEST_TMPDIR/maven-files" "$guest/received-m2"
  assert_lacks "$stderr" "fetches"
  # Nobody answers at the mirror.
  rm -r "$cache"
  : >"$guest/placed"
  run --separate-stderr obtain MAVEN_MIRRORS=http://127.0.0.1:1/maven2
  assert_status 0
  assert_has "$stderr" "no copy of Maven's central repository has its files: http://127.0.0.1:1/maven2/"
  assert_has "$stderr" "Maven fetches them on master by itself"
}

@test "a Mesos that asks for more of Maven's files is compiled once more" {
  maven_files_in_cache
  touch "$guest/misses"
  run --separate-stderr obtain
  assert_status 0
  assert_equal "$(builds)" 2
  assert_has "$stderr" "this Mesos asks for more of Maven's files than were sent"
  assert_whole
}

@test "without Maven's tarball none is sent" {
  run --separate-stderr timeout 60 "$scripts/obtain-artifact" < <(
    settings KEY=0123456789abcdef INPUTS={} VERSION=0.24.0 SHA256="$source_sha256" SOURCES="$BATS_TEST_TMPDIR/mesos" \
      PACKAGES=apache-maven CONFIGURE_FLAGS= TOOLCHAIN_TIMEOUT_SECONDS=30 BUILD_TIMEOUT_SECONDS=30 CACHE="$cache"
  )
  assert_status 0
  assert_lacks "$stderr" maven
}

@test "a damaged artifact is made again, aloud" {
  obtain_built 1
  printf x | dd of="$folder/0123456789abcdef.tar.gz" bs=1 seek=100 conv=notrunc status=none
  obtain_built 2
  assert_has "$stderr" "the cached artifact 0123456789abcdef is damaged"
  truncate --size 0 "$folder/0123456789abcdef.tar.gz"
  obtain_built 3
}

@test "a damaged or empty digest is none" {
  obtain_built 1
  echo deadbeef >"$folder/0123456789abcdef.sha256"
  obtain_built 2
  : >"$folder/0123456789abcdef.sha256"
  obtain_built 3
}

@test "an artifact without digest, a digest without artifact, and no folder at all" {
  obtain_built 1
  rm "$folder/0123456789abcdef.sha256"
  obtain_built 2
  assert_has "$stderr" "the cached artifact 0123456789abcdef is not complete"
  rm "$folder/0123456789abcdef.tar.gz"
  obtain_built 3
  assert_has "$stderr" "the cached artifact 0123456789abcdef is not complete"
  rm -r "$cache"
  obtain_built 4
}

@test "a stream that ends well, of a packing that failed, is not kept" {
  touch "$guest/pack-fails"
  run --separate-stderr obtain
  assert_status 1
  assert_equal "$output" ""
  assert_has "$stderr" "master: the install tree could not be fetched; run the same command again"
  assert_equal "$(ls -A "$folder")" 0123456789abcdef.lock
  rm "$guest/pack-fails"
  # A status that nobody sees any more, and half an archive in whole gzip.
  head -c 2000 "$BATS_TEST_TMPDIR/mesos" | gzip >"$guest/artifact"
  run --separate-stderr obtain
  assert_status 1
  assert_has "$stderr" "the install tree did not arrive whole"
  assert_equal "$(ls -A "$folder")" 0123456789abcdef.lock
}

@test "killed while the guest compiles: the next run attaches to the build, and does not wait for anybody" {
  touch "$guest/building"
  start_obtain first
  wait_until grep -q build-mesos "$guest/calls"
  kill -KILL "$(obtain_pid)"
  wait_until test -e "$BATS_TEST_TMPDIR/first.status"
  # The killed run's connection is still there.
  start_obtain second
  wait_until built_twice
  rm "$guest/building"
  wait_until test -e "$BATS_TEST_TMPDIR/second.status"
  assert_equal "$(cat "$BATS_TEST_TMPDIR"/second.{status,output})" "0
$sha256"
  assert_lacks "$(<"$BATS_TEST_TMPDIR/second.stderr")" "waiting for it"
  assert_whole
}

@test "killed while the install tree comes: half of it is never taken for all, and is removed" {
  touch "$guest/packing"
  start_obtain first
  wait_until grep -q pack-install-tree "$guest/calls"
  wait_until test -n "$(find "$folder" -name '.0123456789abcdef.*' -size +0)"
  kill -KILL "$(obtain_pid)"
  wait_until test -e "$BATS_TEST_TMPDIR/first.status"
  [[ -n $(find "$folder" -name '.0123456789abcdef.*') && ! -e $folder/0123456789abcdef.sha256 ]]
  rm "$guest/packing"
  obtain_built 2
}

# kill_at N WHEN: puts an mv first in PATH that kills the script before or after its Nth call.
kill_at() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  : >"$BATS_TEST_TMPDIR/moves"
  cat >"$BATS_TEST_TMPDIR/bin/mv" <<MV
#!/usr/bin/env bash
echo >>"$BATS_TEST_TMPDIR/moves"
if (( \$(wc -l <"$BATS_TEST_TMPDIR/moves") == $1 )); then
  if [[ $2 == after ]]; then $(command -v mv) "\$@"; fi
  kill -KILL "\$PPID"
else
  exec $(command -v mv) "\$@"
fi
MV
  chmod +x "$BATS_TEST_TMPDIR/bin/mv"
}

@test "killed before and after each step of the storing: the next run makes it whole" {
  local step when runs=0
  for step in 1 2 3; do
    for when in before after; do
      rm -rf "$folder"
      mkdir -p "$folder"
      kill_at "$step" "$when"
      PATH=$BATS_TEST_TMPDIR/bin:$PATH run --separate-stderr obtain
      assert_status 137
      runs=$((runs + 1))
      # After the digest is in its place, the artifact is made.
      if [[ $step$when == 3after ]]; then
        obtain_built "$runs"
      else
        runs=$((runs + 1))
        obtain_built "$runs"
      fi
    done
  done
}

@test "two at once: the second waits aloud, and takes what the first has made" {
  touch "$guest/building"
  start_obtain first
  wait_until grep -q build-mesos "$guest/calls"
  start_obtain second
  wait_until grep -q "another run makes or sends the artifact 0123456789abcdef; waiting for it, " "$BATS_TEST_TMPDIR/second.stderr"
  rm "$guest/building"
  wait_until test -e "$BATS_TEST_TMPDIR/second.status"
  assert_equal "$(cat "$BATS_TEST_TMPDIR"/{first,second}.{status,output})" "0
$sha256
0
$sha256"
  grep -q "nothing has to be compiled" "$BATS_TEST_TMPDIR/second.stderr"
  assert_equal "$(builds)" 1
  assert_whole
}

@test "when the first of two fails, the second makes it" {
  touch "$guest/building"
  start_obtain first
  wait_until grep -q build-mesos "$guest/calls"
  start_obtain second
  wait_until grep -q "waiting for it" "$BATS_TEST_TMPDIR/second.stderr"
  kill -KILL "$(obtain_pid | head -n 1)"
  wait_until test -e "$BATS_TEST_TMPDIR/first.status"
  rm "$guest/building"
  wait_until test -e "$BATS_TEST_TMPDIR/second.status"
  assert_equal "$(<"$BATS_TEST_TMPDIR/second.status")" 0
  assert_whole
}

@test "the wait for another run is bounded, and names who is in the way" {
  mkdir "$folder"
  exec 9>"$folder/0123456789abcdef.lock"
  flock --exclusive 9
  run --separate-stderr timeout 60 "$scripts/obtain-artifact" 9>&- < <(
    settings KEY=0123456789abcdef INPUTS={} VERSION=1 SHA256=0 SOURCES=x MAVEN_VERSION=1 MAVEN_SHA256=0 MAVEN_SOURCES=x \
      PACKAGES=gcc CONFIGURE_FLAGS= TOOLCHAIN_TIMEOUT_SECONDS=1 BUILD_TIMEOUT_SECONDS=1 CACHE="$cache"
  )
  assert_status 1
  assert_has "$stderr" "another run has been holding the artifact 0123456789abcdef for more than 2 s; see which: fuser $folder"
  assert_equal "$(sshd_logins)" 0
}

@test "an artifact that is read is neither removed nor waited for by other readers" {
  obtain_built 1
  exec 9>"$folder/0123456789abcdef.lock"
  flock --shared 9
  run --separate-stderr push 9>&-
  assert_status 0
  cmp "$guest/artifact" "$guest/received-0123456789abcdef"
  run --separate-stderr obtain 9>&-
  assert_status 0
}

@test "push-artifact: one that is damaged or gone is named, with the way on" {
  obtain_built 1
  printf x | dd of="$folder/0123456789abcdef.tar.gz" bs=1 seek=100 conv=notrunc status=none
  run --separate-stderr push
  assert_status 1
  assert_has "$stderr" "which this stack was made with, is damaged, or another one, in the cache $folder."
  assert_has "$stderr" "    pulumi up --replace '**-build-artifact'"
  rm -r "$cache"
  run --separate-stderr push
  assert_status 1
  assert_has "$stderr" "is not in the cache $folder any more"
  # A node that has the tree needs no cache.
  echo 0123456789abcdef >"$guest/placed"
  run --separate-stderr push
  assert_status 0
}

@test "push-artifact: a given tree comes from the first place that has it, by its digest, and no key is asked of the cache" {
  echo other >"$BATS_TEST_TMPDIR/other.tar.gz"
  run --separate-stderr push SOURCES="/nowhere.tar.gz $BATS_TEST_TMPDIR/other.tar.gz $guest/artifact"
  assert_status 0
  assert_equal "$output" ""
  cmp "$guest/artifact" "$guest/received-0123456789abcdef"
  grep -qxF -- "install-tree --key 0123456789abcdef --sha256 $sha256 --version 0.24.0" "$guest/calls"
  [[ ! -e $folder ]]
  # A node that has it needs no place.
  rm "$guest/received-0123456789abcdef"
  run --separate-stderr push SOURCES=/nowhere.tar.gz
  assert_status 0
  [[ ! -e $guest/received-0123456789abcdef ]]
}

@test "push-artifact: a given tree that no place has is named with its key, and nothing is sent" {
  echo other >"$BATS_TEST_TMPDIR/other.tar.gz"
  run --separate-stderr push SOURCES="$BATS_TEST_TMPDIR/other.tar.gz"
  assert_status 1
  assert_has "$stderr" "mesos: no place has the file with sha256 $sha256"
  assert_has "$stderr" "pulumi config set --path 'mesos-testbed:mesos.sources[0]' PLACE"
  [[ ! -e $guest/received-0123456789abcdef ]]
}

@test "obtain-artifact: of a commit it makes a tarball, which is sent as a release is" {
  local repository=$BATS_TEST_TMPDIR/repository commit packed
  git init --quiet "$repository"
  echo 'AC_INIT([mesos], [0.24.0])' >"$repository/configure.ac"
  git -C "$repository" add .
  git -C "$repository" -c user.name=t -c user.email=t@t.test commit --quiet --message one
  commit=$(git -C "$repository" rev-parse HEAD)
  run --separate-stderr obtain SHA256= COMMIT="$commit" SOURCES="/nowhere $repository"
  assert_status 0
  assert_equal "$output" "$sha256"
  packed=$cache/downloads/git/mesos-0.24.0-$commit.tar.gz
  cmp "$packed" "$guest/received-mesos"
  grep -qF -- "install-tarball --name mesos --version 0.24.0 --sha256 $(<"$packed.sha256") --dest /var/lib/mesos-testbed/src" "$guest/calls"
  assert_equal "$(builds)" 1
}

@test "push-artifact: settings of an earlier version, without Mesos' own, will do" {
  obtain_built 1
  run --separate-stderr timeout 60 "$scripts/push-artifact" < <(settings KEY=0123456789abcdef SHA256="$sha256" CACHE="$cache")
  assert_status 0
  cmp "$guest/artifact" "$guest/received-0123456789abcdef"
  grep -qxF -- "install-tree --key 0123456789abcdef --sha256 $sha256" "$guest/calls"
}
