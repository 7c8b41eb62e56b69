# shellcheck shell=bash
# Log lines of the lab's scripts: always on stderr, since stdout is for results.

# One line of progress.
log_info() {
  printf 'lab: %s\n' "$*" >&2
}

# One line about a fault; the caller decides the exit status.
log_error() {
  printf 'lab: error: %s\n' "$*" >&2
}

# log_step "WHAT" "HOW LONG IT TAKES" COMMAND...
# Says beforehand what takes how long, gives a heartbeat every 30 s, and says how long it took.
log_step() {
  local what=$1 expected=$2
  shift 2
  log_info "$what (usually $expected) ..."
  local started=$SECONDS status=0 heartbeat
  (
    while sleep 30; do
      printf 'lab: %s: still at it after %d s\n' "$what" "$((SECONDS - started))" >&2
    done
  ) &
  heartbeat=$!
  "$@" || status=$?
  # The subshell waits in a sleep of its own, which would outlive it and hold our stdout open.
  pkill -P "$heartbeat" 2>/dev/null || true
  kill "$heartbeat" 2>/dev/null || true
  wait "$heartbeat" 2>/dev/null || true
  if ((status == 0)); then
    log_info "$what: done in $((SECONDS - started)) s"
  else
    log_error "$what: failed after $((SECONDS - started)) s with exit status $status"
  fi
  return "$status"
}
