#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

finish_boot() {
  mkdir -p "$root/var/lib/cloud/instance" "$root/var/lib/cloud/data"
  touch "$root/var/lib/cloud/instance/boot-finished"
  printf '%s\n' "$1" >"$root/var/lib/cloud/data/result.json"
}

well='{
 "v1": {
  "datasource": "DataSourceNoCloud [seed=/dev/sr0][dsmode=local]",
  "errors": []
 }
}'

prepare() {
  printf '127.0.0.1 localhost localhost.localdomain\n::1 localhost6\n\n# nodes\n192.168.5.51 master\n' >"$root/etc/hosts"
  printf '192.168.5.54 slave1 slave1.testbed # first\n' >>"$root/etc/hosts"
  echo master >"$STUB_STATE/hostname"
  echo "CentOS release 6.6 (Final)" >"$root/etc/redhat-release"
}

@test "wait-for-boot on a machine that is ready says the release" {
  prepare
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5 --hostname master
  assert_status 0
  assert_output_has "boot: 3 names resolve"
  assert_output_has "CentOS release 6.6 (Final)"
}

@test "wait-for-boot waits for cloud-init" {
  prepare
  (sleep 1.5; finish_boot "$well") 3>&- &
  run "$scripts/wait-for-boot" --timeout 10
  assert_status 0
}

@test "wait-for-boot starts no process while it waits" {
  prepare
  (sleep 3; finish_boot "$well") 3>&- &
  assert_processes 3 9 "$(count_processes "$scripts/wait-for-boot" --timeout 10 --hostname master)"
  [[ -e $root/var/lib/cloud/data/result.json ]]
}

@test "wait-for-boot gives up in time and shows cloud-init's log" {
  prepare
  echo "module runcmd is still at it" >"$root/var/log/cloud-init.log"
  run "$scripts/wait-for-boot" --timeout 1
  assert_status 1
  assert_output_has "has not finished within 1 s"
  assert_output_has "module runcmd is still at it"
  assert_output_has "$root/var/log/cloud-init.log"
}

@test "wait-for-boot needs the result, not the first file alone" {
  prepare
  mkdir -p "$root/var/lib/cloud/instance"
  touch "$root/var/lib/cloud/instance/boot-finished"
  run "$scripts/wait-for-boot" --timeout 1
  assert_status 1
}

@test "wait-for-boot refuses a boot with errors and shows them" {
  prepare
  finish_boot '{"v1": {"datasource": "x", "errors": ["(scripts-user) RuntimeError(1 failed)"]}}'
  run "$scripts/wait-for-boot" --timeout 5
  assert_status 1
  assert_output_has "RuntimeError(1 failed)"
}

@test "wait-for-boot refuses another node's name" {
  prepare
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5 --hostname slave1
  assert_status 1
  assert_output_has "named 'master', not 'slave1'"
}

@test "wait-for-boot accepts the full name for the short one" {
  prepare
  echo master.testbed >"$STUB_STATE/hostname"
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5 --hostname master
  assert_status 0
}

@test "wait-for-boot refuses a node's name on the loopback" {
  prepare
  sed -i '1s/$/ master/' "$root/etc/hosts"
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5
  assert_status 1
  assert_output_has "name 'master' resolves to 127.0.0.1, not to 192.168.5.51"
}

@test "wait-for-boot names an alias alone that leads elsewhere, and one that leads nowhere" {
  prepare
  echo "192.168.5.51 slave3 alias3" >>"$root/etc/hosts"
  sed -i '1s/$/ alias3/' "$root/etc/hosts"
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5
  assert_status 1
  assert_output_has "name 'alias3' resolves to 127.0.0.1, not to 192.168.5.51"
  assert_output_has "1 names resolve wrongly"
  assert_output_lacks "'slave3'"
}

@test "wait-for-boot bounds the wait for names" {
  prepare
  finish_boot "$well"
  touch "$STUB_STATE/names-hang"
  export MESOS_TESTBED_NAMES_SECONDS=1
  run "$scripts/wait-for-boot" --timeout 5
  assert_status 1
  assert_output_has "names of /etc/hosts did not resolve within 1 s"
}

@test "wait-for-boot refuses hosts without nodes" {
  prepare
  echo "127.0.0.1 localhost" >"$root/etc/hosts"
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5
  assert_status 1
  assert_output_has "the nodes' names are missing"
}

@test "wait-for-boot accepts the release that is asked for" {
  prepare
  finish_boot "$well"
  run "$scripts/wait-for-boot" --timeout 5 --release 6.6
  assert_status 0
  assert_output_has "on $HOSTNAME: CentOS release 6.6 (Final)"
}

@test "wait-for-boot refuses another release and says which it is" {
  local text
  prepare
  finish_boot "$well"
  for text in "CentOS release 6.7 (Final)" "CentOS release 6.10 (Final)" "CentOS Linux release 7.6.1810 (Core)" \
    "Red Hat Enterprise Linux 6.6" ""; do
    echo "$text" >"$root/etc/redhat-release"
    run "$scripts/wait-for-boot" --timeout 5 --release 6.6
    assert_status 1
    assert_output_has "$HOSTNAME: /etc/redhat-release says '$text', not release 6.6"
    assert_output_has "set image.release and the repositories"
  done
  rm "$root/etc/redhat-release"
  run "$scripts/wait-for-boot" --timeout 5 --release 6.6
  assert_status 1
  echo "CentOS release 6.10 (Final)" >"$root/etc/redhat-release"
  run "$scripts/wait-for-boot" --timeout 5 --release 6.1
  assert_status 1
}

@test "wait-for-boot refuses what is no release" {
  local bad
  for bad in 6 six 6.6.1; do
    run "$scripts/wait-for-boot" --timeout 5 --release "$bad"
    assert_status 2
  done
}

@test "the lab's guest answers the release that the product asks for by default" {
  local wanted
  wanted=$(sed -nE 's/^ +release: "([0-9.]+)"$/\1/p' "$BATS_TEST_DIRNAME/../../Pulumi.yaml")
  [[ -n $wanted ]]
  prepare
  finish_boot "$well"
  cp "$BATS_TEST_DIRNAME/../../lab/image/rootfs/etc/redhat-release" "$root/etc/redhat-release"
  run "$scripts/wait-for-boot" --timeout 5 --release "$wanted"
  assert_status 0
}

@test "wait-for-boot without a bound, or with a silly one, is a wrong call" {
  local bad
  run "$scripts/wait-for-boot"
  assert_status 2
  for bad in 0 -1 1.5 ten 99999; do
    run "$scripts/wait-for-boot" --timeout "$bad"
    assert_status 2
  done
}
