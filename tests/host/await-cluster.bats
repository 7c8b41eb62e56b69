#!/usr/bin/env bats
# host/awaitCluster.ts, what the readiness gate runs, with fakes of ssh and daemons on loopback.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  host_setup
  jq --null-input --arg state "$FAKE_STATE/http/$net.51:5050/master/state.json" '{ state: $state, full: [] }' \
    >"$FAKE_STATE/http/$net.51:8080/launches"
}

teardown() {
  host_teardown
}

# gate [TIMEOUT_SECONDS]: as the readiness gate calls it. Standard error, which is all that it prints, is in $output.
gate() {
  jq --null-input --arg net "$net" --rawfile key "$BATS_FILE_TMPDIR/key" --argjson timeout "${1:-20}" '
    def node(name; host): { name: name, domainName: name, domainId: name, connection:
      { host: "\($net).\(host)", user: "centos", hostKey: "ssh-rsa AAAA\(host)", privateKey: $key } };
    { master: { name: "master", address: "\($net).51" },
      slaves: [{ name: "slave1", address: "\($net).54" }, { name: "slave2", address: "\($net).55" }],
      mesosVersion: "0.24.0", marathonFrameworks: 1, marathonVersion: "0.11.0", timeoutSeconds: $timeout, stack: "dev",
      nodes: [node("master"; 51), node("slave1"; 54), node("slave2"; 55)],
      marathonCredentials: { username: "marathon", password: "http-secret" } }' >"$FAKE_STATE/request"
  run --separate-stderr node host/run.cjs awaitCluster.ts <"$FAKE_STATE/request"
  assert_equal "$output" ""
  output=$stderr
}

# guest_log HOST: what the guest shows of a log. The scripts that stand in a guest are the repository's.
guest_log() {
  local guest=$FAKE_STATE/guests/$net.$1
  mkdir -p "$guest/var/log/mesos" "$guest/etc/mesos-testbed"
  echo "slave a-secret-word" >"$guest/etc/mesos-testbed/slave.credential"
  printf 'first\nlast with a-secret-word\n' >"$guest/var/log/mesos/mesos-slave.INFO"
}

@test "a whole cluster: the chain is looked at twice, and a task runs on every slave" {
  start_daemons
  gate
  assert_status 0
  assert_has "$output" "cluster: master M leads, 2 slaves are active, all report version 0.24.0"
  assert_has "$output" "cluster: all 26 conditions hold; a task on slave1 ran within 0 s, and is gone; a task on slave2 ran within 0 s, and is gone"
  # Three machines, two looks.
  assert_equal "$(wc -l <"$FAKE_STATE/ssh-calls")" 6
  assert_equal "$(jq .frameworks[0].tasks "$FAKE_STATE/http/$net.51:5050/master/state.json")" "[]"
  nothing_left
}

@test "a slave that is missing: node, condition, seen, expected, the log's end without secrets, the next command" {
  guest_log 54
  jq '.slaves[0].active = false' "$FAKE_STATE/http/$net.51:5050/master/state.json" >"$FAKE_STATE/state"
  mv "$FAKE_STATE/state" "$FAKE_STATE/http/$net.51:5050/master/state.json"
  start_daemons
  gate 1
  assert_status 1
  assert_has "$output" "cluster: slave1, slave active: registered but not active (expected: active once at $net.54:5051)"
  assert_has "$output" "cluster: slave1, the end of $FAKE_STATE/guests/$net.54/var/log/mesos/mesos-slave.INFO:
  first
  last with [secret]"
  assert_equal "${stderr_lines[-1]}" "Next: make ssh NODE=slave1 STACK=dev; there: sudo initctl status mesos-slave"
  nothing_left
}

@test "another version than asked for: the log of that daemon, and the key to correct instead of another up" {
  local guest=$FAKE_STATE/guests/$net.51
  mkdir -p "$guest/var/log/marathon"
  echo "Starting Marathon 0.10.1" >"$guest/var/log/marathon/marathon.log"
  jq '.version = "0.10.1"' "$FAKE_STATE/http/$net.51:8080/v2/info" >"$FAKE_STATE/info"
  mv "$FAKE_STATE/info" "$FAKE_STATE/http/$net.51:8080/v2/info"
  start_daemons
  gate 1
  assert_status 1
  assert_has "$output" "cluster: master, version: Marathon 0.10.1 (expected: Marathon 0.11.0)"
  assert_has "$output" "cluster: master, the end of $guest/var/log/marathon/marathon.log:
  Starting Marathon 0.10.1"
  assert_has "${stderr_lines[-1]}" "Next: correct mesos-testbed:marathon.version, or the source that brings another one"
}

@test "a task that runs nowhere fails the gate" {
  guest_log 55
  jq --arg full "$net.55" '.full = [$full]' "$FAKE_STATE/http/$net.51:8080/launches" >"$FAKE_STATE/launches"
  mv "$FAKE_STATE/launches" "$FAKE_STATE/http/$net.51:8080/launches"
  start_daemons
  HINT_ARGUMENTS="" gate 3
  assert_status 1
  assert_has "$output" "cluster: slave2, task runs: Marathon has launched none after 3 s (expected: a task runs on it, and is gone again)"
  assert_equal "${stderr_lines[-1]}" "Next: make ssh NODE=slave2; there: sudo initctl status mesos-slave"
}

@test "the private key and the password are in no output" {
  start_daemons
  touch "$FAKE_STATE/guests/$net.54/off"
  gate 1
  assert_status 1
  assert_has "$output" "cluster: slave1, SSH answers: ssh: connect to host $net.54 port 22: No route to host"
  for secret in http-secret "$(sed -n 2p "$BATS_FILE_TMPDIR/key")"; do
    assert_lacks "$output" "$secret"
    assert_lacks "$(<"$FAKE_STATE/ssh-calls")" "$secret"
  done
}
