#!/usr/bin/env bats
# How the lab finds out whether guests run under KVM, with a QEMU that does what it is told.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  host_setup
  mkdir -p "$BATS_TEST_TMPDIR"/{bin,image}
  printf '#!/bin/sh\necho /images/lab.qcow2\n' >"$BATS_TEST_TMPDIR/image/build"
  chmod +x "$BATS_TEST_TMPDIR/image/build"
  export PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

teardown() {
  host_teardown
}

# qemu LINE...: a QEMU that runs these lines, with the path of the serial port's file in serial.
qemu() {
  {
    printf '#!/bin/bash\n'
    printf '[[ "$*" == "-accel kvm -cpu host "*"file=/images/lab.qcow2,if=virtio,snapshot=on"* ]] || exit 9\n'
    printf 'all=$*\nserial=${all##*-serial file:}\nserial=${serial%%%% *}\n'
    printf 'echo "$serial" >"%s/serial-path"; echo $$ >"%s/pid"\n' "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR"
    printf '%s\n' "$@"
  } >"$BATS_TEST_TMPDIR/bin/qemu-system-x86_64"
  chmod +x "$BATS_TEST_TMPDIR/bin/qemu-system-x86_64"
}

# boots: the trial alone; its QEMU and its file have to be gone afterwards.
boots() {
  run bash -c '
    set -euo pipefail
    LAB_HOME=$1
    for library in log paths processes namespace libvirt; do source "$2/lab/lib/$library.sh"; done
    if libvirt_kvm_boots; then echo yes; else echo no; fi' -- "$BATS_TEST_TMPDIR" "$project"
  assert_status 0
  assert_equal "$output" "$1"
  [[ ! -e $(<"$BATS_TEST_TMPDIR/serial-path") ]]
  ! kill -0 "$(<"$BATS_TEST_TMPDIR/pid")" 2>/dev/null
}

@test "a guest that comes past its kernel" {
  qemu 'echo "Welcome to Debian" >"$serial"' 'exec sleep 20'
  boots yes
}

@test "one that stops in its boot loader" {
  export MESOS_TESTBED_KVM_SECONDS=1
  qemu 'echo "KVM internal error. Suberror: 1" >&2' 'exec sleep 20'
  boots no
}

@test "a QEMU that aborts" {
  qemu 'exit 134'
  SECONDS=0
  boots no
  # Not waited for.
  ((SECONDS < 15))
}
