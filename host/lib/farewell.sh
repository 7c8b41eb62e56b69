# shellcheck shell=bash
# The last command that a guest is given, when its node or one of its daemons is taken out of the stack. The guest may be
# paused, off or gone by then, and whoever takes it away must not wait for it, nor fail. Needs guest-ssh.sh.

# A guest that runs answers within milliseconds; one that was paused never does.
readonly farewell_connect_seconds=10
# Bound of the whole, connection and command. The commands in the guest have shorter ones of their own.
readonly farewell_seconds=50

# farewell WHAT COMMAND: runs COMMAND in the guest that standard input names; WHAT says in messages what it is for. Its
# status is 0, whatever happens.
farewell() {
  local status=0
  set +e
  # A subshell of its own, not a condition: within it the first fault ends the work.
  (set -e && farewell_run "$2")
  status=$?
  set -e
  case $status in
    0) ;;
    124 | 137) echo "$1: not done within $farewell_seconds s; going on without it" >&2 ;;
    255) echo "$1: the machine does not answer with the key that it had; going on without it" >&2 ;;
    *) echo "$1: not done (status $status); going on without it" >&2 ;;
  esac
}

farewell_run() {
  guest_ssh_open
  guest_ssh_bound "$farewell_connect_seconds" "$farewell_seconds"
  guest_ssh "$1" >&2 </dev/null
}
