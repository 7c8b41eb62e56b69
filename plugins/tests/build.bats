#!/usr/bin/env bats
# plugins/build with a fake go: what is built when, and what a caller gets.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  common_setup
  put_on_path go go
  # A copy, so that the tests may edit sources.
  work=$BATS_TEST_TMPDIR/plugins
  mkdir -p "$work"
  cp -r "$plugins_dir/build" "$plugins_dir/lib" "$work/"
  local module
  for module in command language-nodejs libvirt random cli; do
    mkdir "$work/$module"
    cp "$plugins_dir/$module/go.mod" "$work/$module/"
    echo "package main" >"$work/$module/main.go"
  done
  tools=$MESOS_TESTBED_CACHE/tools
  all=(command language-nodejs libvirt random cli)
}

teardown() {
  common_teardown
}

# pause_builds: makes the FIFO $pause, open for writing as 8, for FAKE_GO_PAUSE.
pause_builds() {
  pause=$BATS_TEST_TMPDIR/pause
  mkfifo "$pause"
  exec 8<>"$pause" # for reading too: opening for writing alone would wait for a reader
}

# await_line TEXT FILE PID: waits until a line of the file has the text; fails after 20 s or when the process has ended.
await_line() {
  timeout 20 grep -q -m 1 -- "$1" <(tail -n +1 -s 0.1 -f --pid="$3" "$2" 3>&- 8>&-)
}

# assert_built MODULE...: the modules built since the last check, in order.
assert_built() {
  assert_equal "$(awk '{ print $2 }' "$FAKE_STATE/calls" | tr '\n' ' ')" "$(printf '%s ' "$@")"
  : >"$FAKE_STATE/calls"
}

@test "the first run builds every module and prints only the folder" {
  run --separate-stderr "$work/build"
  assert_status 0
  assert_equal "$(cd "$output" && find . -type f | LC_ALL=C sort)" "./bin/pulumi
./bin/pulumi-language-nodejs
./plugins/resource-command-v1.2.1/pulumi-resource-command
./plugins/resource-libvirt-v0.4.8/pulumi-resource-libvirt
./plugins/resource-random-v4.21.2/pulumi-resource-random"
  assert_equal "$("$output/bin/pulumi")" cli
  variable=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version
  assert_calls "build command . -s -w" \
    "build language-nodejs github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs -s -w -X $variable=v3.68.0" \
    "build libvirt . -s -w" \
    "build random . -s -w" \
    "build cli github.com/pulumi/pulumi/pkg/v3/cmd/pulumi -s -w -X $variable=v3.259.0"
  assert_has "$stderr" "building cli 3.259.0; takes about 5 min"
  assert_has "$stderr" "built cli 3.259.0 in "
}

@test "a second run builds nothing and says so in one line" {
  "$work/build" >"$BATS_TEST_TMPDIR/first"
  assert_built "${all[@]}"
  run --separate-stderr "$work/build"
  assert_status 0
  assert_equal "$output" "$(cat "$BATS_TEST_TMPDIR/first")"
  assert_equal "$stderr" "plugins/build: up to date: ${all[*]}"
  assert_calls ""
}

@test "an edited module alone is built again" {
  first=$("$work/build")
  assert_built "${all[@]}"
  echo "// edited" >>"$work/command/main.go"
  second=$("$work/build")
  assert_built command
  [[ $first != "$second" ]]
  assert_equal "$(stat -c %i "$second/bin/pulumi")" "$(stat -c %i "$first/bin/pulumi")"
}

@test "tests and documents are no input, go.sum and an embedded file are" {
  "$work/build"
  assert_built "${all[@]}"
  mkdir "$work/libvirt/testdata"
  touch "$work/libvirt/main_test.go" "$work/libvirt/README.md" "$work/libvirt/testdata/table.json"
  "$work/build"
  assert_calls ""
  echo sum >"$work/libvirt/go.sum"
  "$work/build"
  assert_built libvirt
  echo '{}' >"$work/libvirt/schema.json"
  "$work/build"
  assert_built libvirt
}

@test "another Go builds everything again" {
  "$work/build"
  assert_built "${all[@]}"
  FAKE_GO_VERSION=go1.27.0 "$work/build"
  assert_built "${all[@]}"
}

@test "a failed build names the module, leaves nothing half-made, and goes on where it stopped" {
  FAKE_GO_FAILS=libvirt run --separate-stderr "$work/build"
  assert_status 1
  assert_equal "$output" ""
  assert_has "$stderr" "main.go:1:1: syntax error"
  assert_has "$stderr" "error: module libvirt was not built after"
  assert_built command language-nodejs libvirt
  assert_equal "$(find "$tools" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sed 's/-[0-9a-f]*$//' | sort | tr '\n' ' ')" \
    "module-command module-language-nodejs "
  "$work/build"
  assert_built libvirt random cli
}

@test "two runs at once build each module once" {
  pause_builds
  HEARTBEAT_SECONDS=1 FAKE_GO_PAUSE=$pause "$work/build" >"$BATS_TEST_TMPDIR/one" 8>&- 3>&- &
  local first=$! second
  await_line "build command" "$FAKE_STATE/calls" "$first"
  HEARTBEAT_SECONDS=1 "$work/build" >"$BATS_TEST_TMPDIR/two" 2>"$BATS_TEST_TMPDIR/log" 8>&- 3>&- &
  second=$!
  await_line "waiting for another plugins/build" "$BATS_TEST_TMPDIR/log" "$second"
  printf '%s\n' "${all[@]}" >&8
  wait "$first"
  wait "$second"
  assert_built "${all[@]}"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/one")" "$(cat "$BATS_TEST_TMPDIR/two")"
}

@test "--only builds the modules named and gives a folder of them alone" {
  run --separate-stderr "$work/build" --only random --only command
  assert_status 0
  assert_built random command
  assert_equal "$(cd "$output" && find . -type f | LC_ALL=C sort)" "./plugins/resource-command-v1.2.1/pulumi-resource-command
./plugins/resource-random-v4.21.2/pulumi-resource-random"
}

@test "--print-dir names the folder and builds nothing" {
  run --separate-stderr "$work/build" --print-dir
  assert_status 0
  assert_equal "$stderr" ""
  assert_calls ""
  [[ ! -e $output ]]
  assert_equal "$("$work/build")" "$output"
}

@test "results that no run used for a month are removed, those in use are kept" {
  first=$("$work/build")
  echo "// edited" >>"$work/command/main.go"
  mkdir "$tools/.new-killed"
  find "$tools" -mindepth 1 -maxdepth 1 -exec touch -d "40 days ago" {} +
  second=$("$work/build")
  [[ ! -e $first && ! -e $tools/.new-killed ]]
  assert_equal "$(find "$tools" -mindepth 1 -maxdepth 1 -type d | wc -l)" 6
  assert_built "${all[@]}" command
  [[ -x $second/bin/pulumi ]]
}

@test "a silent build is reported to be alive" {
  pause_builds
  HEARTBEAT_SECONDS=1 FAKE_GO_PAUSE=$pause "$work/build" --only random 2>"$BATS_TEST_TMPDIR/log" 8>&- 3>&- &
  local builder=$!
  await_line "building random: still running after" "$BATS_TEST_TMPDIR/log" "$builder"
  echo random >&8
  wait "$builder"
}

@test "wrong arguments and a missing Go are named" {
  run --separate-stderr "$work/build" --only mesos
  assert_status 2
  assert_has "$stderr" "--only 'mesos': no such module; allowed: command language-nodejs libvirt random cli"
  run --separate-stderr "$work/build" --frobnicate
  assert_status 2
  assert_has "$stderr" "unknown argument '--frobnicate'"
  rm "$BATS_TEST_TMPDIR/path/go"
  mkdir "$BATS_TEST_TMPDIR/no-go"
  for tool in bash dirname env sh; do ln -s "$(type -P "$tool")" "$BATS_TEST_TMPDIR/no-go/"; done
  run --separate-stderr env PATH="$BATS_TEST_TMPDIR/no-go" "$work/build"
  assert_status 1
  assert_has "$stderr" "Go is missing"
}

@test "--help goes to stdout" {
  run --separate-stderr "$work/build" --help
  assert_status 0
  assert_has "$output" "usage: plugins/build"
  assert_equal "$stderr" ""
}
