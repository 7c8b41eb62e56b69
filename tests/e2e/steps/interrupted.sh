# shellcheck shell=bash
# From nothing to a cluster, with the CLI killed while it makes machines and the compile killed in its middle.

step_interrupted() {
  check "the lab comes up" lab lab up
  check "its stack file is written and the stack made" lab stack-file
  check "kill -9 of the CLI while it makes machines" kill_in_the_middle
  check "kill -9 of the compile: up fails, names node, stage and log, and shows the log's end" kill_the_compile
  check "up goes on with the compile and ends with a cluster" up_resumes_the_compile
}

kill_in_the_middle() {
  local run pid lock
  lab pulumi up --yes --skip-preview >"$STATE/killed.log" 2>&1 &
  run=$!
  within 120 grep 'Domain .* creating' "$STATE/killed.log" || return 1
  lock=$(find "$PROJECT/.lab/backend/.pulumi/locks" -path "*/$LAB_NAME/*.json" | head -n 1)
  pid=$(jq --raw-output .pid "$lock")
  kill -KILL "$pid"
  wait "$run" || true
}

# compiles_or_ended LOG PID: the up that writes LOG says that at least one object is compiled, or has ended.
compiles_or_ended() {
  grep -E 'make, [1-9][0-9]* of [0-9]+ objects' "$1" || [[ ! -e /proc/$2 ]]
}

kill_the_compile() {
  local log="$STATE/compile.log" run status=0
  lab up >"$log" 2>&1 &
  run=$!
  if ! within 1800 compiles_or_ended "$log" "$run" || [[ ! -e /proc/$run ]]; then
    tail -n 40 "$log"
    kill "$run" 2>/dev/null || true
    return 1
  fi
  # The worker leads a session: everything that it started goes with it, as in a crash.
  on_node master 'worker=$(pgrep -o -x build-mesos-wor) && sudo kill -KILL -- "-$(ps -o pgid= -p "$worker" | tr -d " ")"'
  wait "$run" || status=$?
  tail -n 60 "$log"
  ((status != 0)) || return 1
  grep -E 'build: error: master[^ ]*: the build ended without a result in stage make .*log /var/log/mesos-testbed/build\.log' "$log" &&
    grep -F 'g++' "$log"
}

up_resumes_the_compile() {
  local text
  text=$(lab up 2>&1) || {
    printf '%s\n' "$text"
    return 1
  }
  printf '%s\n' "$text"
  grep -F 'resuming the build of Mesos' <<<"$text" | grep -F 'in stage make'
}
