# shellcheck shell=bash
# Processes of the lab, by pid file. A pid counts only while its command line still has the word that we started it
# with, so that a number used again by somebody else is never touched.

# One lab command at a time; the lock goes with the process, so a killed run leaves none behind.
processes_lock() {
  local file="$LAB_RUN_PARENT/$LAB_NAME.lock" tries
  for ((tries = 0; tries < 10; tries++)); do
    mkdir -p -- "$LAB_RUN_PARENT"
    exec {LAB_LOCK_FD}>"$file"
    if ! flock --wait 300 "$LAB_LOCK_FD"; then
      log_error "another lab command holds $file for more than 300 s; end it and try again"
      return 1
    fi
    # A down that ended meanwhile has removed the file: this lock is then nobody else's.
    [[ /proc/self/fd/$LAB_LOCK_FD -ef $file ]] && return 0
    exec {LAB_LOCK_FD}>&-
  done
  log_error "$file changes all the time; is there a loop of lab commands?"
  return 1
}

# Removes the lock's file while it is held, at the end of a down.
processes_forget_lock() {
  rm -f -- "$LAB_RUN_PARENT/$LAB_NAME.lock"
  rmdir --ignore-fail-on-non-empty -- "$LAB_RUN_PARENT"
}

# processes_pid NAME WORD: the pid of a live process, or exit status 1.
processes_pid() {
  local file="$LAB_RUN/$1.pid" word=$2 pid
  [[ -s $file ]] || return 1
  pid=$(<"$file")
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$word" || return 1
  printf '%s\n' "$pid"
}

# processes_end PID SECONDS: SIGTERM, a bounded wait, then SIGKILL.
processes_end() {
  local pid=$1 seconds=$2
  kill -TERM "$pid" 2>/dev/null || return 0
  processes_await_end "$pid" "$seconds" && return 0
  log_info "process $pid does not end on SIGTERM, using SIGKILL"
  kill -KILL "$pid" 2>/dev/null || return 0
  processes_await_end "$pid" 10
}

processes_await_end() {
  local pid=$1 seconds=$2 waited
  for ((waited = 0; waited < seconds * 10; waited++)); do
    [[ -e /proc/$pid ]] || return 0
    sleep 0.1
  done
  return 1
}

# processes_await SECONDS COMMAND...: until the command succeeds.
processes_await() {
  local seconds=$1 waited
  shift
  for ((waited = 0; waited < seconds * 10; waited++)); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}
