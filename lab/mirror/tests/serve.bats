# The mirror's server and its repositories, on loopback.
load ../../image/tests/root

setup_file() {
  start_mirror
  printf '0123456789' >"$MIRROR_ROOT/ten"
  echo secret >"$BATS_FILE_TMPDIR/outside"
}
teardown_file() { stop_mirror; }
get() { curl --silent --path-as-is --max-time 10 "$@"; }

@test "GET and HEAD of a file, and a page at the root" {
  run get "http://127.0.0.1:$PORT/ten"
  [ "$output" = 0123456789 ]
  run get --head "http://127.0.0.1:$PORT/ten"
  [[ "$output" == *"200 OK"* && "$output" == *"Content-Length: 10"* ]]
  run get --fail --head "http://127.0.0.1:$PORT/"
  [ "$status" -eq 0 ]
}

@test "ranges: the middle, the end, a resumed download, one that is not there" {
  [ "$(get -r 2-4 "http://127.0.0.1:$PORT/ten")" = 234 ]
  [ "$(get -r -3 "http://127.0.0.1:$PORT/ten")" = 789 ]
  [ "$(get -r 8- "http://127.0.0.1:$PORT/ten")" = 89 ]
  [ "$(get -r 8-99 "http://127.0.0.1:$PORT/ten")" = 89 ]
  [ "$(get -o /dev/null -w '%{http_code}' -r 10- "http://127.0.0.1:$PORT/ten")" = 416 ]
  [ "$(get -o /dev/null -w '%{http_code}' -r 0-0 "http://127.0.0.1:$PORT/ten")" = 206 ]
}

@test "nothing outside the folder, nothing but GET and HEAD" {
  [ "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/../outside")" = 404 ]
  [ "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/%2e%2e/outside")" = 404 ]
  ln -sf "$BATS_FILE_TMPDIR/outside" "$MIRROR_ROOT/link"
  [ "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/link")" = 404 ]
  [ "$(get -o /dev/null -w '%{http_code}' -X POST "http://127.0.0.1:$PORT/ten")" = 501 ]
  [ "$(get -o /dev/null -w '%{http_code}' -X DELETE "http://127.0.0.1:$PORT/ten")" = 501 ]
}

@test "every request is in the log" {
  get -o /dev/null "http://127.0.0.1:$PORT/no/such/file"
  await 5 grep -q '127.0.0.1 "GET /no/such/file HTTP/1.1" 404' "$BATS_FILE_TMPDIR/mirror.log"
}

@test "the repositories are the same bytes every time" {
  "$MIRROR/make-repositories" "$BATS_TEST_TMPDIR/again" 2>/dev/null
  diff -r "$BATS_TEST_TMPDIR/again/centos" "$MIRROR_ROOT/centos"
  diff -r "$BATS_TEST_TMPDIR/again/cern" "$MIRROR_ROOT/cern"
  diff "$MIRROR_ROOT/centos/RPM-GPG-KEY-CentOS-6" "$IMAGE/rootfs/etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-6"
}

@test "a port that is taken is an error that names it" {
  run "$MIRROR/serve" --bind 127.0.0.1 --port "$PORT" --root "$MIRROR_ROOT" --log "$BATS_TEST_TMPDIR/log" \
    --pid-file "$BATS_TEST_TMPDIR/pid"
  [ "$status" -eq 1 ]
  [[ "$output" == "serve: cannot listen on 127.0.0.1 port $PORT: Address already in use" ]]
  [ ! -e "$BATS_TEST_TMPDIR/pid" ]
}
