#!/usr/bin/env bats
# Guests that are reached through another host: two real SSH servers on loopback, of which the first has to lead to the second.

# shellcheck disable=SC2154 # variables of bats and of the helpers
bats_require_minimum_version 1.5.0

setup_file() {
  load sshd
  load proxy
  sshd_make_keys
  proxy_make_keys
}

setup() {
  load ../guest/helper
  load sshd
  load proxy
  scripts=$(cd "$BATS_TEST_DIRNAME/../../host" && pwd)
  export TMPDIR=$BATS_TEST_TMPDIR/tmp
  cache=$BATS_TEST_TMPDIR/cache
  mkdir -p "$TMPDIR" "$cache"
  proxy_start
  sshd_start
}

teardown() {
  sshd_stop
  proxy_stop
}

# nothing_left: the script's folder, its agent and its connections are gone; the servers see that a moment later, and so does a
# program that has only closed the standard input of host/open-proxy.
nothing_left() {
  wait_until is_clean || { ls -lR "$TMPDIR"; pgrep -af "$TMPDIR"; ps -f --ppid "$sshd_pid,$proxy_pid"; return 1; }
}

is_clean() {
  [[ -z $(ls -A "$TMPDIR") ]] && ! pgrep -f "$TMPDIR" >/dev/null &&
    [[ -z $(descendants "$sshd_pid") && -z $(descendants "$proxy_pid") ]]
}

# proxied KEY=VALUE...: the settings of a guest behind the proxy.
proxied() {
  proxy_settings
  settings "$@"
}

push_tarball() {
  "$scripts/push-tarball" < <("$@" NAME=maven VERSION=1 SHA256="$sha256" DESTINATION=/opt CACHE="$cache" SOURCES="$BATS_TEST_TMPDIR/maven")
}

source_file() {
  head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/maven"
  sha256=$(sha256sum "$BATS_TEST_TMPDIR/maven" | cut -d ' ' -f 1)
}

@test "a guest is reached through the proxy, over one connection to each, and nothing is left" {
  source_file
  run push_tarball proxied
  assert_status 0
  cmp "$BATS_TEST_TMPDIR/maven" "$guest/received-maven"
  [[ $(proxy_logins) == 1 && $(sshd_logins) == 1 ]]
  # It led to the guest; nothing was run on it.
  [[ ! -s $there/calls ]]
  nothing_left
}

@test "without a proxy nobody asks it" {
  source_file
  run push_tarball settings
  assert_status 0
  [[ $(proxy_logins) == 0 && $(sshd_logins) == 1 ]]
}

with_wrong_proxy_key() {
  # Of the same kind.
  proxy_settings "$BATS_FILE_TMPDIR/proxy-login.pub"
  settings "$@"
}

@test "a proxy with another host key is refused at once, and neither it nor the guest is logged in to" {
  source_file
  local started=$SECONDS
  run push_tarball with_wrong_proxy_key
  assert_status 255
  assert_output_has "Host key verification failed"
  ((SECONDS - started < 60))
  [[ $(proxy_logins) == 0 && $(sshd_logins) == 0 ]]
  nothing_left
}

with_refused_login() {
  proxy_settings | sed "s|^PROXY_KEY=.*|PROXY_KEY=$(base64 -w 0 "$BATS_FILE_TMPDIR/other")|"
  settings "$@"
}

@test "a proxy that does not let us in is no guest that boots" {
  source_file
  run push_tarball with_refused_login
  assert_status 255
  assert_output_has "Permission denied"
  assert_output_lacks "waiting for SSH"
  # The proxy's key alone was offered to it, not the guests'.
  [[ $(proxy_logins) == 0 ]]
  nothing_left
}

nobody_was_there() {
  grep -q "open failed" "$TMPDIR"/*/shared.log
}

@test "a guest behind the proxy that does not answer yet is waited for" {
  source_file
  sshd_stop
  (
    wait_until nobody_was_there
    sshd_run "$BATS_TEST_TMPDIR/sshd_config"
    echo "$sshd_pid" >"$BATS_TEST_TMPDIR/sshd-pid"
  ) 3>&- &
  run push_tarball proxied
  sshd_pid=$(<"$BATS_TEST_TMPDIR/sshd-pid")
  assert_status 0
  assert_output_has "sending maven 1"
}

read_host_key() {
  run --separate-stderr "$scripts/read-host-key" --through master 127.0.0.1 "${1:-20}" < <(
    printf 'SSH_PORT=%s\n' "$sshd_port"
    "${2:-proxy_settings}"
    echo
  )
}

@test "read-host-key: through the proxy, and the guest is sent nothing" {
  read_host_key
  assert_status 0
  [[ $output == "$(cut -d ' ' -f 1,2 "$BATS_FILE_TMPDIR/host.pub")" ]]
  [[ $(proxy_logins) == 1 && $(sshd_logins) == 0 ]]
  nothing_left
}

refused_proxy() {
  proxy_settings | sed "s|^PROXY_KEY=.*|PROXY_KEY=$(base64 -w 0 "$BATS_FILE_TMPDIR/other")|"
}

@test "read-host-key: a proxy that refuses is named at once; a guest that is silent is waited for" {
  read_host_key 600 refused_proxy
  assert_status 1
  [[ $stderr == *"127.0.0.1:$proxy_port, which the guests are reached through, does not let us in"* ]]
  sshd_stop
  read_host_key 3
  assert_status 1
  [[ $stderr == *"no SSH server answered at 127.0.0.1 within 3 s"* ]]
}

@test "another host key of a guest behind the proxy is explained" {
  source_file
  with_other_key() {
    proxied "$@" | sed "s|^HOST_KEY=.*|HOST_KEY=$(cut -d ' ' -f 1,2 "$BATS_FILE_TMPDIR/other.pub")|"
  }
  run push_tarball with_other_key
  assert_status 255
  assert_output_has "expected 2048 $(ssh-keygen -l -f "$BATS_FILE_TMPDIR/other.pub" | cut -d ' ' -f 2)"
  assert_output_has "found    2048 $(ssh-keygen -l -f "$BATS_FILE_TMPDIR/host.pub" | cut -d ' ' -f 2)"
  [[ $(sshd_logins) == 0 ]]
  nothing_left
}

@test "open-proxy: others use its one connection, which ends with its standard input" {
  local config
  mkfifo "$BATS_TEST_TMPDIR/in"
  "$scripts/open-proxy" <"$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/out" 3>&- &
  local open_pid=$!
  exec 4>"$BATS_TEST_TMPDIR/in"
  {
    proxy_settings
    echo
  } >&4
  wait_until test -s "$BATS_TEST_TMPDIR/out"
  config=$(<"$BATS_TEST_TMPDIR/out")
  local try banner
  for try in 1 2; do
    banner=$(ssh -F "$config" -W "127.0.0.1:$sshd_port" mesos-testbed-proxy </dev/null | head -c 7)
    [[ $try$banner == "$try"SSH-2.0 ]]
  done
  [[ $(proxy_logins) == 1 ]]
  # Nobody is told the key.
  run ! grep -rF "$(sed -n 2p "$BATS_FILE_TMPDIR/proxy-login")" "$(dirname "$config")"
  exec 4>&-
  wait "$open_pid"
  nothing_left
}

@test "lib/route.ts: HTTP and plain TCP through the proxy, and why not" {
  node -e 'require("http").createServer((q, a) => a.end(JSON.stringify({ path: q.url }))).listen(0, "127.0.0.1", function () { console.log(this.address().port) })' \
    >"$BATS_TEST_TMPDIR/http-port" 3>&- &
  local http_pid=$!
  wait_until test -s "$BATS_TEST_TMPDIR/http-port"
  cat >"$BATS_TEST_TMPDIR/ask.cjs" <<'NODE'
const load = require("./loadTypeScript.cjs");
const { getJson, messageOf } = load("./lib/getJson.ts");
const { withRoute } = load("./lib/route.ts");
const [host, port, user, hostKey, key, http] = process.argv.slice(2);
const privateKey = require("node:fs").readFileSync(key, "utf8");
const ask = (connect, url) => getJson(url, (json) => JSON.stringify(json), { connect }).catch(messageOf);
withRoute({ host, port: Number(port), user, hostKey, privateKey }, async (connect) => {
  const urls = [`http://127.0.0.1:${http}/a`, `http://127.0.0.1:${http}/b`, "http://127.0.0.1:1/c"];
  console.log((await Promise.all(urls.map((url) => ask(connect, url)))).join("\n"));
}).catch((error) => console.log(messageOf(error)));
NODE
  ask() {
    (cd "$scripts/.." && node "$BATS_TEST_TMPDIR/ask.cjs" 127.0.0.1 "$proxy_port" "$(id -un)" \
      "$(cut -d ' ' -f 1,2 "$1")" "$BATS_FILE_TMPDIR/proxy-login" "$(<"$BATS_TEST_TMPDIR/http-port")")
  }
  sed -i "s|\"\./load|\"$scripts/../load|" "$BATS_TEST_TMPDIR/ask.cjs"
  run ask "$BATS_FILE_TMPDIR/proxy-host-ed25519.pub"
  assert_output_has '{"path":"/a"}
{"path":"/b"}
http://127.0.0.1:1/c does not answer ('
  [[ $(proxy_logins) == 1 ]]
  run ask "$BATS_FILE_TMPDIR/proxy-login.pub"
  assert_output_has "no connection to $(id -un)@127.0.0.1:$proxy_port: "
  assert_output_has "Host key verification failed"
  kill "$http_pid"
  nothing_left
}

@test "tunnel-ui: the pages and a SOCKS proxy over one connection, until it is ended" {
  local UI_PORT SOCKS_PORT out=$BATS_TEST_TMPDIR/out
  UI_PORT=$((20000 + RANDOM)) SOCKS_PORT=$((20000 + RANDOM))
  export UI_PORT SOCKS_PORT
  "$scripts/tunnel-ui" "http://127.0.0.1:$sshd_port" >"$out" 2>&1 3>&- < <(
    printf '%s\n' NODE=libvirt ADDRESS=127.0.0.1 "SSH_PORT=$proxy_port" "SSH_USER=$(id -un)" \
      "HOST_KEY=$(cut -d ' ' -f 1,2 "$BATS_FILE_TMPDIR/proxy-host-ed25519.pub")" ""
    cat "$BATS_FILE_TMPDIR/proxy-login"
  ) &
  local ui_pid=$!
  wait_until grep -q Ctrl-C "$out"
  [[ $(head -n 2 "$out") == "Mesos     http://127.0.0.1:$UI_PORT
Proxy     socks5://127.0.0.1:$SOCKS_PORT" ]]
  exec 5<>"/dev/tcp/127.0.0.1/$UI_PORT"
  [[ $(head -c 7 <&5) == SSH-2.0 ]]
  exec 5>&-
  [[ $(curl --silent --http0.9 --max-time 5 --proxy "socks5://127.0.0.1:$SOCKS_PORT" "http://127.0.0.1:$sshd_port" | head -c 7) == SSH-2.0 ]]
  [[ $(proxy_logins) == 1 ]]
  kill "$ui_pid"
  wait "$ui_pid" || true
  nothing_left
}
