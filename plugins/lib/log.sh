# shellcheck shell=bash
# Messages of plugins/build and plugins/setup: on stderr, since stdout carries results. The sourcing script sets PROGRAM.

# Seconds of silence after which a running step reports that it is alive.
readonly HEARTBEAT_SECONDS=${HEARTBEAT_SECONDS:-30}

# log TEXT...: one line for the person who waits.
log() {
  printf '%s: %s\n' "$PROGRAM" "$*" >&2
}

# fail TEXT...: ends the program with status 1 and the reason.
fail() {
  log "error: $*"
  exit 1
}

# relay WHAT: copies standard input to stderr line by line until it ends, and reports every HEARTBEAT_SECONDS without a line
# that WHAT goes on. Go's lines "go: downloading ..." are counted instead of shown: a cold build has hundreds.
relay() {
  local what=$1 started=$SECONDS line partial="" status downloads=0
  while true; do
    status=0
    IFS= read -r -t "$HEARTBEAT_SECONDS" line || status=$?
    if ((status == 0)); then
      line=$partial$line
      partial=""
      case $line in
        "go: downloading "*)
          downloads=$((downloads + 1))
          if ((downloads == 1 || downloads % 100 == 0)); then
            log "$what: $downloads Go modules fetched so far"
          fi
          ;;
        *) printf '%s\n' "$line" >&2 ;;
      esac
    elif ((status > 128)); then # the time ran out; read keeps what came of the line
      partial+=$line
      log "$what: still running after $((SECONDS - started)) s ($downloads Go modules fetched)"
    else
      if [[ -n $partial$line ]]; then printf '%s\n' "$partial$line" >&2; fi
      return 0
    fi
  done
}
