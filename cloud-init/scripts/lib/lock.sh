# shellcheck shell=bash
# The lock of the build, on descriptor 9: one build at a time. A worker inherits it and so do its compilers, so it is
# free only when nothing writes into the tree any more. Needs log.sh, files.sh, process.sh and build.sh.

# Seconds for the processes of a build that was told to end to let go of the lock.
readonly lock_handover_seconds=20
# Seconds for a worker that has just got the lock to record itself.
readonly lock_record_seconds=5

# lock_holding_groups: of the recorded workers, those whose process group has the lock, one a line. The worker itself
# may be dead; a number that was given to other processes since then is not among them.
lock_holding_groups() {
  local record pid path stat fields
  for record in "$build_root"/*/worker; do
    pid=$(files_first_line "$record")
    pid=${pid%% *}
    for path in /proc/[0-9]*/fd/9; do
      [[ -n $pid && $path -ef $build_lock ]] || continue
      { stat=$(<"${path%/fd/9}/stat"); } 2>/dev/null || continue
      # state, parent, process group: fields 3 to 5 of proc(5).
      read -r -a fields <<<"${stat##*) }"
      if [[ ${fields[2]} == "$pid" ]]; then
        printf '%s\n' "$pid"
        break
      fi
    done
  done
}

# lock_stop_holders: ends what builds, and takes the lock. Status 1 when it is not free then.
lock_stop_holders() {
  local signal group
  for signal in TERM KILL; do
    for group in $(lock_holding_groups); do
      kill "-$signal" -- "-$group" 2>/dev/null || true
    done
    if flock -w "$lock_handover_seconds" 9; then
      return 0
    fi
  done
  return 1
}

# lock_await_worker: whether the lock's holder turns out to be a worker of this key; one that has just started has the
# lock already, but has not recorded itself.
lock_await_worker() {
  local start=$SECONDS
  while ((SECONDS - start < lock_record_seconds)); do
    if build_worker_is_alive; then
      return 0
    fi
    sleep 0.5
  done
  return 1
}

# lock_other_build: the state folder of a living build of another key on standard output, or nothing.
lock_other_build() {
  local record
  for record in "$build_root"/*/worker; do
    if [[ $record != "$build_state/worker" ]] && process_is_alive "$(files_first_line "$record")"; then
      printf '%s' "${record%/worker}"
    fi
  done
}

# lock_take: the lock on descriptor 9; status 1 when a worker of this key has it, which is then to be followed.
lock_take() {
  local other
  exec 9>>"$build_lock"
  if flock -n 9; then
    return 0
  fi
  other=$(lock_other_build)
  if [[ -n $other ]]; then
    log_info "stopping the build of another key, $other"
  elif build_worker_is_alive || { [[ -z $(lock_holding_groups) ]] && lock_await_worker; }; then
    exec 9>&-
    return 1
  else
    log_info "ending what a dead build left running"
  fi
  lock_stop_holders || log_die "an unknown process holds $build_lock"
}
