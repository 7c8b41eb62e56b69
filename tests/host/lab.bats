#!/usr/bin/env bats
# The lab's commands without a lab: what they say when nothing runs.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  host_setup
  # A lab that nobody has.
  export LAB_NAME=lab-nobats
}

teardown() {
  host_teardown
}

@test "status: the lab's own lines, then one sentence" {
  run --separate-stderr lab/status
  assert_status 1
  assert_equal "$output" "namespace  mesos-testbed-lab-nobats  absent
mirror     does not run
virtlogd   does not run
libvirtd   does not run

the lab is down, so nothing of its cluster runs; bring it up: make up"
}

@test "status as JSON alone" {
  run --separate-stderr lab/status --json
  assert_status 1
  assert_equal "$(jq --compact-output '[.ok, .conditions]' <<<"$output")" "[false,[]]"
}

@test "make status tells both apart" {
  run --separate-stderr make --silent status JSON=1
  assert_status 2
  assert_equal "$(jq .ok <<<"$output")" false
  run --separate-stderr make --silent status
  assert_status 2
  assert_equal "${lines[0]}" "namespace  mesos-testbed-lab-nobats  absent"
  start_daemons
  run --separate-stderr make --silent status STACK=dev
  assert_status 0
  assert_equal "${lines[-1]}" "all 28 conditions hold"
}

@test "logs: with the lab down the cluster's addresses are not asked" {
  # A lab whose state is elsewhere, so that nothing of this checkout's is touched.
  mkdir -p "$BATS_TEST_TMPDIR/project/lab"
  cp -r lab/lib lab/logs "$BATS_TEST_TMPDIR/project/lab/"
  ln -s "$project"/{host,lib,node_modules,package.json,tsconfig.json} "$BATS_TEST_TMPDIR/project/"
  ln -s "$FAKES/pulumi" "$BATS_TEST_TMPDIR/project/lab/pulumi"
  run --separate-stderr "$BATS_TEST_TMPDIR/project/lab/logs" slave1
  assert_status 0
  assert_has "$output" "$BATS_TEST_TMPDIR/project/.lab/logs/mesos-testbed-logs-"
  assert_has "$stderr" "all nodes: all but the console logs not gathered: the lab is down"
  assert_has "$stderr" "slave1: console log not gathered: there is no /var/tmp/mesos-testbed-lab-nobats/log/qemu/mesos-testbed-test-slave1-console.log"
  assert_equal "$(<"$FAKE_STATE/ssh-calls")" ""
}

@test "ui: one sentence" {
  run --separate-stderr make --silent ui
  assert_status 2
  assert_has "$stderr" "lab: error: the lab is down, so there is no page to open; bring it up: make up"
}

@test "mirror: on or off" {
  local word
  for word in "" offline; do
    # shellcheck disable=SC2086 # none is none
    run --separate-stderr lab/lab mirror $word
    assert_status 2
    assert_has "$stderr" "usage: lab/lab mirror on|off"
  done
}
