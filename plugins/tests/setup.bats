#!/usr/bin/env bats
# plugins/setup with fakes of pulumi and plugins/build: what is chosen, said and printed.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  common_setup
  export PLUGINS_BUILD_PROGRAM=$fakes_dir/build
  home=$BATS_TEST_TMPDIR/home
  bin=$BATS_TEST_TMPDIR/path
  view=$MESOS_TESTBED_CACHE/tools/view
  official_output="PULUMI_BIN_DIR=$bin
PULUMI_HOME=$home"
  built_output="PULUMI_BIN_DIR=$view/bin
PULUMI_HOME=$home
PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true"
}

teardown() {
  common_teardown
}

# have_pulumi VERSION: an official CLI of that version on PATH, its language host beside it.
have_pulumi() {
  export FAKE_PULUMI_VERSION=$1
  put_on_path pulumi pulumi
  put_on_path pulumi pulumi-language-nodejs
}

# origins: "name origin" of each plugin below the home, sorted.
origins() {
  local folder
  for folder in "$home"/plugins/resource-*/; do
    folder=${folder%/}
    [[ -e $folder.lock ]] || echo "no lock: $folder"
    printf '%s %s\n' "$(basename "$folder")" "$(cat "$folder"/*)"
  done
}

@test "a recent pulumi is used and downloads the plugins" {
  have_pulumi v3.207.0
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_equal "$output" "$official_output"
  assert_equal "${stderr_lines[0]}" "plugins/setup: CLI: the official one on PATH, since $bin/pulumi is 3.207.0, at least 3.207.0"
  assert_calls "install command 1.2.1" "install random 4.21.2" "install libvirt 0.4.8"
  assert_equal "$(origins)" "resource-command-v1.2.1 official
resource-libvirt-v0.4.8 official
resource-random-v4.21.2 official"
}

@test "plugins that are installed are not downloaded again" {
  have_pulumi v3.259.0
  "$plugins_dir/setup" --pulumi-home "$home"
  assert_calls "install command 1.2.1" "install random 4.21.2" "install libvirt 0.4.8"
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_equal "$output" "$official_output"
  assert_calls ""
}

@test "an installation that was cut off is done again" {
  have_pulumi v3.259.0
  mkdir -p "$home/plugins"
  "$plugins_dir/setup" --pulumi-home "$home"
  assert_calls "install command 1.2.1" "install random 4.21.2" "install libvirt 0.4.8"
  rm -r "$home/plugins/resource-random-v4.21.2"
  touch "$home/plugins/resource-random-v4.21.2.partial"
  FAKE_PULUMI_FAILS=random run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_calls "install random 4.21.2" "build random"
  [[ ! -e $home/plugins/resource-random-v4.21.2.partial ]]
}

@test "a plugin that cannot be downloaded is built, the others are not" {
  have_pulumi 3.300.1-alpha.x123
  FAKE_PULUMI_FAILS=libvirt run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_equal "$output" "$official_output
PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true"
  assert_has "$stderr" "plugin libvirt 0.4.8: built, since the download failed (status 255)"
  assert_calls "install command 1.2.1" "install random 4.21.2" "install libvirt 0.4.8" "build libvirt"
  assert_equal "$(origins)" "resource-command-v1.2.1 official
resource-libvirt-v0.4.8 built
resource-random-v4.21.2 official"

  # The next run does not try again, but sees that what was built is up to date.
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_calls "build libvirt"
  assert_has "$stderr" "to try again remove $home/plugins/resource-libvirt-v0.4.8"
}

@test "a download that does not end is cut off, and the remaining ones are not tried" {
  have_pulumi v3.259.0
  FAKE_PULUMI_HANGS=command PLUGIN_DOWNLOAD_TIMEOUT_SECONDS=1 \
    run --separate-stderr timeout 30 "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_calls "install command 1.2.1" "build command random libvirt"
  assert_has "$stderr" "plugin command 1.2.1: built, since the download failed (status 124)"
  assert_has "$stderr" "plugin random 4.21.2: built, since the download before took too long"
}

@test "everything is built: pulumi too old" {
  have_pulumi v3.206.9
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_equal "$output" "$built_output"
  assert_equal "${stderr_lines[0]}" "plugins/setup: CLI: built, since $bin/pulumi is 3.206.9, older than 3.207.0"
  assert_calls "build all"
  assert_equal "$(origins)" "resource-command-v1.2.1 built
resource-libvirt-v0.4.8 built
resource-random-v4.21.2 built"
}

@test "everything is built: versions are compared as numbers" {
  have_pulumi v3.99.0
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_has "${stderr_lines[0]}" "3.99.0, older than 3.207.0"
  assert_calls "build all"
}

@test "everything is built: no pulumi" {
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_equal "$output" "$built_output"
  assert_equal "${stderr_lines[0]}" "plugins/setup: CLI: built, since no pulumi is on PATH"
  assert_calls "build all"
}

@test "everything is built: pulumi does not tell its version" {
  have_pulumi "3.x"
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_has "${stderr_lines[0]}" "$bin/pulumi does not tell its version"
  assert_calls "build all"
}

@test "everything is built: no language host" {
  have_pulumi v3.259.0
  rm "$bin/pulumi-language-nodejs"
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_has "${stderr_lines[0]}" "pulumi-language-nodejs is neither beside it nor on PATH"
  assert_calls "build all"
}

@test "a pulumi that was built here is no official one" {
  export FAKE_PULUMI_VERSION=v3.259.0
  mkdir -p "$view/bin"
  cp "$fakes_dir/pulumi" "$view/bin/pulumi"
  PATH=$view/bin:$PATH run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 0
  assert_equal "$output" "$built_output"
  assert_has "${stderr_lines[0]}" "the pulumi on PATH was built by plugins/build"
  assert_calls "build all"
}

@test "a built plugin takes the place of a downloaded one when the CLI is built" {
  have_pulumi v3.259.0
  "$plugins_dir/setup" --pulumi-home "$home"
  assert_calls "install command 1.2.1" "install random 4.21.2" "install libvirt 0.4.8"
  rm "$bin/pulumi" "$bin/pulumi-language-nodejs"
  "$plugins_dir/setup" --pulumi-home "$home"
  assert_calls "build all"
  assert_equal "$(origins | awk '{ print $2 }' | sort -u)" built
}

@test "a failing build fails the set-up, and nothing is printed" {
  export PLUGINS_BUILD_PROGRAM=/bin/false
  run --separate-stderr "$plugins_dir/setup" --pulumi-home "$home"
  assert_status 1
  assert_equal "$output" ""
}

@test "wrong arguments are named" {
  run --separate-stderr "$plugins_dir/setup"
  assert_status 2
  assert_has "$stderr" "--pulumi-home DIR is needed"
  run --separate-stderr "$plugins_dir/setup" --home "$home"
  assert_status 2
  assert_has "$stderr" "unknown argument '--home'"
}
