#!/usr/bin/env bats
# bench/lib/timing.sh, and the domain's definition for the floor.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  export BENCH_END_SECONDS=1
  # shellcheck source=bench/lib/timing.sh
  source "$BATS_TEST_DIRNAME/../lib/timing.sh"
  peak=$BATS_TEST_TMPDIR/peak
}

# allocate MIB SECONDS: a command that holds so much memory for so long.
allocate() {
  printf 'import time; held = bytearray(%d << 20); time.sleep(%s)' "$1" "$2"
}

@test "a run's time, and its status" {
  timing_run sleep 0.3
  ((timing_centiseconds >= 30 && timing_centiseconds < 300))
  local status=0
  timing_run sh -c 'exit 7' || status=$?
  assert_equal "$status" 7
}

@test "the middle of three times" {
  turn=0
  fake() {
    local times=(30 10 20)
    timing_centiseconds=${times[turn++]}
  }
  timing_middle fake
  assert_equal "$timing_centiseconds" 20
}

@test "three times, one of which fails" {
  run timing_middle timing_run false
  assert_status 1
  assert_equal "$output" "--- run 1 of 3"
}

@test "the peak is that of all processes of the run together, children of children too, and of no other" {
  python3 -c "$(allocate 200 30)" &
  local other=$!
  # Not at once: a look comes every second.
  timing_run --peak-memory "$peak" \
    bash -c 'python3 -c "$1" & (python3 -c "$1" & wait) & wait' - "$(allocate 60 2.5)"
  kill "$other"
  local peak_kib
  peak_kib=$(cat "$peak")
  ((peak_kib > 120 * 1024 && peak_kib < 190 * 1024)) || {
    echo "peak: $peak_kib KiB"
    return 1
  }
}

@test "the peak stays when the memory is given back" {
  timing_run --peak-memory "$peak" bash -c 'python3 -c "$1"; sleep 1.5' - "$(allocate 60 1.5)"
  (($(cat "$peak") > 60 * 1024))
}

@test "what shares pages counts them once" {
  # Forked after the allocation: 60 MiB together, not 180.
  timing_run --peak-memory "$peak" \
    python3 -c 'import os, time; held = bytearray(60 << 20); os.fork(); os.fork(); time.sleep(2.5)'
  local peak_kib
  peak_kib=$(cat "$peak")
  ((peak_kib > 60 * 1024 && peak_kib < 120 * 1024)) || {
    echo "peak: $peak_kib KiB"
    return 1
  }
}

@test "what an interrupted run has left is ended, children included" {
  local child
  # The child is not told, and its leader ends at once.
  setsid -- bash -c 'sleep 300 & echo $! >"$1"; wait' - "$BATS_TEST_TMPDIR/child" &
  timing_session=$!
  wait_until test -s "$BATS_TEST_TMPDIR/child"
  child=$(cat "$BATS_TEST_TMPDIR/child")
  timing_end
  wait_until test ! -e "/proc/$child"
}

@test "nothing is to be ended after a run that went well" {
  timing_run true
  assert_equal "$timing_session" ""
  timing_end
}

@test "the floor's definition differs from the stack's in uuid, name, disk, seed and console alone" {
  command -v xsltproc >/dev/null || skip "xsltproc is not installed"
  # shellcheck disable=SC2016 # sed's own $
  run --separate-stderr bash -c '
    LAB_DATA=/data STATE=/state BENCH=$1/..
    source "$BENCH/lib/floor.sh"
    floor_definition slave1 <"$1/fixtures/domain.xml"' - "$BATS_TEST_DIRNAME"
  assert_status 0
  assert_equal "$(tr '"' "'" <<<"$output")" "$(sed '
    /<uuid>/d
    s|<name>.*</name>|<name>floor-slave1</name>|
    s|/var/lib/libvirt/images/mesos-testbed-lab-bench/mesos-testbed-lab-bench-slave1-disk.qcow2|/var/lib/libvirt/images/floor/slave1.qcow2|
    s|/var/lib/libvirt/images/mesos-testbed-lab-bench/mesos-testbed-lab-bench-slave1-seed-0123456789abcdef.iso|/var/lib/libvirt/images/floor/slave1-seed.iso|
    s|/var/log/libvirt/qemu/mesos-testbed-lab-bench-slave1-console.log|/var/log/libvirt/qemu/floor-slave1-console.log|
  ' "$BATS_TEST_DIRNAME/fixtures/domain.xml")"
}
