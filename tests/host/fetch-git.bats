#!/usr/bin/env bats
# Mesos from git: one commit, from whichever repository has it, as a tarball.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables that bats and the helpers set
bats_require_minimum_version 1.5.0

setup() {
  load helper
  load repository
  export MESOS_TESTBED_TICK_SECONDS=1 TMPDIR=$BATS_TEST_TMPDIR
  project=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
  cache=$BATS_TEST_TMPDIR/cache
  folder=$cache/downloads/git
  make_repository
}

fetch_git() {
  printf '%s\n' "$cache" "$@" | timeout 60 "$project/host/fetch-git" 0.24.0 "$commit"
}

run_fetch() {
  run --separate-stderr fetch_git "$@"
}

# assert_packed: the result is the tarball of that commit and its digest, and nothing else is left.
assert_packed() {
  local target=$folder/mesos-0.24.0-$commit.tar.gz
  assert_status 0
  assert_equal "$output" "$target"$'\n'"$(sha256sum "$target" | cut -d ' ' -f 1)"
  assert_equal "$(ls -A "$folder")" "$(printf '%s\n' "${target##*/}" "${target##*/}".{lock,sha256})"
  assert_equal "$(tar -tzf "$target")" "mesos-0.24.0/
mesos-0.24.0/bootstrap
mesos-0.24.0/configure.ac"
  assert_equal "$(tar -xzOf "$target" mesos-0.24.0/configure.ac | wc -l)" 2
  tar -tvzf "$target" | grep -q '^-rwxr-xr-x .* mesos-0.24.0/bootstrap$'
}

@test "a commit is packed from a path, and a second time taken from the cache" {
  run_fetch "$repository"
  assert_packed
  assert_has "$stderr" "from $repository, packed"
  rm -rf "$repository"
  run_fetch "$repository"
  assert_packed
  assert_has "$stderr" "in the cache"
}

@test "the same commit gives the same bytes, whatever the user's git is told" {
  run_fetch "$repository"
  local first=${lines[1]}
  printf '[core]\n\tautocrlf = true\n\tattributesFile = %s\n[tar]\n\tumask = 0077\n' "$HOME/attributes" >"$HOME/.gitconfig"
  echo 'bootstrap export-ignore' >"$HOME/attributes"
  rm -rf "$cache"
  run_fetch "$repository"
  assert_packed
  assert_equal "${lines[1]}" "$first"
}

@test "the first repository that has the commit is taken, and the others are named when none has" {
  git init --quiet "$BATS_TEST_TMPDIR/other"
  git -C "$BATS_TEST_TMPDIR/other" -c user.name=t -c user.email=t@t.test commit --quiet --allow-empty --message other
  run_fetch "$BATS_TEST_TMPDIR/nowhere" "$BATS_TEST_TMPDIR/other" "$repository"
  assert_packed
  rm -rf "$cache"
  run_fetch "$BATS_TEST_TMPDIR/nowhere" "$BATS_TEST_TMPDIR/other"
  assert_status 1
  assert_equal "$output" ""
  assert_has "$stderr" "mesos: no place has commit $commit:"
  assert_has "$stderr" "- $BATS_TEST_TMPDIR/nowhere: '$BATS_TEST_TMPDIR/nowhere' does not appear to be a git repository"
  assert_has "$stderr" "- $BATS_TEST_TMPDIR/other: it has no commit $commit"
  assert_has "$stderr" "pulumi config set --path 'mesos-testbed:mesos.sources[0]' PLACE"
  assert_equal "$(ls -A "$folder")" "mesos-0.24.0-$commit.tar.gz.lock"
}

@test "a server that only has files is asked for all that it has" {
  git clone --quiet --bare "$repository" "$BATS_TEST_TMPDIR/web/mesos.git"
  git -C "$BATS_TEST_TMPDIR/web/mesos.git" update-server-info
  unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
  python3 -u -m http.server --bind 127.0.0.1 --directory "$BATS_TEST_TMPDIR/web" 0 >"$BATS_TEST_TMPDIR/server" 2>&1 3>&- &
  server=$!
  wait_until grep -q "port [0-9]" "$BATS_TEST_TMPDIR/server"
  run_fetch "http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$BATS_TEST_TMPDIR/server")/mesos.git"
  kill "$server"
  assert_packed
}

@test "a source of another version is refused before anything is compiled" {
  sed -i 's/0\.24\.0/0.25.0/' "$repository/configure.ac"
  git_at commit --quiet --all --message three
  commit=$(git_at rev-parse HEAD)
  run_fetch "$repository"
  assert_status 1
  assert_has "$stderr" "commit ${commit:0:12} is of Mesos 0.25.0, not 0.24.0; set mesos-testbed:mesos.version to 0.25.0"
}

@test "a damaged tarball is made again, and what a killed run has left goes" {
  run_fetch "$repository"
  assert_packed
  echo damage >>"$folder/mesos-0.24.0-$commit.tar.gz"
  mkdir "$folder/.mesos-0.24.0-$commit.tar.gz.abcdef"
  run_fetch "$repository"
  assert_packed
}

@test "without git it is named" {
  local program
  mkdir "$BATS_TEST_TMPDIR/bin"
  for program in bash cat dirname mkdir; do
    ln -s "$(command -v "$program")" "$BATS_TEST_TMPDIR/bin"
  done
  run --separate-stderr env PATH="$BATS_TEST_TMPDIR/bin" "$project/host/fetch-git" 0.24.0 "$commit" <<<"$cache"
  assert_status 1
  assert_has "$stderr" "program git is missing on this host; install git"
}

@test "a commit is 40 digits, and a version a name" {
  run --separate-stderr "$project/host/fetch-git" 0.24.0 0.24.0 <<<"$cache"
  assert_status 2
  run --separate-stderr "$project/host/fetch-git" ../x "$commit" <<<"$cache"
  assert_status 2
}
