# shellcheck shell=bash
# How long a command takes, and how much memory it needs.

# Bound of the wait for a command that was told to end: the CLI finishes the step that it is at, and writes the state.
readonly TIMING_END_SECONDS=${BENCH_END_SECONDS:-60}

# Centiseconds since the machine's start: a clock that nobody sets.
timing_now() {
  local uptime
  read -r uptime _ </proc/uptime
  printf '%s\n' "$((10#${uptime/./}))"
}

# timing_run [--peak-memory FILE] COMMAND...: sets timing_centiseconds. FILE gets the largest memory_of_session, in KiB.
# The command leads a session of its own: by it all that it starts is told from other processes, and reached to be ended.
timing_run() {
  local peak_file="" started status=0 watcher=""
  if [[ $1 == --peak-memory ]]; then
    peak_file=$2
    shift 2
  fi
  started=$(timing_now)
  setsid -- "$@" </dev/null 8>&- 9>&- &
  timing_session=$!
  if [[ -n $peak_file ]]; then
    memory_watch "$timing_session" "$peak_file" 8>&- 9>&- &
    watcher=$!
  fi
  # In the background and waited for, since bash answers a signal to itself only then at once.
  wait "$timing_session" || status=$?
  timing_centiseconds=$(($(timing_now) - started))
  if [[ -n $watcher ]]; then wait "$watcher" || true; fi
  # After a failure something of it may go on; see timing_end.
  if ((status == 0)); then timing_session=""; fi
  return "$status"
}

# timing_middle COMMAND...: three timings, of which the middle one counts: a run of seconds varies with all else that the
# machine does.
timing_middle() {
  local times=() run
  for run in 1 2 3; do
    printf -- '--- run %d of 3\n' "$run"
    "$@" || return
    times+=("$timing_centiseconds")
  done
  timing_centiseconds=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 2p)
}

# timing_end: ends what an interrupted or failed timing_run has left.
timing_end() {
  timing_runs || return 0
  # The leader alone is told: `timeout` passes it on, and for the CLI a second signal means to drop everything.
  kill -TERM "$timing_session" 2>/dev/null || true
  local waited
  for ((waited = 0; waited < TIMING_END_SECONDS * 10; waited++)); do
    timing_runs || return 0
    sleep 0.1
  done
  kill -KILL -- "-$timing_session" 2>/dev/null || true
}

timing_runs() {
  [[ -n ${timing_session:-} ]] && kill -0 -- "-$timing_session" 2>/dev/null
}

# memory_watch SESSION FILE: looks every second until the session's leader has ended.
memory_watch() {
  local session=$1 file=$2 peak_kib=0 kib
  while [[ -d /proc/$session ]]; do
    kib=$(memory_of_session "$session")
    if ((kib > peak_kib)); then
      peak_kib=$kib
      printf '%s\n' "$peak_kib" >"$file"
    fi
    sleep 1
  done
}

# memory_of_session SESSION: KiB of all its processes. Proportional set size: a page that several share counts once
# (proc(5), smaps_rollup). A process that ends meanwhile counts nothing.
memory_of_session() {
  local session=$1 stat line key value total=0
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    # After the name in parentheses, which may hold anything: state, parent, process group, session (proc(5), stat).
    read -r _ _ _ value _ <<<"${line##*) }"
    [[ $value == "$session" ]] || continue
    while read -r key value _; do
      if [[ $key == Pss: ]]; then total=$((total + value)); fi
    done 2>/dev/null <"${stat%stat}smaps_rollup" || true
  done
  printf '%s\n' "$total"
}
