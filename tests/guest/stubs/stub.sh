# shellcheck shell=bash
# Common to the stubs. State is in STUB_STATE, one file per fact.

# stub_refuse COMMAND ARGUMENT...: an unexpected call; recorded for teardown, since the caller may ignore the status.
stub_refuse() {
  printf '%s\n' "$*" >>"$STUB_STATE/violations"
  printf 'stub: unexpected call: %s\n' "$*" >&2
  exit 99
}

# stub_record COMMAND ARGUMENT...
stub_record() {
  printf '%s\n' "$*" >>"$STUB_STATE/calls"
}

# stub_shim COMMAND ARGUMENT...: the lab's stand-in of the command, the one that its guest image has, on the test's root.
stub_shim() {
  local folder=${BASH_SOURCE[0]%/*}/../../../lab/image/shims/bin
  LAB_ROOT=$MESOS_TESTBED_ROOT exec "$folder/$1" "${@:2}"
}
