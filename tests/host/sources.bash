# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables that the tests read, and those that bats sets
# Sources of files on loopback, well and ill ones: see support/source-server.

# A proxy of the environment does not know the server on loopback.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY

# sources_start: once a file of tests. SOURCES and TLS_SOURCES are the beginnings of the URLs; the files lie in SOURCE_ROOT.
sources_start() {
  export SOURCE_ROOT=$BATS_FILE_TMPDIR/sources SOURCE_LOG=$BATS_FILE_TMPDIR/requests
  mkdir -p "$SOURCE_ROOT"
  touch "$SOURCE_LOG" "$BATS_FILE_TMPDIR/ports"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$BATS_FILE_TMPDIR/key.pem" -out "$BATS_FILE_TMPDIR/certificate.pem" 2>/dev/null
  cat "$BATS_FILE_TMPDIR/certificate.pem" "$BATS_FILE_TMPDIR/key.pem" >"$BATS_FILE_TMPDIR/both.pem"
  "$BATS_TEST_DIRNAME/support/source-server" --root "$SOURCE_ROOT" --log "$SOURCE_LOG" \
    --certificate "$BATS_FILE_TMPDIR/both.pem" >"$BATS_FILE_TMPDIR/ports" 2>"$BATS_FILE_TMPDIR/server.err" 3>&- &
  export SOURCE_PID=$!
  local attempt ports=()
  for ((attempt = 0; attempt < 200; attempt++)); do
    mapfile -t ports <"$BATS_FILE_TMPDIR/ports"
    ((${#ports[@]} == 2)) && break
    sleep 0.1
  done
  export SOURCES=http://127.0.0.1:${ports[0]} TLS_SOURCES=https://127.0.0.1:${ports[1]}
}

sources_stop() {
  kill "$SOURCE_PID"
  if [[ -s $BATS_FILE_TMPDIR/server.err ]]; then
    cat "$BATS_FILE_TMPDIR/server.err"
    return 1
  fi
}

# source_file NAME BYTES: a file that every source has; its digest in sha256.
source_file() {
  head -c "$2" /dev/urandom >"$SOURCE_ROOT/$1"
  sha256=$(sha256sum "$SOURCE_ROOT/$1" | cut -d ' ' -f 1)
}

# requests NAME: those for a file, a line each as the server logs them.
requests() {
  grep -F "/$1 " "$SOURCE_LOG"
}
