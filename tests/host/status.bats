#!/usr/bin/env bats
# host/status with fakes of pulumi, virsh and ssh, and daemons on loopback.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  host_setup
}

teardown() {
  host_teardown
}

# failed: condition, node and hint of what fails, a line each.
failed() {
  jq --raw-output '.conditions[] | select(.ok | not) | "\(.name), \(.node): \(.hint // "-")"' <<<"$output"
}

@test "a whole cluster: every condition holds" {
  start_daemons
  run --separate-stderr host/status
  assert_status 0
  assert_equal "${lines[0]}" "condition            node    state  seen"
  assert_equal "$(grep -c ' ok ' <<<"$output")" 28
  assert_equal "${lines[-1]}" "all 28 conditions hold"
  assert_equal "$stderr" ""
  nothing_left
}

@test "as JSON alone" {
  start_daemons
  run --separate-stderr host/status --json
  assert_status 0
  assert_equal "$(jq --compact-output '[.ok, (.conditions | length), .conditions[0]]' <<<"$output")" \
    '[true,28,{"name":"domain runs","node":"master","expected":"running","ok":true,"seen":"running"}]'
}

# launching [FULL_SLAVE]: Marathon runs applications, apart from on that slave.
launching() {
  jq --null-input --arg state "$FAKE_STATE/http/$net.51:5050/master/state.json" --arg full "${1:-}" \
    '{ state: $state, full: [$full] }' >"$FAKE_STATE/http/$net.51:8080/launches"
}

@test "deep: a task on every slave, which is gone afterwards" {
  launching
  start_daemons
  run --separate-stderr host/status --deep --json
  assert_status 0
  assert_equal "$(jq --compact-output '[.ok, (.conditions | length)]' <<<"$output")" '[true,30]'
  assert_equal "$(jq --raw-output '.conditions[-2:][] | "\(.node) \(.ok) \(.seen)"' <<<"$output")" \
    "slave1 true ran within 0 s, and is gone
slave2 true ran within 0 s, and is gone"
  assert_equal "$(jq .frameworks[0].tasks "$FAKE_STATE/http/$net.51:5050/master/state.json")" "[]"
  nothing_left
}

@test "deep: with a condition that fails no task is tried" {
  launching
  start_daemons
  touch "$FAKE_STATE/guests/$net.54/off"
  run --separate-stderr host/status --deep
  assert_status 1
  assert_has "$output" "SSH answers          slave1  FAILED"
  assert_lacks "$output" "task runs"
  assert_equal "$(jq '.frameworks[0] | has("tasks")' "$FAKE_STATE/http/$net.51:5050/master/state.json")" false
}

@test "a wrong option shows the usage" {
  run --separate-stderr host/status --depe
  assert_status 2
  assert_has "$stderr" "Usage: status [--deep] [--json]"
  run --separate-stderr host/status --help
  assert_status 0
}

@test "a node that is off: what fails, and what to do" {
  rm -r "$FAKE_STATE/http/$net.54:5051"
  echo "shut off" >"$FAKE_STATE/domains/6c1e3f8e-0000-4000-8000-000000000054"
  touch "$FAKE_STATE/guests/$net.54/off"
  jq '.slaves[0].active = false' "$FAKE_STATE/http/$net.51:5050/master/state.json" >"$FAKE_STATE/state"
  mv "$FAKE_STATE/state" "$FAKE_STATE/http/$net.51:5050/master/state.json"
  start_daemons
  HINT_ARGUMENTS=STACK=dev run --separate-stderr host/status --json
  assert_status 1
  job="make ssh NODE=slave1 STACK=dev; there: sudo initctl status mesos-slave"
  assert_equal "$(failed)" "domain runs, slave1: virsh -c 'qemu:///system?socket=/run/test/libvirt-sock' start mesos-testbed-test-slave1
SSH answers, slave1: make console NODE=slave1 STACK=dev
cloud-init done, slave1: -
names resolve, slave1: -
clock agrees, slave1: -
slave active, slave1: $job
ID, slave1: $job
version, slave1: -"
  nothing_left
}

@test "a guest that hangs costs seconds, not the whole status" {
  start_daemons
  mkdir "$BATS_TEST_TMPDIR/path"
  sed "s|^export PATH=.*|[[ \$address != $net.54 ]] \|\| exec sleep 60; &|" "$FAKES/ssh" >"$BATS_TEST_TMPDIR/path/ssh"
  chmod +x "$BATS_TEST_TMPDIR/path/ssh"
  PATH=$BATS_TEST_TMPDIR/path:$PATH
  SECONDS=0
  run --separate-stderr host/status --json
  assert_status 1
  ((SECONDS < 30))
  assert_equal "$(jq --raw-output '.conditions[] | select(.name == "SSH answers" and (.ok | not)) | .seen' <<<"$output")" \
    "no answer within 20 s"
  nothing_left
}

@test "another host key than the pinned one is refused" {
  start_daemons
  echo "ssh-rsa BBBB" >"$FAKE_STATE/guests/$net.55/host-key"
  run --separate-stderr host/status
  assert_status 1
  assert_has "$output" "SSH answers          slave2  FAILED  Host key verification failed. (expected: an answer with the pinned host key)"
  assert_has "$output" "next: another key answers at slave2's address"
  assert_equal "${lines[-1]}" "4 of 28 conditions FAILED"
}

@test "a name that leads to 127.0.0.1, and a cloud-init with errors" {
  start_daemons
  sed -i "s/$net.54 slave1/127.0.0.1 slave1/; /slave2/d" "$FAKE_STATE/guests/$net.54/etc/hosts"
  printf '{"v1": {"errors": ["no disk"]}}' >"$FAKE_STATE/guests/$net.55/var/lib/cloud/data/result.json"
  rm "$FAKE_STATE/guests/$net.51/var/lib/cloud/instance/boot-finished"
  run --separate-stderr host/status
  assert_status 1
  assert_has "$output" "slave1 is 127.0.0.1, not $net.54; slave2 is unknown, not $net.55"
  assert_has "$output" "cloud-init done      slave2  FAILED  no disk"
  assert_has "$output" "cloud-init done      master  FAILED  not finished"
}

@test "another ZooKeeper than asked for: the key to correct" {
  sed -i 's/3\.4\.14-[0-9a-f]*/3.4.6-1569965/' "$FAKE_STATE/http/$net.51:2181/srvr"
  start_daemons
  HINT_ARGUMENTS=STACK=dev run --separate-stderr host/status --json
  assert_status 1
  assert_equal "$(jq --raw-output '.conditions[] | select(.ok | not) | "\(.name): \(.seen), not \(.expected)"' <<<"$output")" \
    "version: ZooKeeper 3.4.6, not ZooKeeper 3.4.14"
  assert_has "$(failed)" "version, master: correct mesos-testbed:zookeeper.version, or the source that brings another one"
}

# with_stranger: a slave that is none of the stack's is in the cluster.
with_stranger() {
  jq '.slaves += [.slaves[0] | .id = "M-S9" | .pid = "slave(1)@10.0.0.9:5051"]' \
    "$FAKE_STATE/http/$net.51:5050/master/state.json" >"$FAKE_STATE/state"
  mv "$FAKE_STATE/state" "$FAKE_STATE/http/$net.51:5050/master/state.json"
}

@test "a slave that is none of the stack's is a warning, and no failure" {
  local warning="slave M-S9 at slave(1)@10.0.0.9:5051 is active in this cluster and is none of the stack's; tasks may run there"
  with_stranger
  launching
  start_daemons
  run --separate-stderr host/status
  assert_status 0
  assert_equal "${lines[-2]}" "warning: $warning"
  assert_has "${lines[-1]}" "conditions hold"
  run --separate-stderr host/status --deep --json
  assert_status 0
  assert_equal "$(jq --raw-output '.warnings[]' <<<"$output")" "$warning"
}

@test "no daemon answers" {
  run --separate-stderr host/status
  assert_status 1
  assert_has "$output" "ZooKeeper answers    master  FAILED  $net.51:2181 does not answer (connect ECONNREFUSED $net.51:2181)"
  assert_has "$output" "http://$net.51:5050/master/state.json does not answer"
}

@test "an ID that has changed is no failure" {
  start_daemons
  jq '(.deployment.resources[0].outputs | .slaves[0].id) = "M-S9"' "$FAKE_STATE/export.json" >"$FAKE_STATE/changed"
  mv "$FAKE_STATE/changed" "$FAKE_STATE/export.json"
  run --separate-stderr host/status
  assert_status 0
  assert_has "$output" "M-S1; another ID than at the last up (M-S9); run make up"
}

@test "no stack, and a stack without a cluster: one sentence" {
  sentence="no cluster is up in this stack; bring one up: make up STACK=dev"
  export HINT_ARGUMENTS=STACK=dev
  echo "error: no stack named 'dev' found" >"$FAKE_STATE/pulumi-fails"
  run --separate-stderr host/status
  assert_status 1
  assert_equal "$output" "$sentence"
  rm "$FAKE_STATE/pulumi-fails"
  echo '{"version": 3, "deployment": {"manifest": {}}}' >"$FAKE_STATE/export.json"
  run --separate-stderr host/status
  assert_status 1
  assert_equal "$output" "$sentence"
  run --separate-stderr host/status --json
  assert_status 1
  assert_equal "$(jq --compact-output . <<<"$output")" '{"ok":false,"message":"'"$sentence"'","conditions":[],"warnings":[]}'
}

@test "a stack that cannot be read: the CLI's own words" {
  echo "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE" >"$FAKE_STATE/pulumi-fails"
  run --separate-stderr host/status
  assert_status 1
  assert_equal "$output" "pulumi cannot read the stack: error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE"
}

@test "the private key and the password are on no command line and in no output" {
  start_daemons
  run host/status
  for secret in http-secret "$(sed -n 2p "$BATS_FILE_TMPDIR/key")"; do
    assert_lacks "$output" "$secret"
    run ! grep -qF -- "$secret" "$FAKE_STATE/ssh-calls"
  done
}

@test "what runs in a guest has nothing that EL6's bash lacks" {
  tests/guest/check-bash41 host/guest-facts
}

@test "help, and a wrong call" {
  run --separate-stderr host/status --help
  assert_status 0
  assert_has "$stderr" "Usage: status"
  run --separate-stderr host/status --yaml
  assert_status 2
}

@test "ssh: a command on a node, by the connection of the state" {
  run --separate-stderr host/ssh slave1 'hostname; cat'
  assert_status 0
  assert_equal "$output" slave1
  nothing_left
}

@test "ssh: a node that is not there" {
  run --separate-stderr host/ssh slave7 true
  assert_status 1
  assert_equal "$stderr" 'no node "slave7" in this stack; there are: master, slave1, slave2. Is the stack up?'
}
