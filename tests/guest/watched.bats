#!/usr/bin/env bats
# A command that is watched, and what the lines that tell of its end look like to who reads them.

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

# watched BASH: what it prints is the status of watched_run, which reads what BASH writes in place of a command's end.
watched() {
  run timeout 30 bash -c '
    set -euo pipefail
    export MESOS_TESTBED_TICK_SECONDS=0.2
    for library in paths log ticker watched; do source "$1/lib/$library.sh"; done
    log_stage test
    eval "watched_child() { echo 1; $2; }"
    status=0
    watched_run "$3/log" 20 true || status=$?
    echo "status $status"' -- "$scripts" "$1" "$BATS_TEST_TMPDIR"
}

@test "a status is whole, however the reader's intervals fall" {
  watched 'sleep 0.1; printf e; sleep 0.3; printf nde; sleep 0.5; printf "d\n"; sleep 0.5; printf 1; sleep 0.5; printf "7\n"'
  assert_output_has "status 17"
}

@test "a command that is lost is not taken for one that has ended" {
  watched 'sleep 0.3'
  assert_output_has "the process that waited for it is gone"
  assert_output_has "status 125"
  watched 'sleep 0.3; echo ended'
  assert_output_has "status 125"
}

@test "the real one: status and output of a command, and its end when the time is up" {
  run timeout 30 bash -c '
    set -euo pipefail
    for library in paths log ticker watched; do source "$1/lib/$library.sh"; done
    log_stage test
    for command in "exit 0" "exit 3" "echo said; exit 100"; do
      status=0
      watched_run "$2/log" 20 bash -c "$command" || status=$?
      echo "status $status"
    done
    status=0
    MESOS_TESTBED_TICK_SECONDS=1 watched_run "$2/log" 0 sleep 20 || status=$?
    echo "status $status"' -- "$scripts" "$BATS_TEST_TMPDIR"
  assert_output_has "status 0
status 3
status 100
"
  assert_output_has "status 124"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/log")" said
}
