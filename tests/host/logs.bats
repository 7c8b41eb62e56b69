#!/usr/bin/env bats
# host/gather-logs and make console with fakes of pulumi, virsh and ssh. The guests run the real collect-logs.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  host_setup
  consoles=$BATS_TEST_TMPDIR/consoles
  gather=(host/gather-logs --output "$BATS_TEST_TMPDIR/out" --consoles "$consoles")
  mkdir -p "$consoles"
  local node guest
  for node in master:51 slave1:54 slave2:55; do
    echo "${node%:*} boots" >"$consoles/mesos-testbed-test-${node%:*}-console.log"
    guest=$FAKE_STATE/guests/$net.${node#*:}
    mkdir -p "$guest/var/log/mesos" "$guest/etc/mesos-testbed"
    echo "${node%:*} says guest-secret" >"$guest/var/log/mesos/output.log"
    echo "slave guest-secret" >"$guest/etc/mesos-testbed/slave.credential"
  done
}

teardown() {
  host_teardown
}

# unpack: the files of the last run's bundle, below $files.
unpack() {
  files=$BATS_TEST_TMPDIR/files
  mkdir -p "$files"
  tar -xzf "${lines[-1]}" -C "$files" --strip-components=1
}

# contents: the paths of those files, without what collect-logs says of a running system.
contents() {
  (cd "$files" && find . -type f ! -name '*.txt' | LC_ALL=C sort)
}

@test "every node's logs, states and XML, in one file whose path is the last line" {
  start_daemons
  run --separate-stderr "${gather[@]}"
  assert_status 0
  [[ ${lines[-1]} =~ ^"$BATS_TEST_TMPDIR"/out/mesos-testbed-logs-[0-9]{8}-[0-9]{6}\.tar\.gz$ ]]
  assert_equal "${#lines[@]}" 1
  unpack
  assert_equal "$(contents)" "./master/console.log
./master/domain.xml
./master/guest/etc/hosts
./master/guest/var/log/mesos/output.log
./master/state.json
./network.xml
./slave1/console.log
./slave1/domain.xml
./slave1/guest/etc/hosts
./slave1/guest/var/log/mesos/output.log
./slave1/state.json
./slave2/console.log
./slave2/domain.xml
./slave2/guest/etc/hosts
./slave2/guest/var/log/mesos/output.log
./slave2/state.json"
  assert_equal "$(<"$files/slave1/console.log")" "slave1 boots"
  assert_equal "$(<"$files/slave1/domain.xml")" "<mesos-testbed-test-slave1/>"
  assert_equal "$(jq -r .pid "$files/slave1/state.json")" "slave(1)@$net.54:5051"
  assert_equal "$(jq -r .pid "$files/master/state.json")" "master@$net.51:5050"
  assert_equal "$(<"$files/missing.txt")" ""
  versions=$(<"$files/versions.txt")
  assert_has "$versions" "v3.259.0"
  assert_has "$versions" "$(node --version)"
  assert_has "$versions" "QEMU 7.2.0"
  nothing_left
}

@test "no secret is in it: not the guests', not the key, not Marathon's password" {
  start_daemons
  run --separate-stderr "${gather[@]}"
  assert_status 0
  unpack
  assert_equal "$(<"$files/slave1/guest/var/log/mesos/output.log")" "slave1 says [secret]"
  for secret in guest-secret http-secret "$(sed -n 2p "$BATS_FILE_TMPDIR/key")"; do
    run ! grep -rF -- "$secret" "$files" "$FAKE_STATE/ssh-calls"
  done
}

@test "one node alone" {
  start_daemons
  run --separate-stderr "${gather[@]}" slave2
  assert_status 0
  unpack
  assert_equal "$(cd "$files" && find . -mindepth 1 -maxdepth 1 | LC_ALL=C sort | paste -sd ' ')" \
    "./missing.txt ./network.xml ./slave2 ./versions.txt"
}

@test "what cannot be had is skipped with a line, and the rest is there" {
  start_daemons
  touch "$FAKE_STATE/guests/$net.54/off"
  rm "$consoles/mesos-testbed-test-slave2-console.log"
  rm "$FAKE_STATE/http/$net.51:5050/master/state.json"
  run --separate-stderr "${gather[@]}"
  assert_status 0
  unpack
  sentences="master: state of its Mesos daemon not gathered: curl: (22) The requested URL returned error: 404
slave1: guest logs not gathered: ssh: connect to host $net.54 port 22: No route to host (status 255)
slave2: console log not gathered: there is no $consoles/mesos-testbed-test-slave2-console.log"
  assert_equal "$(LC_ALL=C sort "$files/missing.txt")" "$sentences"
  while read -r sentence; do
    assert_has "$stderr" "$sentence"
  done <<<"$sentences"
  [[ -e $files/slave1/domain.xml && -e $files/slave2/guest/etc/hosts ]]
  nothing_left
}

@test "logs that were cut off are kept as far as they came, and only plain files" {
  start_daemons
  mkdir -p "$BATS_TEST_TMPDIR/sent/logs" "$BATS_TEST_TMPDIR/path"
  head -c 300000 /dev/urandom | base64 >"$BATS_TEST_TMPDIR/sent/logs/b"
  echo first >"$BATS_TEST_TMPDIR/sent/logs/a"
  ln -s /etc/shadow "$BATS_TEST_TMPDIR/sent/logs/0"
  tar -czf "$BATS_TEST_TMPDIR/sent.tar.gz" -C "$BATS_TEST_TMPDIR/sent" logs/0 logs/a logs/b
  printf '#!/bin/sh\nhead -c 100000 "%s"\necho "logs: killed" >&2\nexit 137\n' "$BATS_TEST_TMPDIR/sent.tar.gz" \
    >"$BATS_TEST_TMPDIR/path/ssh"
  chmod +x "$BATS_TEST_TMPDIR/path/ssh"
  PATH=$BATS_TEST_TMPDIR/path:$PATH
  run --separate-stderr "${gather[@]}" slave1
  assert_status 0
  unpack
  assert_equal "$(<"$files/slave1/guest/a")" first
  [[ ! -e $files/slave1/guest/0 && ! -L $files/slave1/guest/0 ]]
  assert_equal "$(<"$files/missing.txt")" "slave1: guest logs not gathered: logs: killed (status 137)"
}

@test "a libvirt on another machine: where its console log is" {
  start_daemons
  sed -i 's|qemu:///system?socket=/run/test/libvirt-sock|qemu+tcp://host/system|' "$FAKE_STATE/export.json" "$FAKE_STATE/libvirt-uri"
  run --separate-stderr host/gather-logs --output "$BATS_TEST_TMPDIR/out" slave1
  assert_status 0
  unpack
  assert_equal "$(<"$files/missing.txt")" \
    "slave1: console log not gathered: it is on the libvirt host (qemu+tcp://host/system), /var/log/libvirt/qemu/mesos-testbed-test-slave1-console.log there"
}

@test "a machine whose boot was cut off has no connection yet" {
  start_daemons
  jq 'del(.deployment.resources[] | select(.urn | test("-slave1-(scripts|boot)$")))' "$FAKE_STATE/export.json" >"$FAKE_STATE/changed"
  mv "$FAKE_STATE/changed" "$FAKE_STATE/export.json"
  run --separate-stderr "${gather[@]}" slave1
  assert_status 0
  unpack
  assert_equal "$(<"$files/missing.txt")" "slave1: guest logs not gathered: the stack has no connection to it yet"
  assert_equal "$(contents)" "./network.xml
./slave1/console.log
./slave1/domain.xml"
}

@test "a key that SSH's agent refuses is a line, not the end" {
  start_daemons
  sed -i 's/-----BEGIN RSA PRIVATE KEY-----/no key/g' "$FAKE_STATE/export.json"
  run --separate-stderr "${gather[@]}" slave1
  assert_status 0
  unpack
  assert_equal "$(<"$files/missing.txt")" \
    "slave1: guest logs not gathered: slave1: the SSH agent refused the stack's private key; it has to be an RSA key in PEM form without passphrase"
  nothing_left
}

@test "offline: consoles and versions alone, nobody is asked" {
  run --separate-stderr "${gather[@]}" --offline "the lab is down"
  assert_status 0
  unpack
  assert_equal "$(contents)" "./master/console.log
./slave1/console.log
./slave2/console.log"
  assert_equal "$(<"$files/missing.txt")" "all nodes: all but the console logs not gathered: the lab is down"
  assert_equal "$(<"$FAKE_STATE/ssh-calls")" ""
}

@test "a node that is not there, a stack without nodes, a wrong call" {
  run --separate-stderr "${gather[@]}" slave7
  assert_status 1
  assert_equal "$stderr" "gather-logs: no node 'slave7' in this stack; there are: master slave1 slave2"
  echo '{"deployment": null}' >"$FAKE_STATE/export.json"
  run --separate-stderr "${gather[@]}"
  assert_status 1
  assert_equal "$stderr" "gather-logs: the stack has no node, so there are no logs"
  run host/gather-logs
  assert_status 2
  run host/gather-logs --output out --what
  assert_status 2
  run host/gather-logs --output out one two
  assert_status 2
  run host/gather-logs --help
  assert_status 0
  [[ ! -e $BATS_TEST_TMPDIR/out ]]
}

@test "console of another stack: virsh's command" {
  run --separate-stderr make --silent console STACK=dev NODE=slave2
  assert_status 0
  assert_equal "$output" "virsh -c 'qemu:///system?socket=/run/test/libvirt-sock' console mesos-testbed-test-slave2"
  run --separate-stderr make --silent console STACK=dev
  assert_equal "$output" "virsh -c 'qemu:///system?socket=/run/test/libvirt-sock' console mesos-testbed-test-master"
}
