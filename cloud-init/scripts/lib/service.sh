# shellcheck shell=bash
# Upstart 0.6.5 jobs, asked through initctl. Needs log.sh.

# What service_read found: goal (start, stop, or none when there is no such job), state (running, waiting,
# post-stop, ...) and the main process's id or nothing.
service_goal="" service_state="" service_pid=""

# service_read NAME: "NAME GOAL/STATE[, process PID]" or, for jobs being stopped, more lines of other processes.
service_read() {
  local text
  service_goal=none service_state="" service_pid=""
  text=$(initctl status "$1" 2>/dev/null) || return 0
  if [[ $text =~ ^$1\ (start|stop)/([a-z-]+)(,\ process\ ([0-9]+))? ]]; then
    service_goal=${BASH_REMATCH[1]}
    service_state=${BASH_REMATCH[2]}
    service_pid=${BASH_REMATCH[4]}
  else
    log_die "initctl status $1 says: $text"
  fi
}

# service_is_running: of the job last read.
service_is_running() {
  [[ $service_goal == start && $service_state == running && -n $service_pid ]]
}

# service_wait_for CONDITION NAME SECONDS TEXT: reads the job until the function CONDITION is true; status 1 when it is
# not within SECONDS. Says TEXT every 15 s. The pauses grow to a second, since asking takes from the processor that the
# daemon needs.
service_wait_for() {
  local condition=$1 name=$2 limit=$3 text=$4 start=$SECONDS said=$SECONDS tenths=0
  while true; do
    service_read "$name"
    if "$condition"; then
      return 0
    fi
    if ((SECONDS - start >= limit)); then
      return 1
    fi
    if ((SECONDS - said >= 15)); then
      said=$SECONDS
      log_info "$text, $(log_duration $((SECONDS - start))), $service_goal/$service_state"
    fi
    ((tenths == 10)) || tenths=$((tenths + 2))
    sleep "$((tenths / 10)).$((tenths % 10))"
  done
}

# service_is_stopped: of the job last read; a job that does not exist is stopped.
service_is_stopped() {
  [[ $service_goal == none || ($service_goal == stop && $service_state == waiting) ]]
}

# service_has_settled: of the job last read, that Upstart is not about to change it.
service_has_settled() {
  service_is_running || service_is_stopped
}

# service_stop NAME SECONDS: status 1 when it does not stop in time.
service_stop() {
  service_read "$1"
  if service_is_stopped; then
    return 0
  fi
  # --no-wait: initctl would wait for a hanging daemon without a bound. It fails when the job has stopped meanwhile.
  initctl stop --no-wait "$1" >/dev/null 2>&1 || true
  service_wait_for service_is_stopped "$1" "$2" "stopping $1"
}
