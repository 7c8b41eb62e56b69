# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables that the tests read, and those that bats sets
# Common to the tests of plugins/build and plugins/setup. Fakes of go, pulumi and plugins/build stand in tests/fakes; each
# notes its calls in $FAKE_STATE/calls, and a call that it does not expect in $FAKE_STATE/violations.

# shellcheck source=tests/support/assertions.bash
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/assertions.bash"

bats_require_minimum_version 1.5.0

common_setup() {
  plugins_dir=$(cd -- "$BATS_TEST_DIRNAME/.." && pwd)
  fakes_dir=$BATS_TEST_DIRNAME/fakes
  export FAKE_STATE=$BATS_TEST_TMPDIR/fake
  export MESOS_TESTBED_CACHE=$BATS_TEST_TMPDIR/cache
  # Nothing of the machine's own Pulumi or Go may answer.
  export PATH=/usr/bin:/bin
  mkdir -p "$FAKE_STATE" "$BATS_TEST_TMPDIR/path"
  : >"$FAKE_STATE/calls"
}

common_teardown() {
  if [[ -e $FAKE_STATE/violations ]]; then
    echo "calls that no fake expects:"
    cat "$FAKE_STATE/violations"
    return 1
  fi
}

# put_on_path FAKE NAME: makes a fake answer to NAME, before everything else.
put_on_path() {
  cp "$fakes_dir/$1" "$BATS_TEST_TMPDIR/path/$2"
  PATH=$BATS_TEST_TMPDIR/path:${PATH#"$BATS_TEST_TMPDIR/path:"}
}

# assert_calls LINE...: the fakes' calls so far, exactly and in order; then forgets them.
assert_calls() {
  assert_equal "$(cat "$FAKE_STATE/calls")" "$(printf '%s\n' "$@")"
  : >"$FAKE_STATE/calls"
}
