#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

@test "ensure-task-user makes user and group once" {
  run "$scripts/ensure-task-user"
  assert_status 0
  assert_stub_calls "groupadd -r -g 450 mesos-task
useradd -r -u 450 -g 450 -M -d / -s /sbin/nologin mesos-task"
  run "$scripts/ensure-task-user"
  assert_status 0
  assert_output_has unchanged
  [[ $(wc -l <"$STUB_STATE/calls") == 2 ]]
}

@test "ensure-task-user goes on where only the group was made" {
  echo "mesos-task:x:450:" >>"$root/etc/group"
  run "$scripts/ensure-task-user"
  assert_status 0
  assert_stub_calls "useradd -r -u 450 -g 450 -M -d / -s /sbin/nologin mesos-task"
}

@test "ensure-task-user refuses other numbers and other owners of the number" {
  echo "mesos-task:x:500:500::/:/bin/sh" >>"$root/etc/passwd"
  run "$scripts/ensure-task-user"
  assert_status 1
  assert_output_has "exists, not as 450:450"
  sed -i '$d' "$root/etc/passwd"
  echo "mesos-task:x:450:100::/:/bin/sh" >>"$root/etc/passwd"
  run "$scripts/ensure-task-user"
  assert_status 1
  assert_output_has "exists, not as 450:450"
  sed -i '$d' "$root/etc/passwd"
  echo "other:x:450:450::/:/bin/sh" >>"$root/etc/passwd"
  run "$scripts/ensure-task-user"
  assert_status 1
  assert_output_has "number 450 in passwd belongs to 'other'"
}

@test "collect-logs packs the logs and no secret" {
  local settings=$root/etc/mesos-testbed
  mkdir -p "$root/var/log/mesos" "$root/var/log/marathon" "$root/var/log/mesos-testbed" "$root/var/log/private"
  printf 'slave s3cr3t-slave\n' >"$settings/slave.credential"
  printf 'slave s3cr3t-slave\nframework s3cr3t-framework\n' >"$settings/master.credentials"
  printf 'JVM_OPTS=-Xmx128m\nMESOSPHERE_HTTP_CREDENTIALS=admin:s3cr3t-http\n' >"$settings/marathon.env"
  echo "--ip=192.168.5.51" >"$settings/mesos-master.args"
  echo "127.0.0.1 localhost" >"$root/etc/hosts"
  echo "token s3cr3t-slave. and s3cr3t-slave again, -Xmx128m" >"$root/var/log/mesos/mesos-master.log"
  echo "basic admin:s3cr3t-http, or s3cr3t-http" >"$root/var/log/marathon/marathon.log"
  echo "s3cr3t-framework" >"$root/var/log/mesos/copy.env"
  echo built >"$root/var/log/mesos-testbed/build.log"
  echo booted >"$root/var/log/cloud-init.log"
  echo not-ours >"$root/var/log/private/log"
  "$scripts/collect-logs" >"$BATS_TEST_TMPDIR/logs.tar.gz" 2>"$BATS_TEST_TMPDIR/progress"
  mkdir "$BATS_TEST_TMPDIR/out"
  tar -xzf "$BATS_TEST_TMPDIR/logs.tar.gz" -C "$BATS_TEST_TMPDIR/out"
  cd "$BATS_TEST_TMPDIR/out/logs"
  [[ $(<var/log/mesos/mesos-master.log) == "token [secret]. and [secret] again, -Xmx128m" ]]
  [[ $(<var/log/marathon/marathon.log) == "basic [secret], or [secret]" ]]
  [[ $(<var/log/mesos-testbed/build.log) == built && $(<var/log/cloud-init.log) == booted ]]
  [[ $(<etc/mesos-testbed/mesos-master.args) == "--ip=192.168.5.51" ]]
  grep -q rc jobs.txt
  [[ -s processes.txt && -s memory.txt && -s disks.txt ]]
  run grep -rl s3cr3t .
  [[ -z $output ]]
  run find . -name '*.env' -o -name '*.credential*' -o -path '*private*'
  [[ -z $output ]]
}

@test "collect-logs keeps the end of a large log" {
  mkdir -p "$root/var/log/mesos"
  { head -c 5000000 /dev/zero | tr '\0' '\n'; echo the-end; } >"$root/var/log/mesos/a.log"
  "$scripts/collect-logs" 2>/dev/null | tar -xzf - -C "$BATS_TEST_TMPDIR"
  [[ $(tail -n 1 "$BATS_TEST_TMPDIR/logs/var/log/mesos/a.log") == the-end ]]
  (($(stat -c %s "$BATS_TEST_TMPDIR/logs/var/log/mesos/a.log") <= 4194304))
}

@test "show-log prints a log's end, cut, and without secrets" {
  mkdir -p "$root/var/log/mesos"
  printf 'slave s3cr3t-slave\n' >"$root/etc/mesos-testbed/slave.credential"
  { printf 'one\ntwo s3cr3t-slave\n' && head -c 600 /dev/zero | tr '\0' x; } >"$root/var/log/mesos/mesos-slave.INFO"
  echo "wrong flag" >"$root/var/log/mesos/mesos-master.output"
  run "$scripts/show-log" --lines 2 mesos-slave
  assert_status 0
  [[ ${lines[0]} == "$root/var/log/mesos/mesos-slave.INFO:" && ${lines[1]} == "two [secret]" && ${#lines[2]} == 500 ]]
  ((${#lines[@]} == 3))
  # Its own log is not there yet when it does not like its flags.
  run "$scripts/show-log" mesos-master
  [[ ${lines[1]} == "wrong flag" ]]
}

@test "show-log of a daemon that has not run, and wrong calls" {
  run "$scripts/show-log" marathon
  assert_status 1
  assert_output_has "marathon has not run yet"
  run "$scripts/show-log" sshd
  assert_status 2
  run "$scripts/show-log" --lines 0 marathon
  assert_status 2
  run "$scripts/show-log"
  assert_status 2
}

@test "collect-logs works on a machine that has hardly begun" {
  run bash -c "'$scripts/collect-logs' 2>/dev/null | tar -tzf -"
  assert_status 0
  assert_output_has logs/jobs.txt
}
