#!/usr/bin/env bats
# bench/run as a whole, with fakes of the lab's scripts.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  project_setup
}

teardown() {
  project_teardown
}

# bench: a run of it, to its end.
bench() {
  run --separate-stderr timeout 60 "$project/bench/run" "$@"
}

# assert_failed_clean: no line of history, logs kept and named, the lab taken down at last, and nothing else left.
assert_failed_clean() {
  assert_absent "$project/bench/history.jsonl" "$data" "$state/cache" "$state/empty" "$state/floor"
  assert_has "$stderr" "logs and consoles are kept in $state/logs"
  assert_equal "$(tail -n 1 "$FAKE_STATE/calls")" down
}

@test "a whole run: what is called, in which order" {
  bench
  assert_status 0
  assert_equal "$(cat "$FAKE_STATE/calls")" "down
setup
lab up
stack-file
pulumi up --yes --skip-preview --event-log PROJECT/.lab/bench/logs/cold-up.events.jsonl
pulumi stack export
pulumi up --yes --skip-preview --expect-no-changes
pulumi up --yes --skip-preview --expect-no-changes
pulumi up --yes --skip-preview --expect-no-changes
pulumi --cwd PROJECT/.lab/bench/empty stack init lab-bench
pulumi --cwd PROJECT/.lab/bench/empty up --yes --skip-preview
pulumi --cwd PROJECT/.lab/bench/empty up --yes --skip-preview --expect-no-changes
pulumi --cwd PROJECT/.lab/bench/empty up --yes --skip-preview --expect-no-changes
pulumi --cwd PROJECT/.lab/bench/empty up --yes --skip-preview --expect-no-changes
pulumi destroy --yes --skip-preview
virsh net-define
virsh net-start mesos-testbed-lab-bench-network
virsh define floor-master
virsh define floor-slave1
virsh define floor-slave2
virsh destroy floor-master
virsh undefine floor-master
virsh destroy floor-slave1
virsh undefine floor-slave1
virsh destroy floor-slave2
virsh undefine floor-slave2
virsh net-destroy mesos-testbed-lab-bench-network
virsh net-undefine mesos-testbed-lab-bench-network
pulumi up --yes --skip-preview --event-log PROJECT/.lab/bench/logs/warm-up.events.jsonl
pulumi stack export
down"
  assert_equal "$(sort "$FAKE_STATE/starts")" "virsh start floor-master
virsh start floor-slave1
virsh start floor-slave2"
}

@test "a whole run: one line with every figure, said and in the table, and nothing left" {
  bench
  assert_status 0
  local line key
  line=$(cat "$project/bench/history.jsonl")
  assert_equal "$(jq --raw-output 'keys_unsorted | join(" ")' <<<"$line")" "when commit cores domainType coldUpSeconds \
warmUpSeconds floorSeconds noopUpSeconds emptyProgramSeconds destroySeconds peakMemoryMiB"
  assert_equal "$(jq --raw-output '[.commit, .cores, .domainType] | join(" ")' <<<"$line")" "$commit $(nproc) qemu"
  jq --exit-status '.when | test("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$")' <<<"$line"
  # The fake's up takes 0.3 s and more, and the machine is not that slow.
  jq --exit-status '[.coldUpSeconds, .warmUpSeconds] | all(. >= 0.3 and . < 30)' <<<"$line"
  jq --exit-status '.peakMemoryMiB | . >= 1 and . < 100' <<<"$line"
  for key in $(jq --raw-output 'keys_unsorted[4:][]' <<<"$line"); do
    assert_has "$stderr" "bench: $key: $(jq --arg key "$key" '.[$key]' <<<"$line" | cut -d . -f 1)"
  done
  assert_has "$output" "cold up / floor"
  assert_absent "$data" "$state/cache" "$state/empty" "$state/floor" "$project/Pulumi.lab-bench.yaml"
}

@test "a whole run: where the two ups spend their time, as a page and as pictures" {
  bench
  assert_status 0
  local name page
  page=$(cat "$project/bench/timeline.md")
  assert_has "$page" "Commit $commit on $(nproc) cores, qemu, 20"
  for name in Cold Warm; do
    assert_has "$page" "## $name up: 13 s

| critical path | node | from | takes |
| --- | --- | ---: | ---: |
| mesos-network | cluster | 1 s | 2 s |"
    assert_has "$(cat "$state/up-${name,}.svg")" ">$name up of $commit, $(nproc) cores, qemu: 13 s</text>"
  done
  assert_equal "$(grep -c "^  mesos-master-boot 3 s :crit, 5, 8$" <<<"$page")" 2
}

@test "events that cannot be read: no line, no page" {
  sed -i 's|cat -- .*export.json"|echo no export|' "$project/lab/pulumi"
  project_commit
  bench
  assert_status 1
  assert_absent "$project/bench/history.jsonl" "$project/bench/timeline.md"
}

@test "the floor's machines are the stack's: definition, seed, and a fresh overlay of the image as large as the disk" {
  bench
  assert_status 0
  local folder=$FAKE_STATE/floor
  assert_equal "$(cat "$folder/slave2-seed.iso")" "seed of slave2"
  assert_equal "$(qemu-img info --output=json "$folder/slave2.qcow2" | jq --raw-output '"\(."virtual-size") \(."backing-filename")"')" \
    "3145728 base.qcow2"
  cmp "$folder/base.qcow2" "$FAKE_STATE/image.qcow2"
  assert_equal "$(stat --format '%a' "$folder" "$folder/base.qcow2" "$folder/master-seed.iso" | paste -sd ' ')" "711 644 644"
  assert_has "$(cat "$folder/slave2.xml")" '<source file="/var/lib/libvirt/images/floor/slave2.qcow2"/>'
}

@test "the second run beside the first; the history alone makes no tree dirty" {
  bench
  assert_status 0
  bench
  assert_status 0
  assert_equal "$(jq --raw-output .commit "$project/bench/history.jsonl")" "$commit
$commit"
  assert_equal "$(head -n 1 <<<"$output" | awk '{ print $(NF - 1), $NF }')" "$commit $commit"
}

@test "a changed or a new file makes the tree dirty" {
  echo new >"$project/new.ts"
  bench
  assert_status 0
  assert_equal "$(jq --raw-output .commit "$project/bench/history.jsonl")" "$commit-dirty"
}

@test "without a git checkout: refused, and nothing done" {
  rm -rf "$project/.git"
  GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR bench
  assert_status 1
  assert_has "$stderr" "run the bench in a git checkout"
  assert_equal "$(cat "$FAKE_STATE/calls")" ""
}

@test "beside another lab: refused with the remedy, and nothing done" {
  FAKE_NAMESPACES=$'mesos-testbed-lab-e2e (id: 1)\nmesos-testbed-lab\nvpn' bench
  assert_status 1
  assert_has "$stderr" "another lab is up on this machine: lab-e2e lab; the figures would be too high"
  assert_has "$stderr" "LAB_NAME=lab-e2e lab/down;LAB_NAME=lab lab/down"
  assert_equal "$(cat "$FAKE_STATE/calls")" ""
}

@test "its own lab, left by a run that was killed, is cleared away" {
  mkdir -p "$data/lib/images/mesos-testbed-lab-bench"
  FAKE_NAMESPACES=mesos-testbed-lab-bench bench
  assert_status 0
}

@test "the lab of another checkout's bench is left alone" {
  mkdir -p "$BATS_TEST_TMPDIR/run/lab-bench" "$BATS_TEST_TMPDIR/other"
  echo "$BATS_TEST_TMPDIR/other" >"$BATS_TEST_TMPDIR/run/lab-bench/owner"
  echo config: >"$BATS_TEST_TMPDIR/other/Pulumi.lab-bench.yaml"
  bench
  assert_status 1
  assert_has "$stderr" "in use by the stack of the checkout $BATS_TEST_TMPDIR/other"
  assert_equal "$(cat "$FAKE_STATE/calls")" ""
}

@test "a second bench at the same time is refused" {
  mkdir -p "$MESOS_TESTBED_CACHE"
  exec 7>"$MESOS_TESTBED_CACHE/bench.lock"
  flock --nonblock 7
  bench
  assert_status 1
  assert_has "$stderr" "another bench/run is at work"
  assert_equal "$(cat "$FAKE_STATE/calls")" ""
}

@test "what the lab leaves running holds neither the lock nor standard error" {
  FAKE_DAEMON=$BATS_TEST_TMPDIR/daemon "$project/bench/run" >/dev/null 2>"$BATS_TEST_TMPDIR/stderr"
  local pid files
  pid=$(cat "$BATS_TEST_TMPDIR/daemon")
  files=$(find "/proc/$pid/fd" -type l -printf '%l\n')
  kill "$pid"
  assert_equal "$(grep -F -e "$MESOS_TESTBED_CACHE" -e "$BATS_TEST_TMPDIR/stderr" <<<"$files")" ""
}

@test "a failed warm up: no line, logs and consoles kept, everything cleared away" {
  FAKE_FAILS="1 up --yes --skip-preview --event-log PROJECT/.lab/bench/logs/warm-up.events.jsonl" bench
  assert_status 255
  assert_failed_clean
  assert_has "$stderr" "error: the machine is on fire"
  [[ -s $state/logs/warm-up.log && -s $state/logs/libvirt/qemu/floor-master-console.log ]]
}

@test "a no-op up that changes something: no line" {
  FAKE_FAILS="2 up --yes --skip-preview --expect-no-changes" bench
  assert_status 255
  assert_failed_clean
}

@test "a failing up of the empty program: no line, and the lab's stack is on its own backend again" {
  FAKE_FAILS="1 --cwd PROJECT/.lab/bench/empty up --yes --skip-preview --expect-no-changes" bench
  assert_status 255
  assert_failed_clean
}

@test "a warm up that compiles measures nothing: no line" {
  FAKE_COMPILES=yes bench
  assert_status 1
  assert_has "$stderr" "the warm up has compiled Mesos again"
  assert_failed_clean
}

@test "a floor that does not boot: bounded, names nodes and consoles, no line" {
  FAKE_SILENT=floor-slave2 bench
  assert_status 1
  assert_has "$stderr" "cloud-init has not finished within 1 s on: slave2"
  assert_has "$stderr" "the end of $data/log/qemu/floor-slave2-console.log"
  assert_failed_clean
}

@test "consoles that do not say when cloud-init ends are found out with the stack's own, before anything is waited for" {
  FAKE_SILENT=mesos-testbed-lab-bench-slave1 bench
  assert_status 1
  assert_has "$stderr" "mesos-testbed-lab-bench-slave1-console.log has no line"
  assert_failed_clean
  ! grep -q destroy "$FAKE_STATE/calls"
}

@test "a lab that is not taken down whole: no line" {
  FAKE_DOWN_FAILS=2 bench
  assert_status 1
  assert_failed_clean
}

@test "ended in its middle: so is the CLI, no line, everything cleared away, and it says so on its own standard error" {
  FAKE_HANGS="1 up --yes --skip-preview --event-log PROJECT/.lab/bench/logs/cold-up.events.jsonl" "$project/bench/run" 2>"$BATS_TEST_TMPDIR/stderr" 7>&- &
  local bench=$! pid ended=0
  wait_until test -s "$FAKE_STATE/hanging"
  pid=$(cat "$FAKE_STATE/hanging")
  kill -TERM "$bench"
  wait "$bench" || ended=$?
  assert_equal "$ended" 143
  assert_absent "/proc/$pid"
  stderr=$(cat "$BATS_TEST_TMPDIR/stderr")
  assert_failed_clean
}

@test "--help, and an argument that there is not" {
  bench --help
  assert_status 0
  assert_has "$output" "Usage: bench/run"
  bench --fast
  assert_status 2
  assert_has "$stderr" "Usage: bench/run"
  assert_equal "$(cat "$FAKE_STATE/calls")" ""
}
