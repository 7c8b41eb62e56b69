#!/usr/bin/env bats
# The firewall of a node: what comes in, and what goes out.

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

firewall() {
  printf '%s\n' '-P INPUT ACCEPT' '-P OUTPUT ACCEPT' '-A INPUT -j REJECT --reject-with icmp-host-prohibited' \
    >"$STUB_STATE/iptables"
}

# assert_saved: that the boot restores every rule that there is.
assert_saved() {
  assert_equal "$(sed -n '/^-A /s/ $//p' "$root/etc/sysconfig/iptables")" "$(grep '^-A ' "$STUB_STATE/iptables")"
}

@test "open-ports accepts the network's ports before the rejecting rule and saves" {
  firewall
  run "$scripts/open-ports" --from 192.168.5.0/24 5050 31000:32000
  assert_status 0
  [[ $(<"$STUB_STATE/iptables") == "-P INPUT ACCEPT
-A INPUT -j MESOS-TESTBED
-P OUTPUT ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-N MESOS-TESTBED
-A MESOS-TESTBED -s 192.168.5.0/24 -p tcp -m tcp --dport 5050 -j ACCEPT
-A MESOS-TESTBED -s 192.168.5.0/24 -p tcp -m tcp --dport 31000:32000 -j ACCEPT" ]]
  assert_saved
  assert_equal "$output" "firewall: open to 192.168.5.0/24: 5050 31000:32000"
}

@test "open-ports tells UDP from TCP, also when it looks for what is there" {
  firewall
  run "$scripts/open-ports" --from 192.168.5.0/24 123/udp
  assert_status 0
  grep -qxF -- '-A MESOS-TESTBED -s 192.168.5.0/24 -p udp -m udp --dport 123 -j ACCEPT' "$STUB_STATE/iptables"
  run "$scripts/open-ports" --from 192.168.5.0/24 123/udp
  assert_output_has unchanged
  run "$scripts/open-ports" --from 192.168.5.0/24 123
  assert_status 0
  assert_output_lacks unchanged
  grep -qF -- '-p tcp -m tcp --dport 123 ' "$root/etc/sysconfig/iptables"
  run "$scripts/open-ports" --from 192.168.5.0/24 123/tcp
  assert_status 2
}

@test "open-ports fails when iptables refuses a rule, and saves nothing" {
  firewall
  touch "$STUB_STATE/iptables-refuses"
  run "$scripts/open-ports" --from 192.168.5.0/24 5050 31000:32000
  assert_status 1
  assert_output_has "iptables refused a rule"
  [[ ! -e $root/etc/sysconfig/iptables ]]
}

@test "open-ports on a second run changes nothing" {
  firewall
  "$scripts/open-ports" --from 192.168.5.0/24 5050
  : >"$STUB_STATE/calls"
  run "$scripts/open-ports" --from 192.168.5.0/24 5050
  assert_status 0
  assert_output_has unchanged
  assert_stub_calls ""
}

@test "open-ports saves rules that an earlier run did not come to save" {
  firewall
  "$scripts/open-ports" --from 192.168.5.0/24 5050
  rm "$root/etc/sysconfig/iptables"
  : >"$STUB_STATE/calls"
  run "$scripts/open-ports" --from 192.168.5.0/24 5050
  assert_status 0
  assert_stub_calls "service iptables save"
}

@test "open-ports closes what it opened before and is not asked for" {
  firewall
  "$scripts/open-ports" --from 192.168.5.0/24 5050 8080
  run "$scripts/open-ports" --from 192.168.5.0/24 5051
  assert_status 0
  run grep -c 'dport' "$STUB_STATE/iptables"
  [[ $output == 1 ]]
  grep -q 'dport 5051' "$STUB_STATE/iptables"
  run grep -c 'INPUT -j MESOS-TESTBED' "$STUB_STATE/iptables"
  [[ $output == 1 ]]
}

@test "open-ports refuses wrong calls" {
  run "$scripts/open-ports" 5050
  assert_status 2
  run "$scripts/open-ports" --from 192.168.5.0 5050
  assert_status 2
  run "$scripts/open-ports" --from 192.168.5.0/24 http
  assert_status 2
  run "$scripts/open-ports" --from 192.168.5.0/24
  assert_status 2
}

limited="-N MESOS-TESTBED-OUT
-A MESOS-TESTBED-OUT -o lo -j ACCEPT
-A MESOS-TESTBED-OUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A MESOS-TESTBED-OUT -d 192.168.5.0/24 -j ACCEPT
-A MESOS-TESTBED-OUT -p udp -m udp --sport 68 --dport 67 -j ACCEPT
-A MESOS-TESTBED-OUT -m owner --gid-owner 451 -j ACCEPT
-A MESOS-TESTBED-OUT -p tcp -j REJECT --reject-with tcp-reset
-A MESOS-TESTBED-OUT -j REJECT --reject-with icmp-admin-prohibited"

# The present rules without those that the image has.
out_rules() {
  grep -F MESOS-TESTBED-OUT "$STUB_STATE/iptables" || true
}

@test "limit-outbound rejects all but the network and what fetches, and saves" {
  firewall
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  assert_equal "$(out_rules)" "-A OUTPUT -j MESOS-TESTBED-OUT
$limited"
  assert_saved
  assert_equal "$(grep mesos-fetch "$root/etc/group")" mesos-fetch:x:451:
  # And nothing of bash's own.
  assert_equal "$output" "firewall: outbound traffic is limited to 192.168.5.0/24, but for group mesos-fetch"
}

@test "limit-outbound on a second run changes nothing, and goes beside open-ports" {
  firewall
  "$scripts/open-ports" --from 192.168.5.0/24 5051
  "$scripts/limit-outbound" --network 192.168.5.0/24
  : >"$STUB_STATE/calls"
  run "$scripts/open-ports" --from 192.168.5.0/24 5051
  assert_output_has unchanged
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  assert_output_has unchanged
  assert_stub_calls ""
  assert_saved
}

@test "limit-outbound puts back a rule that somebody took out, and another network in place of the former one" {
  firewall
  "$scripts/limit-outbound" --network 192.168.5.0/24
  sed -i '/tcp-reset/d' "$STUB_STATE/iptables"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  assert_output_lacks unchanged
  assert_equal "$(grep -c tcp-reset "$STUB_STATE/iptables")" 1
  run "$scripts/limit-outbound" --network 192.168.77.0/24
  assert_status 0
  assert_equal "$(out_rules)" "-A OUTPUT -j MESOS-TESTBED-OUT
${limited/192.168.5.0/192.168.77.0}"
  assert_saved
}

@test "limit-outbound saves rules that an earlier run did not come to save" {
  firewall
  "$scripts/limit-outbound" --network 192.168.5.0/24
  sed -i '/gid-owner/d' "$root/etc/sysconfig/iptables"
  : >"$STUB_STATE/calls"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  assert_stub_calls "service iptables save"
  assert_saved
}

@test "limit-outbound --off takes the rules away, also from the next boot, and touches no other" {
  firewall
  "$scripts/open-ports" --from 192.168.5.0/24 5051
  before=$(<"$STUB_STATE/iptables")
  "$scripts/limit-outbound" --network 192.168.5.0/24
  run "$scripts/limit-outbound" --off
  assert_status 0
  assert_equal "$(<"$STUB_STATE/iptables")" "$before"
  assert_saved
  : >"$STUB_STATE/calls"
  run "$scripts/limit-outbound" --off
  assert_status 0
  assert_output_has unchanged
  assert_stub_calls ""
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  assert_equal "$(out_rules)" "-A OUTPUT -j MESOS-TESTBED-OUT
$limited"
}

@test "limit-outbound --off on a machine without rules does nothing, and finishes what was cut off" {
  firewall
  run "$scripts/limit-outbound" --off
  assert_status 0
  assert_output_has unchanged
  assert_stub_calls ""
  "$scripts/limit-outbound" --network 192.168.5.0/24
  firewall
  run "$scripts/limit-outbound" --off
  assert_status 0
  assert_saved
}

@test "limit-outbound fails where the kernel has no match for groups, and names the way on" {
  firewall
  touch "$STUB_STATE/iptables-no-owner"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 1
  assert_output_has "iptables refused a rule; set outboundTraffic to true, and nothing is limited"
  [[ ! -e $root/etc/sysconfig/iptables ]]
  # What is there by then limits nothing.
  run grep -F -- "-A OUTPUT" "$STUB_STATE/iptables"
  assert_status 1
  rm "$STUB_STATE/iptables-no-owner"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  assert_equal "$(out_rules)" "-A OUTPUT -j MESOS-TESTBED-OUT
$limited"
}

@test "limit-outbound fails when its rules cannot be saved or removed" {
  firewall
  touch "$STUB_STATE/save-fails"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 1
  assert_output_has "service iptables save failed; the next boot would let everything out"
  rm "$STUB_STATE/save-fails"
  "$scripts/limit-outbound" --network 192.168.5.0/24
  touch "$STUB_STATE/iptables-keeps"
  run "$scripts/limit-outbound" --off
  assert_status 1
  assert_output_has "iptables did not remove chain MESOS-TESTBED-OUT"
  rm "$STUB_STATE/iptables-keeps"
  touch "$STUB_STATE/save-fails"
  run "$scripts/limit-outbound" --off
  assert_status 1
  assert_output_has "the next boot would limit outbound traffic again"
}

@test "limit-outbound refuses a group of another number, and a number of another group" {
  firewall
  echo "mesos-fetch:x:500:" >>"$root/etc/group"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 1
  assert_output_has "group mesos-fetch exists, not as 451"
  sed -i '$d' "$root/etc/group"
  echo "other:x:451:" >>"$root/etc/group"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 1
  assert_output_has "number 451 in group belongs to 'other'"
  assert_stub_calls ""
}

@test "limit-outbound fails where IPv6 leads out, and takes link-local addresses for none" {
  local zeros=00000000000000000000000000000000
  firewall
  mkdir -p "$root/proc/net"
  printf '%s\n' "$zeros 00 $zeros 00 $zeros ffffffff 00000001 00000001 00200200 lo" \
    "fe800000000000000000000000000000 40 $zeros 00 $zeros 00000100 00000000 00000000 00000001 eth0" >"$root/proc/net/ipv6_route"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 0
  echo "$zeros 00 $zeros 00 fe800000000000000000000000000001 00000400 00000000 00000000 00450003 eth0" >>"$root/proc/net/ipv6_route"
  run "$scripts/limit-outbound" --network 192.168.5.0/24
  assert_status 1
  assert_output_has "eth0 has a route out by IPv6"
  run "$scripts/limit-outbound" --off
  assert_status 0
}

@test "limit-outbound refuses wrong calls" {
  run "$scripts/limit-outbound"
  assert_status 2
  run "$scripts/limit-outbound" --network 192.168.5.1
  assert_status 2
  run "$scripts/limit-outbound" --off --network 192.168.5.0/24
  assert_status 2
  run "$scripts/limit-outbound" --on
  assert_status 2
}

@test "with-outbound runs a command as the group that is let out, where it was called, with its status" {
  mkdir "$BATS_TEST_TMPDIR/a folder"
  cd "$BATS_TEST_TMPDIR/a folder"
  run "$scripts/with-outbound" bash -c 'printf "%s|" "$STUB_OUTBOUND" "$PWD" "$@"; exit 3' x "two words" '$HOME'
  assert_status 3
  assert_equal "$output" "451|$BATS_TEST_TMPDIR/a folder|two words|\$HOME|"
}

@test "with-outbound that may not take the group does not run the command, and refuses wrong calls" {
  touch "$STUB_STATE/chroot-fails"
  run "$scripts/with-outbound" touch "$BATS_TEST_TMPDIR/ran"
  assert_status 125
  [[ ! -e $BATS_TEST_TMPDIR/ran ]]
  run "$scripts/with-outbound"
  assert_status 2
  run "$scripts/with-outbound" --group
  assert_status 2
}
