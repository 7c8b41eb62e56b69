# shellcheck shell=bash
# Log lines of the lab's scripts: always on stderr, since stdout is for results.

# Who speaks; a script of another folder gives its own name before it sources this.
LOG_NAME=${LOG_NAME:-lab}

# One line of progress.
log_info() {
  printf '%s: %s\n' "$LOG_NAME" "$*" >&2
}

# One line about a fault; the caller decides the exit status.
log_error() {
  printf '%s: error: %s\n' "$LOG_NAME" "$*" >&2
}

# Says every 30 s that WHAT is still being done, until it is ended or the script is gone: bash has its background processes
# ignore the interrupt from the keyboard that ends the script itself.
log_heartbeat() {
  local what=$1 started=$SECONDS nap=""
  # The sleep goes with it: it holds our standard error, and a reader would wait for its end.
  trap '[[ -z $nap ]] || kill "$nap"; exit 0' TERM
  while true; do
    sleep 30 &
    nap=$!
    wait "$nap"
    [[ -d /proc/$$ ]] || break
    log_info "$what: still at it after $((SECONDS - started)) s"
  done
}

# log_step "WHAT" "HOW LONG IT TAKES" COMMAND...
# Says beforehand what takes how long, gives a heartbeat every 30 s, and says how long it took.
log_step() {
  local what=$1 expected=$2
  shift 2
  log_info "$what (usually $expected) ..."
  local started=$SECONDS status=0
  # Without our standard output: one whose step ends at once may leave its first sleep behind.
  log_heartbeat "$what" >/dev/null &
  log_heartbeat_pid=$!
  "$@" || status=$?
  log_heartbeat_end
  if ((status == 0)); then
    log_info "$what: done in $((SECONDS - started)) s"
  else
    log_error "$what: failed after $((SECONDS - started)) s with exit status $status"
  fi
  return "$status"
}

# Ends the heartbeat of a step; for a script that is interrupted in one, too.
log_heartbeat_end() {
  [[ -n ${log_heartbeat_pid:-} ]] || return 0
  # Disowned, so that bash says nothing of its end.
  disown "$log_heartbeat_pid" 2>/dev/null || true
  kill "$log_heartbeat_pid" 2>/dev/null || true
  log_heartbeat_pid=
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
