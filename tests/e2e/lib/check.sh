# shellcheck shell=bash
# Expectations: each prints one line, and keeps its output in a log of its own.

passed=0
failed=0

# check "WHAT" COMMAND...: one expectation; its output goes to a log, whose end is shown when it fails.
check() {
  local what=$1 log started=$SECONDS
  shift
  log="$LOGS/$(printf '%03d' $((passed + failed + 1))).log"
  printf '%s\n$ %s\n' "$what" "$*" >"$log"
  if "$@" >>"$log" 2>&1 </dev/null; then
    passed=$((passed + 1))
    printf 'ok      %s (%d s)\n' "$what" "$((SECONDS - started))"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s (%d s); the end of %s:\n' "$what" "$((SECONDS - started))" "$log"
    tail -n 40 -- "$log"
  fi
}

# need "WHAT" COMMAND...: as check; status 1 when it fails, for what would only repeat its failure.
need() {
  local before=$failed
  check "$@"
  ((failed == before))
}

# check_heartbeat: says every minute that the test goes on, until it is killed; the sleep that it leaves then holds no pipe open.
check_heartbeat() {
  while sleep 60 >/dev/null 2>&1; do
    printf '        ... %d s\n' "$SECONDS"
  done
}

# within SECONDS COMMAND...: until the command succeeds; at the end its output is what was seen last.
within() {
  local limit=$1 end=$((SECONDS + $1)) output
  shift
  while true; do
    if output=$("$@" 2>&1); then
      printf '%s\n' "$output"
      return 0
    fi
    ((SECONDS < end)) || break
    sleep 1
  done
  printf 'not within %d s: %s\n%s\n' "$limit" "$*" "$output"
  return 1
}

# fails_with "TEXT" COMMAND...: the command fails, and says TEXT (more TEXTs separated by |||).
fails_with() {
  local expected=$1 output status=0 text verdict=0
  shift
  output=$("$@" 2>&1) || status=$?
  printf '%s\n(status %d)\n' "$output" "$status"
  if ((status == 0)); then
    echo "it succeeded"
    return 1
  fi
  while IFS= read -r text; do
    if ! grep -qF -- "$text" <<<"$output"; then
      printf 'it does not say: %s\n' "$text"
      verdict=1
    fi
  done <<<"${expected//|||/$'\n'}"
  return "$verdict"
}
