#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
  config=$root/etc/ntp.conf
  # Package ntp of the lab.
  cp -r "$BATS_TEST_DIRNAME/../../lab/image/overlays/ntp/." "$root/"
  mkdir -p "$root/run"
}

teardown() {
  guest_teardown
}

@test "ensure-clock serves the machine's own clock, and asks nobody" {
  run "$scripts/ensure-clock"
  assert_status 0
  assert_stub_calls "chkconfig ntpd on
service ntpd restart"
  [[ $(grep -E '^(server|fudge)' "$config") == "server 127.127.1.0
fudge 127.127.1.0 stratum 10" ]]
  assert_output_has "clock: ntpd follows its own clock"
}

@test "ensure-clock follows the one server that is given" {
  echo "server 0.centos.pool.ntp.org iburst" >"$config"
  run "$scripts/ensure-clock" --server 192.168.5.51
  assert_status 0
  [[ $(grep -E '^(server|fudge)' "$config") == "server 192.168.5.51 iburst" ]]
  no_leftovers "$root/etc"
}

@test "ensure-clock on a second run leaves ntpd alone" {
  "$scripts/ensure-clock" --server 192.168.5.51
  : >"$STUB_STATE/calls"
  run "$scripts/ensure-clock" --server 192.168.5.51
  assert_status 0
  assert_output_has "unchanged: ntpd follows 192.168.5.51"
  assert_stub_calls "chkconfig ntpd on"
}

@test "ensure-clock starts an ntpd that does not run, and restarts one with other settings" {
  "$scripts/ensure-clock" --server 192.168.5.51
  rm "$root/run/lab-ntpd"
  : >"$STUB_STATE/calls"
  "$scripts/ensure-clock" --server 192.168.5.51
  "$scripts/ensure-clock" --server 192.168.5.61
  assert_stub_calls "chkconfig ntpd on
service ntpd restart
chkconfig ntpd on
service ntpd restart"
}

@test "ensure-clock says when the package is missing, or ntpd does not start" {
  mv "$root/etc/init.d/ntpd" "$BATS_TEST_TMPDIR/ntpd"
  run "$scripts/ensure-clock"
  assert_status 1
  assert_output_has "is package ntp installed?"
  [[ ! -e $config ]]
  sed 's/^start() {$/&\n  return 1/' "$BATS_TEST_TMPDIR/ntpd" >"$root/etc/init.d/ntpd"
  chmod +x "$root/etc/init.d/ntpd"
  run "$scripts/ensure-clock"
  assert_status 1
  assert_output_has "$HOSTNAME: service ntpd restart failed"
}

@test "ensure-clock refuses wrong calls" {
  run "$scripts/ensure-clock" --server master
  assert_status 2
  run "$scripts/ensure-clock" --server
  assert_status 2
}
