# shellcheck shell=bash
# Signs of life while the script itself works on a stream of data.

# Seconds between two lines; below the 30 s after which a silent command looks dead.
readonly ticker_interval="${MESOS_TESTBED_TICK_SECONDS:-15}"

# ticker_start TEXT: says "TEXT, N s" every interval until ticker_stop or the script's end. The helper waits for
# its interval on a pipe that only this script holds open, so it ends with the script, however that ends.
ticker_start() {
  exec 8> >(ticker_run "$1" "$SECONDS")
}

# ticker_stop: ends the lines. The line written ends the helper even where another process still holds the pipe.
ticker_stop() {
  printf '\n' >&8
  exec 8>&-
}

# ticker_run TEXT START: the helper's loop; reads the pipe until it is closed.
ticker_run() {
  local status
  exec 8>&-
  trap - EXIT
  while true; do
    status=0
    read -r -t "$ticker_interval" _ || status=$?
    # Above 128: the interval passed. 0: ticker_stop. 1: the pipe was closed.
    ((status > 128)) || break
    log_info "$1, $(log_duration $((SECONDS - $2)))"
  done
}
