# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # variables of bats, and those that the tests read
# Common to the tests of the guest scripts: they run natively, on a folder in place of the machine (MESOS_TESTBED_ROOT)
# and with stubs of EL6's commands first in PATH. A stub refuses calls that it does not expect; teardown reports them. What the
# lab's guest image has a stand-in for (lab/image/shims) is that same program here: the stub records the call and runs it.

# shellcheck source=tests/support/assertions.bash
source "$(dirname "${BASH_SOURCE[0]}")/../support/assertions.bash"

guest_setup() {
  scripts=$(cd "$BATS_TEST_DIRNAME/../../cloud-init/scripts" && pwd)
  jobs_folder=$(cd "$BATS_TEST_DIRNAME/../../cloud-init/files" && pwd)
  export MESOS_TESTBED_ROOT=$BATS_TEST_TMPDIR/root
  export STUB_STATE=$BATS_TEST_TMPDIR/stub
  export MESOS_TESTBED_TICK_SECONDS=1
  root=$MESOS_TESTBED_ROOT
  state=$root/var/lib/mesos-testbed
  mkdir -p "$root/etc/mesos-testbed" "$root/var/log" "$state" "$STUB_STATE"
  PATH=$BATS_TEST_DIRNAME/stubs:$PATH
  me="$(id -un):$(id -gn)"
  printf '%s:x:%s:\n' "$(id -gn)" "$(id -g)" >"$root/etc/group"
  printf '%s:x:%s:%s::/:/bin/sh\n' "$(id -un)" "$(id -u)" "$(id -g)" >"$root/etc/passwd"
  touch "$STUB_STATE/calls"
}

# collection NAME: a Software Collection that is installed, whose g++ is stubs/toolset's.
collection() {
  mkdir -p "$root/etc/scl/prefixes" "$root/opt/rh/$1"
  echo /opt/rh >"$root/etc/scl/prefixes/$1"
  # shellcheck disable=SC2016 # the shell that is enabled expands it
  printf 'export STUB_COLLECTION=%q PATH=%q:$PATH\n' "$1" "$BATS_TEST_DIRNAME/stubs/toolset" >"$root/opt/rh/$1/enable"
}

guest_teardown() {
  if [[ -s $STUB_STATE/violations ]]; then
    echo "calls that no stub expects:"
    cat "$STUB_STATE/violations"
    return 1
  fi
}

# count_processes SCRIPT ARGUMENT...: how many processes a script starts, subshells among them; its output is dropped, its
# status ignored. In a shell that finds no program each process is a shell first, the one that runs
# command_not_found_handle, and the trace has its number.
count_processes() {
  cat >"$STUB_STATE/traced" <<TRACED
command_not_found_handle() {
  unset BASH_ENV
  PATH='$PATH' exec "\$@"
}
PS4='+ \$BASHPID '
PATH=$BATS_TEST_TMPDIR/none
exec 5>"$STUB_STATE/trace"
BASH_XTRACEFD=5
set -x
TRACED
  BASH_ENV=$STUB_STATE/traced "$@" >/dev/null 2>&1 || true
  # But for the script itself.
  echo $(($(grep -oE '^\++ [0-9]+ ' "$STUB_STATE/trace" | tr -d + | sort -u | wc -l) - 1))
}

# assert_processes FROM TO COUNT: that a count is within these bounds; one that is too low was not counted well.
assert_processes() {
  if (($3 < $1 || $3 > $2)); then
    echo "$3 processes, expected $1 to $2"
    return 1
  fi
}

# no_leftovers FOLDER: no temporary file of ours below it.
no_leftovers() {
  local found
  found=$(find "$1" -name '.*.??????' -o -name '.install-files.*')
  if [[ -n $found ]]; then
    printf 'left behind: %s\n' "$found"
    return 1
  fi
}
