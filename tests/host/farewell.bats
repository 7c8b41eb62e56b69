#!/usr/bin/env bats

setup() {
  load stubbed
  host_setup
  ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f "$BATS_TEST_TMPDIR/key"
}

# input LINE...: what the engine sends: settings, an empty line, the key.
input() {
  printf '%s\n' "$@" NODE=slave3 ADDRESS=192.0.2.3 SSH_USER=centos "HOST_KEY=ssh-rsa AAAA" ""
  cat "$BATS_TEST_TMPDIR/key"
}

# The first of each option counts; this is what comes before the general ones.
bounds="ConnectTimeout=10 ConnectionAttempts=1"
bounds+=" ConnectTimeout=15 ConnectionAttempts=4 ServerAliveInterval=15 ServerAliveCountMax=4"

nothing_is_left() {
  [[ -z $(ls -A "$TMPDIR") ]]
}

@test "drain-slave drains in the guest, with one attempt of 10 s" {
  use_stub ssh
  run "$scripts/drain-slave" < <(input)
  assert_status 0
  assert_stub_calls "centos@192.0.2.3 sudo /usr/local/lib/mesos-testbed/drain-slave --timeout 30: $bounds"
  nothing_is_left
}

@test "drain-slave says which machine is meant" {
  use_stub ssh
  run "$scripts/drain-slave" < <(input MACHINE=1234-abcd)
  assert_status 0
  assert_stub_calls "centos@192.0.2.3 sudo /usr/local/lib/mesos-testbed/drain-slave --timeout 30 --machine 1234-abcd: $bounds"
}

@test "drain-slave succeeds when the machine does not answer, and says so" {
  use_stub ssh
  echo 255 >"$STUB_STATE/ssh"
  run "$scripts/drain-slave" < <(input)
  assert_status 0
  assert_output_has "slave3: draining mesos-slave: the machine does not answer with the key that it had"
  nothing_is_left
}

@test "drain-slave succeeds when the command fails in the guest" {
  use_stub ssh
  echo 7 >"$STUB_STATE/ssh"
  run "$scripts/drain-slave" < <(input)
  assert_status 0
  assert_output_has "not done (status 7)"
}

@test "drain-slave ends a session that hangs" {
  use_stub ssh
  echo hang >"$STUB_STATE/ssh"
  mkdir -p "$BATS_TEST_TMPDIR/host"
  cp -r "$scripts/drain-slave" "$scripts/lib" "$BATS_TEST_TMPDIR/host"
  sed -i 's/^readonly farewell_seconds=50$/readonly farewell_seconds=2/' "$BATS_TEST_TMPDIR/host/lib/farewell.sh"
  local begin=$SECONDS
  run "$BATS_TEST_TMPDIR/host/drain-slave" < <(input)
  ((SECONDS - begin < 10))
  assert_status 0
  assert_output_has "not done within 2 s"
  nothing_is_left
}

@test "drain-slave succeeds without settings, with wrong ones and with a wrong key" {
  use_stub ssh
  run "$scripts/drain-slave" </dev/null
  assert_status 0
  assert_output_has "not done"
  run "$scripts/drain-slave" < <(input BOGUS=1)
  assert_status 0
  assert_output_has "unknown setting 'BOGUS'"
  printf 'no key\n' >"$BATS_TEST_TMPDIR/key"
  run "$scripts/drain-slave" < <(input)
  assert_status 0
  assert_output_has "not done"
  assert_stub_calls ""
}

@test "drain-slave with the real ssh and nobody there" {
  # Loopback, and no machine of ours: refused, or a server whose key is another one.
  local begin=$SECONDS
  run "$scripts/drain-slave" < <(input ADDRESS=127.0.0.99 | awk '!/^ADDRESS=192/')
  ((SECONDS - begin < 15))
  assert_status 0
  assert_output_has "does not answer"
  nothing_is_left
}

@test "remove-daemon stops one daemon for good" {
  use_stub ssh
  run "$scripts/remove-daemon" < <(input DAEMON=marathon)
  assert_status 0
  assert_stub_calls "centos@192.0.2.3 sudo /usr/local/lib/mesos-testbed/stop-service marathon --timeout 40 --remove: $bounds"
  : >"$STUB_STATE/calls"
  echo 1 >"$STUB_STATE/ssh"
  run "$scripts/remove-daemon" < <(input DAEMON=zookeeper)
  assert_status 0
  assert_output_has "slave3: stopping zookeeper: not done (status 1)"
}

@test "the key is neither printed nor on a command line" {
  use_stub ssh
  echo 255 >"$STUB_STATE/ssh"
  run "$scripts/drain-slave" < <(input)
  assert_output_lacks PRIVATE
  run cat "$STUB_STATE/calls"
  assert_output_lacks PRIVATE
}
