# shellcheck shell=bash
# shellcheck disable=SC2034  # variables that the tests read
# Common to the tests of the scripts on the Pulumi host. Commands that reach out (ssh, virsh, curl, df, ip) are strict stubs
# first in PATH; all others are the machine's own.

host_setup() {
  scripts=$(cd "$BATS_TEST_DIRNAME/../../host" && pwd)
  export STUB_STATE=$BATS_TEST_TMPDIR/stub
  export TMPDIR=$BATS_TEST_TMPDIR/tmp
  mkdir -p "$STUB_STATE" "$TMPDIR"
  touch "$STUB_STATE/calls"
}

# use_stub NAME...: these of tests/host/stubs, and no other.
use_stub() {
  local name folder=$BATS_TEST_TMPDIR/stubs
  mkdir -p "$folder"
  for name in "$@"; do
    ln -sf "$BATS_TEST_DIRNAME/stubs/$name" "$folder/$name"
  done
  PATH=$folder:$PATH
}

# assert_status N: of the last run.
assert_status() {
  if [[ $status != "$1" ]]; then
    printf 'status %s, expected %s; output:\n%s\n' "$status" "$1" "$output"
    return 1
  fi
}

# assert_output_has TEXT: anywhere in the last run's output.
assert_output_has() {
  if [[ $output != *"$1"* ]]; then
    printf 'not in the output: %s\noutput:\n%s\n' "$1" "$output"
    return 1
  fi
}

# assert_output_lacks TEXT
assert_output_lacks() {
  if [[ $output == *"$1"* ]]; then
    printf 'in the output, but must not be: %s\noutput:\n%s\n' "$1" "$output"
    return 1
  fi
}

# assert_calls TEXT: all recorded calls of stubs, in order.
assert_calls() {
  if [[ $(<"$STUB_STATE/calls") != "$1" ]]; then
    printf 'calls:\n%s\nexpected:\n%s\n' "$(<"$STUB_STATE/calls")" "$1"
    return 1
  fi
}
