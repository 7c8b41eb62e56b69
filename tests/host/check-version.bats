#!/usr/bin/env bats

setup() {
  bats_require_minimum_version 1.5.0
  load stubbed
  host_setup
  use_stub curl
}

# answers VERSION: of the master, whose flags have a "version" too; the form is that of a real 0.24.0.
answers() {
  printf '{"build_date":"2015-09-01","flags":{"quiet":"false","version":"false"},"leader":"master@192.168.5.51:5050","version":"%s"}' \
    "$1" >"$STUB_STATE/curl"
}

check() {
  run --separate-stderr "$scripts/check-version" "$@"
}

@test "the first run asks nobody" {
  check 0.24.0 192.168.5.51
  assert_status 0
  [[ $output == 0.24.0 ]]
  assert_stub_calls ""
}

@test "the same version, and a newer one, ask nobody" {
  export PULUMI_COMMAND_STDOUT=0.24.0
  check 0.24.0 192.168.5.51
  assert_status 0
  check 0.100.0 192.168.5.51
  assert_status 0
  [[ $output == 0.100.0 ]]
  assert_stub_calls ""
}

@test "an older version than the one that runs is refused, with the remedy" {
  export PULUMI_COMMAND_STDOUT=0.24.0
  answers 0.24.0
  check 0.23.0 192.168.5.51
  assert_status 1
  [[ -z $output ]]
  [[ $stderr == *"mesos.version 0.23.0 is older than 0.24.0, which runs in this stack; nothing was changed"* ]]
  [[ $stderr == *"pulumi config set --path mesos-testbed:mesos.version 0.24.0"* ]]
  assert_stub_calls "curl http://192.168.5.51:5050/master/state.json"
}

@test "back from a newer one that never came to run" {
  export PULUMI_COMMAND_STDOUT=0.25.0
  answers 0.24.0
  check 0.24.0 192.168.5.51
  assert_status 0
  [[ $output == 0.24.0 ]]
  [[ $stderr == *"back from 0.25.0 to 0.24.0, since 0.24.0 runs"* ]]
}

@test "back where no master answers" {
  export PULUMI_COMMAND_STDOUT=0.24.0
  check 0.23.0 192.168.5.51
  assert_status 0
  [[ $stderr == *"since no master runs at 192.168.5.51"* ]]
}

@test "what was no version before is none" {
  export PULUMI_COMMAND_STDOUT="host is ready"
  check 0.23.0 192.168.5.51
  assert_status 0
  assert_stub_calls ""
}
