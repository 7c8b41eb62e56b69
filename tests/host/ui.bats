#!/usr/bin/env bats
# host/forward-ui on loopback: real socat and SSH, and in place of a network namespace a word that only notes its calls.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of the helpers and bats
load helper
load sshd

setup_file() {
  sshd_make_keys
}

setup() {
  host_setup
  # The real SSH; the CLI alone is a fake.
  mkdir "$BATS_TEST_TMPDIR/path"
  ln -s "$FAKES/pulumi" "$BATS_TEST_TMPDIR/path/pulumi"
  PATH=$BATS_TEST_TMPDIR/path:${PATH#"$FAKES:"}
  UI_PORT=$(free_port)
  MARATHON_PORT=$(free_port)
  SOCKS_PORT=$(free_port)
  export UI_PORT MARATHON_PORT SOCKS_PORT
  rm "$FAKE_STATE/http/$net.51:8080/basic"
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
}

teardown() {
  end_ui
  sshd_stop
  host_teardown
}

# A master that SSH reaches: port 22 of its address is the server's here.
make_master() {
  sshd_start
  jq --rawfile key "$BATS_FILE_TMPDIR/login" --arg host "$(cut -d ' ' -f 1-2 "$BATS_FILE_TMPDIR/host.pub")" \
    --arg user "$(id -un)" '
    (.deployment.resources[] | select(.urn | test("-master-(scripts|boot)$")) | .inputs.connection.plaintext) |=
      (fromjson | .privateKey = $key | .hostKey = $host | .user = $user | tojson)' \
    "$FAKE_STATE/export.json" >"$FAKE_STATE/changed"
  mv "$FAKE_STATE/changed" "$FAKE_STATE/export.json"
  cat >"$BATS_TEST_TMPDIR/enter" <<ENTER
#!/usr/bin/env bash
echo "\$*" >>"$BATS_TEST_TMPDIR/entered"
exec "\${@/#TCP4:$net.51:22/TCP4:127.0.0.1:$sshd_port}"
ENTER
  chmod +x "$BATS_TEST_TMPDIR/enter"
}

# start_ui: until it holds. Started in the background, it would ignore Ctrl-C otherwise.
start_ui() {
  env --default-signal=INT host/forward-ui "$BATS_TEST_TMPDIR/enter" >"$out" 2>"$err" 3>&- &
  ui_pid=$!
  wait_until grep -q Ctrl-C "$out" || {
    cat "$out" "$err"
    return 1
  }
}

# stop_ui SIGNAL...: sets verdict to its exit status.
stop_ui() {
  verdict=0
  local signal
  for signal in "$@"; do
    kill "-$signal" "$ui_pid"
    sleep 0.05
  done
  wait "$ui_pid" || verdict=$?
  ui_pid=""
}

# free_port: a port of 127.0.0.1 that nobody listens on.
free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

page() {
  curl --silent --fail --noproxy '*' --max-time 10 "$@"
}

# nothing_listens: on none of the three ports.
nothing_listens() {
  local port
  for port in "$UI_PORT" "$MARATHON_PORT" "$SOCKS_PORT"; do
    if listens "$port"; then
      echo "port $port is still open"
      return 1
    fi
  done
}

# nothing_runs: no socat, SSH or script that this test has started, by the folder in its environment.
nothing_runs() {
  local file verdict=0
  for file in /proc/[0-9]*/environ; do
    if grep -qszx "TMPDIR=$BATS_TEST_TMPDIR" "$file" && grep -qxE 'socat|ssh|ssh-agent|forward-ui' "${file%environ}comm"; then
      echo "still runs: $(tr '\0' ' ' <"${file%environ}cmdline")"
      verdict=1
    fi
  done
  return "$verdict"
}

@test "both pages on 127.0.0.1, and every other one through the proxy" {
  start_daemons
  make_master
  start_ui
  assert_equal "$(<"$out")" "Mesos     http://127.0.0.1:$UI_PORT
Marathon  http://127.0.0.1:$MARATHON_PORT
Proxy     socks5://127.0.0.1:$SOCKS_PORT

A browser that reaches the pages of the slaves as well (root has to add --no-sandbox):
  chromium --user-data-dir=\"\$(mktemp -d)\" --proxy-server=socks5://127.0.0.1:$SOCKS_PORT http://$net.51:5050

Ctrl-C ends it."
  assert_equal "$(page "http://127.0.0.1:$UI_PORT/master/state.json" | jq -r .id)" M
  assert_equal "$(page "http://127.0.0.1:$MARATHON_PORT/v2/info" | jq -r .frameworkId)" M-0000
  assert_equal "$(page --globoff --proxy "socks5://127.0.0.1:$SOCKS_PORT" "http://$net.54:5051/slave(1)/state.json" | jq -r .id)" M-S1
  # Every way led through the word.
  assert_equal "$(sort -u "$BATS_TEST_TMPDIR/entered")" "socat STDIO TCP4:$net.51:22
socat STDIO TCP4:$net.51:5050
socat STDIO TCP4:$net.51:8080"
  assert_equal "$(<"$err")" ""
  nothing_of_the_key
}

# The key is on no command line of ours, and in no file but those of the test.
nothing_of_the_key() {
  local word
  word=$(sed -n 2p "$BATS_FILE_TMPDIR/login")
  run ! grep -qF -- "$word" /proc/"$ui_pid"/cmdline "$out" "$err"
}

@test "Ctrl-C and SIGTERM end everything, also a connection that is open" {
  start_daemons
  make_master
  local signals
  # A second signal comes while the first is dealt with.
  for signals in INT TERM "INT INT TERM"; do
    start_ui
    exec 4<>"/dev/tcp/127.0.0.1/$UI_PORT"
    wait_until grep -q TCP4:$net.51:5050 "$BATS_TEST_TMPDIR/entered"
    : >"$BATS_TEST_TMPDIR/entered"
    # shellcheck disable=SC2086 # several
    stop_ui $signals
    exec 4>&-
    assert_equal "$signals $verdict" "$signals $([[ $signals == TERM ]] && echo 143 || echo 130)"
    nothing_listens
    nothing_runs
    nothing_left
  done
}

@test "a port that is taken, no port, the same port twice: all named, nothing started" {
  UI_PORT=$(free_port)
  node -e 'require("net").createServer().listen(Number(process.argv[1]), "127.0.0.1")' "$UI_PORT" 3>&- &
  serve_pid=$!
  wait_until listens "$UI_PORT"
  MARATHON_PORT=http SOCKS_PORT=$UI_PORT run --separate-stderr host/forward-ui
  assert_status 1
  assert_equal "$output" ""
  assert_has "$stderr" "port $UI_PORT of 127.0.0.1 is taken (UI_PORT): end what listens there"
  assert_has "$stderr" "make ui UI_PORT=$((UI_PORT % 50000 + 10000))"
  assert_has "$stderr" "MARATHON_PORT is 'http'; allowed: a port, 1 to 65535"
  assert_has "$stderr" "UI_PORT and SOCKS_PORT are both $UI_PORT"
}

@test "no SSH to the master: the pages are there, and it is said" {
  start_daemons
  make_master
  sed -i 's/AAAAB3NzaC1yc2E/AAAAB3NzaC1yc2F/g' "$FAKE_STATE/export.json"
  start_ui
  assert_has "$(<"$err")" "no proxy, so the pages of the slaves are not reached"
  assert_lacks "$(<"$out")" chromium
  assert_equal "$(page "http://127.0.0.1:$UI_PORT/master/state.json" | jq -r .id)" M
  stop_ui INT
  assert_equal "$verdict" 130
  nothing_runs
  nothing_left
}

@test "the master goes away: it is said, and the pages stay" {
  start_daemons
  make_master
  start_ui
  sshd_signal_connections TERM
  wait_until grep -q "the proxy has ended" "$err"
  assert_equal "$(page "http://127.0.0.1:$UI_PORT/master/state.json" | jq -r .id)" M
  stop_ui INT
  assert_equal "$verdict" 130
  nothing_runs
  nothing_left
}

@test "a forward that somebody ended ends the rest" {
  start_daemons
  make_master
  start_ui
  pkill --full "socat TCP4-LISTEN:$UI_PORT"
  verdict=0
  wait "$ui_pid" || verdict=$?
  ui_pid=""
  assert_equal "$verdict" 1
  assert_has "$(<"$err")" "a forward has ended; run make ui again"
  nothing_listens
  nothing_runs
  nothing_left
}

@test "no cluster, and a wrong call" {
  echo '{"deployment": null}' >"$FAKE_STATE/export.json"
  run --separate-stderr host/forward-ui
  assert_status 1
  assert_equal "$stderr" "no cluster is up in this stack, so there is no page; bring one up: make up"
  run host/forward-ui --port
  assert_status 2
  run host/forward-ui --help
  assert_status 0
  assert_has "$output" "Usage: forward-ui"
}

@test "another stack: the addresses, and whether they answer" {
  start_daemons
  run --separate-stderr make --silent ui STACK=dev
  assert_status 0
  assert_equal "$output" "http://$net.51:5050
http://$net.51:8080"
  assert_equal "$stderr" ""
}

@test "another stack whose pages do not answer: what to do" {
  HINT_ARGUMENTS=STACK=dev run --separate-stderr host/show-ui
  assert_status 1
  assert_equal "$output" "http://$net.51:5050
http://$net.51:8080"
  assert_has "$stderr" "http://$net.51:8080 does not answer from this machine"
  assert_has "$stderr" "There, make status STACK=dev says what is wrong."
  assert_has "$stderr" "ssh -N -D 127.0.0.1:1080 LIBVIRT_HOST"
  assert_has "$stderr" "--proxy-server=socks5://127.0.0.1:1080 http://$net.51:5050"
}
