# shellcheck shell=bash
# shellcheck disable=SC2034  # variables that the tests read
# Common to the tests of the scripts on the Pulumi host. Commands that reach out (ssh, virsh, curl, df, ip) are strict stubs
# first in PATH; all others are the machine's own.

# shellcheck source=tests/support/assertions.bash
source "$(dirname "${BASH_SOURCE[0]}")/../support/assertions.bash"

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
