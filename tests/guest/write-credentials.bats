#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
  folder=$root/etc/mesos-testbed
  record=$state/services/mesos-master
  mkdir -p "$state/services"
  echo hash >"$record"
}

teardown() {
  guest_teardown
}

# present LINE...: the credentials that the stack has now.
present() {
  printf '%s\n' "$@" >"$folder/present.credentials"
}

# written LINE...: whether these are the master's.
written() {
  diff <(printf '%s\n' "$@") "$folder/master.credentials"
}

@test "write-credentials writes the present ones, for root alone" {
  present "slave one" "marathon two" "mine three"
  run "$scripts/write-credentials"
  assert_status 0
  written "slave one" "marathon two" "mine three"
  [[ $(stat -c %a "$folder/master.credentials") == 600 ]]
  no_leftovers "$folder"
}

@test "write-credentials keeps those of before a rotation, until they are retired" {
  present "slave one" "marathon two" "mine three"
  "$scripts/write-credentials"
  present "slave-1 four" "marathon-1 five" "mine six"
  run "$scripts/write-credentials"
  assert_status 0
  assert_output_has "are kept for now: slave marathon"
  written "slave-1 four" "marathon-1 five" "mine six" "slave one" "marathon two"
  # Again, as after a run that was cut off.
  run "$scripts/write-credentials"
  written "slave-1 four" "marathon-1 five" "mine six" "slave one" "marathon two"
  [[ -e $record ]]
  run "$scripts/write-credentials" --retire
  assert_status 0
  written "slave-1 four" "marathon-1 five" "mine six"
  # So that the master is restarted.
  [[ ! -e $record ]]
}

@test "write-credentials keeps all that were not retired between two rotations" {
  present "slave-9 one"
  "$scripts/write-credentials"
  present "slave-10 two"
  "$scripts/write-credentials"
  present "slave-11 three"
  "$scripts/write-credentials"
  written "slave-11 three" "slave-9 one" "slave-10 two" || written "slave-11 three" "slave-10 two" "slave-9 one"
}

@test "write-credentials keeps no principal of the user's, none that is switched off, and none of a higher number" {
  present "slave-2 one" "marathon-2 two" "mine three" "slave-tool four"
  "$scripts/write-credentials"
  present "slave-3 five"
  "$scripts/write-credentials"
  written "slave-3 five" "slave-2 one"
  present "slave six"
  "$scripts/write-credentials"
  written "slave six"
}

@test "write-credentials --retire with nothing to take away leaves the master alone" {
  present "slave-1 one"
  "$scripts/write-credentials"
  run "$scripts/write-credentials" --retire
  assert_status 0
  written "slave-1 one"
  [[ -e $record ]]
}

# with_recorded_programs: what is called with which arguments goes into $STUB_STATE/arguments.
with_recorded_programs() {
  local program
  mkdir "$BATS_TEST_TMPDIR/bin"
  for program in awk cat chmod cut mktemp mv rm tr; do
    printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>"%s"\nexec %s "$@"\n' "$program" "$STUB_STATE/arguments" \
      "$(command -v "$program")" >"$BATS_TEST_TMPDIR/bin/$program"
  done
  chmod +x "$BATS_TEST_TMPDIR/bin"/*
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

@test "write-credentials prints no secret, and has none on a command line" {
  present "slave secret-one"
  "$scripts/write-credentials"
  present "slave-1 secret-two"
  with_recorded_programs
  run "$scripts/write-credentials"
  assert_status 0
  assert_output_lacks secret-
  run "$scripts/write-credentials" --retire
  assert_status 0
  assert_output_lacks secret-
  grep -q ^awk "$STUB_STATE/arguments"
  grep -q ^cut "$STUB_STATE/arguments"
  run grep secret- "$STUB_STATE/arguments"
  assert_status 1
}

@test "write-credentials names what is missing, and refuses another argument" {
  run "$scripts/write-credentials"
  assert_status 1
  assert_output_has "present.credentials is missing"
  run "$scripts/write-credentials" --all
  assert_status 2
}
