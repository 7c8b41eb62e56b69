# shellcheck shell=bash
# Downloads one file from one place with curl: goes on where an earlier run has stopped, bounds every wait, and shows how
# far it is. A half file PART lies beside PART.headers, what the server said when it began to send that very file.

# Longest wait for a connection, and for a place altogether; what has come by then is kept for the next run.
readonly download_connect_seconds=15
readonly download_place_seconds=14400
# A server that sends less than this for this long is given up.
readonly download_stall_bytes_per_second=1024
readonly download_stall_seconds=${MESOS_TESTBED_STALL_SECONDS:-60}
# After so many attempts in a row that brought nothing new a place is given up, and the pause between two of them.
readonly download_fruitless_attempts=3
readonly download_pause_seconds=${MESOS_TESTBED_PAUSE_SECONDS:-2}
readonly download_redirects=5
# A status that curl does not have: an answer that may be cut off.
readonly download_without_end=200
# Seconds between two lines of progress; below the 30 s after which a silent command looks dead.
readonly download_tick_seconds=${MESOS_TESTBED_TICK_SECONDS:-15}

# Set to no by who cannot verify the file: nothing is then taken on trust that the server does not say for sure.
download_trusts_server=yes

# download_file NAME URL PART: status 0 when PART is the whole file as the server has it, else download_reason says why
# not. PART may be there from an earlier run, but only of the same URL. Sets download_resumed to yes when the file was put
# together from more than one answer.
download_file() {
  local name=$1 url=$2 part=$3 deadline=$((SECONDS + download_place_seconds)) best fruitless=0 size status
  download_resumed=no
  best=$(download_size "$part")
  ((best == 0)) || echo "$name: $(download_amount "$best") are here from an earlier run" >&2
  while true; do
    status=0
    download_attempt "$name" "$url" "$part" "$((deadline - SECONDS))" || status=$?
    ((status != 0)) || return 0
    size=$(download_size "$part")
    ((size > 0)) || download_discard "$part"
    if ((size > best)); then
      best=$size fruitless=0
    else
      fruitless=$((fruitless + 1))
    fi
    if ((fruitless == download_fruitless_attempts || SECONDS >= deadline)) || download_is_final "$status"; then
      return 1
    fi
    echo "$name: $download_reason; trying again" >&2
    sleep "$download_pause_seconds"
  done
}

# download_attempt NAME URL PART SECONDS: one request; its status is curl's.
download_attempt() {
  local name=$1 url=$2 part=$3 seconds=$4 size headers validator total status=0
  local -a options=()
  size=$(download_size "$part")
  headers=$part.headers
  validator=$(download_validator "$headers")
  if [[ $download_trusts_server == no ]]; then
    [[ $url != https://* ]] || options+=(--proto-redir "=https")
    if ((size > 0)) && [[ -z $validator ]]; then
      download_discard "$part"
      size=0
    fi
  fi
  if ((size > 0)); then
    # The rest of another file is of no use: a server that has one by now sends it from its beginning.
    options+=(--continue-at "$size")
    [[ -z $validator ]] || options+=(--header "If-Range: $validator")
    headers=$part.rest-headers
    download_resumed=yes
  fi
  : >"$headers"
  download_progress_start "$name" "$part"
  # In the background, so that a signal to this script is heard at once. curl keeps the caller's lock (descriptor 9) for
  # as long as it writes, even when this script is killed.
  curl --fail --location --max-redirs "$download_redirects" --proto =http,https --silent --show-error \
    --connect-timeout "$download_connect_seconds" --max-time "$((seconds > 1 ? seconds : 1))" \
    --speed-limit "$download_stall_bytes_per_second" --speed-time "$download_stall_seconds" \
    --dump-header "$headers" --output "$part" ${options[@]+"${options[@]}"} -- "$url" >&2 2>"$part.error" 8>&- &
  download_pid=$!
  wait "$download_pid" || status=$?
  download_pid=""
  download_progress_stop
  download_http_status=$(download_status "$headers")
  # Of a message of several lines the first one tells what happened.
  download_reason=$(sed -n 's/^curl: ([0-9]*) //p' "$part.error" | head -n 1)
  download_reason=${download_reason:-$(tail -n 1 -- "$part.error")}
  total=$(download_header "$headers" content-range)
  total=${total##*/}
  rm -f -- "$part.error" "$part.rest-headers"
  # Nothing lies behind what is here: it is whole. A server that tells its own file's size may say otherwise.
  if ((size > 0)) && [[ $download_http_status == 416 && ${total:-*} == @(\*|"$size") ]]; then
    return 0
  fi
  if ((size > 0)) && [[ $status == 33 || $download_http_status == 416 ]]; then
    echo "$name: the server sends the file from its beginning only, or has another one by now; starting afresh" >&2
    download_discard "$part"
    download_resumed=no status=0
    download_attempt "$name" "$url" "$part" "$seconds" || status=$?
  fi
  if ((status == 0)) && [[ $download_trusts_server == no ]] && ! download_has_end "$part.headers"; then
    download_reason="it names no size, so that nobody can tell whether it has all been sent"
    download_discard "$part"
    status=$download_without_end
  fi
  return "$status"
}

# download_has_end HEADERS: whether the answer itself tells where it ends (RFC 9112, section 6.3; later versions frame it).
download_has_end() {
  local chunks size version
  chunks=$(download_header "$1" transfer-encoding)
  size=$(download_header "$1" content-length)
  version=$(awk '/^HTTP\// { version = $1 } END { print version }' "$1")
  [[ -n $chunks$size || $version != HTTP/1* ]]
}

# download_is_final STATUS: whether another attempt would end the same way. Statuses are curl's (see its manual).
download_is_final() {
  case $1 in
    # A URL or protocol that curl does not take, a disk that is full, a loop of redirects, a certificate
    # that nobody vouches for; and the shell's, when there is no curl.
    1 | 3 | 23 | 47 | 60 | 77 | 127 | "$download_without_end") return 0 ;;
    # The server's own word. It may be busy, and asks for patience by these.
    22) [[ $download_http_status != @(408|429|5??) ]] ;;
    *) return 1 ;;
  esac
}

# download_discard PART: throws a half file away.
download_discard() {
  rm -f -- "$1" "$1.headers" "$1.rest-headers" "$1.error"
}

# download_stop: ends the request that is under way; for the caller's traps.
download_stop() {
  [[ -z ${download_pid:-} ]] || kill "$download_pid" 2>/dev/null || true
}

download_size() {
  stat --format %s -- "$1" 2>/dev/null || echo 0
}

# download_status HEADERS: of the last answer; those before it are redirects.
download_status() {
  awk '/^HTTP\// { status = $2 } END { print status }' "$1"
}

# download_header HEADERS NAME: a header of the last answer, NAME in lower case, or nothing.
download_header() {
  awk -v name="$2:" '
    { sub(/\r$/, "") }
    /^HTTP\// { value = "" }
    tolower($1) == name { value = $0; sub(/^[^:]*:[ \t]*/, "", value) }
    END { print value }' "$1"
}

# download_validator HEADERS: what tells the server's file from a later one of the same name (RFC 7233, section 3.2, which
# does not take a weak entity tag), or nothing.
download_validator() {
  local tag
  [[ -e $1 ]] || return 0
  tag=$(download_header "$1" etag)
  if [[ -n $tag && $tag != W/* ]]; then
    printf '%s\n' "$tag"
  else
    download_header "$1" last-modified
  fi
}

# download_total PART: size of the whole file, or nothing where the server does not say it.
download_total() {
  [[ -e $1.headers ]] || return 0
  download_header "$1.headers" content-length
}

download_progress_start() {
  exec 8> >(download_progress_run "$1" "$2")
}

# The line written ends the helper even where another process still holds the pipe.
download_progress_stop() {
  printf '\n' >&8 2>/dev/null || true
  exec 8>&-
}

# download_progress_run NAME PART: a line every interval, until the pipe that is its standard input is written to or
# closed. Not on standard output, which is the script's result.
download_progress_run() {
  local name=$1 part=$2 before size total status
  exec 1>&2 8>&- 9>&-
  before=$(download_size "$part")
  while true; do
    status=0
    read -r -t "$download_tick_seconds" _ || status=$?
    # Above 128: the interval passed. 0: the download has ended. 1: the pipe was closed.
    ((status > 128)) || break
    size=$(download_size "$part")
    total=$(download_total "$part")
    if [[ $total =~ ^[1-9][0-9]*$ ]] && ((size <= total)); then
      printf '%s: %s of %s, %d %%, ' "$name" "$(download_amount "$size")" "$(download_amount "$total")" "$((100 * size / total))"
    else
      printf '%s: %s, ' "$name" "$(download_amount "$size")"
    fi
    printf '%s/s\n' "$(download_amount "$(((size > before ? size - before : 0) / download_tick_seconds))")"
    before=$size
  done
}

# download_amount BYTES: for people.
download_amount() {
  if (($1 >= 10 * 1024 * 1024)); then
    printf '%d MiB' "$(($1 / 1024 / 1024))"
  else
    printf '%d KiB' "$((($1 + 1023) / 1024))"
  fi
}
