#!/usr/bin/env bats
# The commands of make for a stack whose libvirt is behind SSH: a real SSH server on loopback is its host, the CLI is a fake, and
# the daemons are on loopback. Guests have no SSH server here (tests/host/proxy.bats has).

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of the helpers and bats
load helper
load sshd
load proxy

setup_file() {
  sshd_make_keys
  proxy_make_keys
}

setup() {
  host_setup
  mkdir "$BATS_TEST_TMPDIR/path"
  ln -s "$FAKES/pulumi" "$BATS_TEST_TMPDIR/path/pulumi"
  # libvirt, by the forwarded socket alone.
  cat >"$BATS_TEST_TMPDIR/path/virsh" <<'VIRSH'
#!/usr/bin/env bash
if [[ $1 != --version && ${LIBVIRT_DEFAULT_URI:-} != qemu+unix:///system?socket=* ]]; then
  echo "virsh of $LIBVIRT_DEFAULT_URI" >>"$FAKE_STATE/violations"
fi
case $* in
  "--quiet domstate "*) echo running ;;
  *) echo "<of-$3/>" ;;
esac
VIRSH
  chmod +x "$BATS_TEST_TMPDIR/path/virsh"
  PATH=$BATS_TEST_TMPDIR/path:${PATH#"$FAKES:"}
  rm "$FAKE_STATE/http/$net.51:8080/basic"
  proxy_start
  known=$BATS_TEST_TMPDIR/known_hosts
  cp "$BATS_FILE_TMPDIR/proxy-login" "$BATS_TEST_TMPDIR/key"
  printf '[127.0.0.1]:%s %s\n' "$proxy_port" "$(<"$BATS_FILE_TMPDIR/proxy-host-ed25519.pub")" >"$known"
  uri="qemu+ssh://$(id -un)@127.0.0.1:$proxy_port/system?keyfile=$BATS_TEST_TMPDIR/key&knownhosts=$known"
  jq --arg uri "$uri" --arg port "$proxy_port" --arg user "$(id -un)" --rawfile key "$BATS_FILE_TMPDIR/proxy-login" \
    --arg hostKey "$(cut -d ' ' -f 1,2 "$BATS_FILE_TMPDIR/proxy-host-ed25519.pub")" '
    { host: "127.0.0.1", port: ($port | tonumber), user: $user, hostKey: $hostKey, privateKey: $key } as $proxy
    | (.deployment.resources[] | select(.type == "command:remote:Command") | .inputs.connection) |=
        (if .plaintext then .plaintext |= (fromjson | .proxy = $proxy | tojson) else .proxy = $proxy end)
    | (.deployment.resources[] | select(.urn | test("-host-check$")) | .inputs.environment.LIBVIRT_DEFAULT_URI) |= $uri' \
    "$FAKE_STATE/export.json" >"$FAKE_STATE/changed"
  mv "$FAKE_STATE/changed" "$FAKE_STATE/export.json"
  start_daemons
}

teardown() {
  end_ui
  proxy_stop
  host_teardown
}

@test "status asks daemons and libvirt through the host" {
  run host/status --json
  # No guest has SSH here.
  assert_status 1
  assert_equal "$(jq -c '[.conditions[] | select(.name == "domain runs") | .ok]' <<<"$output")" "[true,true,true]"
  assert_equal "$(jq -c '[.conditions[] | select(.name != "domain runs" and .ok == false) | .name] | unique' <<<"$output")" \
    '["SSH answers","clock agrees","cloud-init done","names resolve"]'
  # All that daemons are asked takes one login; libvirt's are three, and three are on the way to guests.
  (($(proxy_logins) <= 7))
}

@test "status says when the host does not let us in" {
  proxy_stop
  run host/status
  assert_status 1
  assert_output_has "no connection to $(id -un)@127.0.0.1:$proxy_port: "
  assert_output_has "Connection refused"
}

@test "make ui forwards the pages through the host" {
  UI_PORT=$((20000 + RANDOM)) MARATHON_PORT=$((20000 + RANDOM)) SOCKS_PORT=$((20000 + RANDOM))
  export UI_PORT MARATHON_PORT SOCKS_PORT
  host/show-ui >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
  ui_pid=$!
  wait_until grep -q Ctrl-C "$BATS_TEST_TMPDIR/out" || {
    cat "$BATS_TEST_TMPDIR/out"
    return 1
  }
  local page=(curl --silent --fail --noproxy '*' --globoff --max-time 10)
  assert_equal "$("${page[@]}" "http://127.0.0.1:$UI_PORT/master/state.json" | jq -r .id)" M
  assert_equal "$("${page[@]}" "http://127.0.0.1:$MARATHON_PORT/v2/info" | jq -r .frameworkId)" M-0000
  assert_equal "$("${page[@]/'*'/}" --proxy "socks5://127.0.0.1:$SOCKS_PORT" "http://$net.54:5051/slave(1)/state.json" | jq -r .id)" M-S1
  [[ $(proxy_logins) == 1 ]]
}

@test "make logs has consoles, XML and versions of the host" {
  mkdir "$BATS_TEST_TMPDIR/consoles"
  echo "slave1 boots" >"$BATS_TEST_TMPDIR/consoles/mesos-testbed-test-slave1-console.log"
  run --separate-stderr host/gather-logs --output "$BATS_TEST_TMPDIR/out" --consoles "$BATS_TEST_TMPDIR/consoles" slave1
  assert_status 0
  mkdir "$BATS_TEST_TMPDIR/files"
  tar -xzf "${lines[-1]}" -C "$BATS_TEST_TMPDIR/files" --strip-components=1
  cd "$BATS_TEST_TMPDIR/files"
  assert_equal "$(<slave1/console.log)" "slave1 boots"
  assert_equal "$(<slave1/domain.xml)" "<of-mesos-testbed-test-slave1/>"
  assert_equal "$(<network.xml)" "<of-mesos-testbed-test-network/>"
  # What is asked in the guest itself needs its SSH.
  run grep -v "^slave1: \(guest logs\|state of its Mesos daemon\) not gathered: " missing.txt
  assert_equal "$output" ""
}

@test "make console prints the command for libvirt's host" {
  run node host/run.cjs stackFacts.ts console slave1
  assert_status 0
  assert_equal "$output" "ssh -t -i $BATS_TEST_TMPDIR/key -o UserKnownHostsFile=$known -p $proxy_port $(id -un)@127.0.0.1 'virsh -c qemu:///system console mesos-testbed-test-slave1'"
}

@test "check-version asks the master through the host, or refuses to guess" {
  local settings
  settings=$(proxy_settings)
  export PULUMI_COMMAND_STDOUT=0.25.0
  # The lines end with an empty one.
  run --separate-stderr host/check-version --through 0.23.0 "$net.51" < <(printf '%s\n\n' "$settings")
  assert_status 1
  assert_has "$stderr" "0.23.0 is older than 0.24.0, which runs in this stack"
  [[ $(proxy_logins) == 1 ]]
  proxy_stop
  run --separate-stderr host/check-version --through 0.23.0 "$net.51" < <(printf '%s\n\n' "$settings")
  assert_status 1
  assert_equal "$output" ""
  assert_has "$stderr" "Connection refused"
}
