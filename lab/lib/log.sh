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

# Says every 30 s that WHAT is still being done, until it is killed.
log_heartbeat() {
  local what=$1 started=$SECONDS
  while sleep 30; do
    log_info "$what: still at it after $((SECONDS - started)) s"
  done
}

# log_step "WHAT" "HOW LONG IT TAKES" COMMAND...
# Says beforehand what takes how long, gives a heartbeat every 30 s, and says how long it took.
log_step() {
  local what=$1 expected=$2
  shift 2
  log_info "$what (usually $expected) ..."
  local started=$SECONDS status=0 heartbeat
  # Without our standard output: its sleep outlives it for a moment, and would hold a reader of ours.
  log_heartbeat "$what" >/dev/null &
  heartbeat=$!
  "$@" || status=$?
  # Disowned, so that bash says nothing of its end. Its sleep ends by itself and holds none of our streams.
  disown "$heartbeat"
  kill "$heartbeat" 2>/dev/null || true
  if ((status == 0)); then
    log_info "$what: done in $((SECONDS - started)) s"
  else
    log_error "$what: failed after $((SECONDS - started)) s with exit status $status"
  fi
  return "$status"
}

# log_quietly LOG COMMAND...: the command's output goes to a file, since hundreds of lines of a package manager hide what
# matters; a failure shows the file's end.
log_quietly() {
  local log=$1 status=0
  shift
  "$@" >>"$log" 2>&1 || status=$?
  if ((status != 0)); then
    log_error "the end of $log:"
    tail -n 20 -- "$log" >&2
  fi
  return "$status"
}
