# shellcheck shell=bash
# Runs one long command with its output in a log, signs of life on the terminal and a bound in time. Needs ticker.sh.

# Seconds between SIGTERM and SIGKILL when the time is up: a package transaction needs some to stop cleanly.
readonly watched_grace=30
# Seconds for the status of a command that has ended: it is in the pipe by then, or about to be.
readonly watched_status_wait=10

# watched_run LOG SECONDS COMMAND...: the command's status, or 124 when it was ended after SECONDS.
# The command has a session of its own: when the connection drops, this script dies of its next line, but a package
# transaction is not torn apart in the middle. It is an external program, not a function.
watched_run() {
  local log=$1 limit=$2 start=$SECONDS pid status result
  shift 2
  mkdir -p -- "${log%/*}"
  exec 7< <(watched_child "$log" "$@")
  read -r -u 7 pid
  while true; do
    status=0
    # Returns the moment the command ends: the child then writes two lines into the pipe. The first only says so, since
    # a read whose time is up in the middle of a line has taken its beginning away.
    read -r -t "$ticker_interval" -u 7 _ || status=$?
    if ((status == 0)) && read -r -t "$watched_status_wait" -u 7 result; then
      exec 7<&-
      return "$result"
    fi
    if ((status <= 128)); then
      exec 7<&-
      log_error "$1 was lost: the process that waited for it is gone"
      return 125
    fi
    # Before the bound is looked at: what the command did last is the first question after its end.
    log_info "$(log_duration $((SECONDS - start))) elapsed; $(log_last_line "$log")"
    if ((SECONDS - start >= limit)); then
      watched_end "$pid"
      exec 7<&-
      return 124
    fi
  done
}

# watched_child LOG COMMAND...: prints the command's process id and, when it has ended, a line that says so and its
# status.
watched_child() {
  local log=$1 status=0
  shift
  trap - EXIT
  setsid "$@" </dev/null >>"$log" 2>&1 3>&- &
  printf '%s\n' "$!"
  wait "$!" || status=$?
  printf 'ended\n%s\n' "$status"
}

# watched_end PID: ends the command's process group; descriptor 7 tells when it is gone.
watched_end() {
  kill -TERM -- "-$1" 2>/dev/null || true
  if ! read -r -t "$watched_grace" -u 7 _; then
    kill -KILL -- "-$1" 2>/dev/null || true
  fi
}
