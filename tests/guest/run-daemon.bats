#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

# A program that writes its arguments, one a line in brackets, and its environment.
prepare() {
  local program=$1
  mkdir -p "${program%/*}"
  printf '%s\n' '#!/bin/bash' 'for each in "$@"; do echo "[$each]"; done' 'echo "count=$#"' 'echo "pid=$$"' \
    'env' 'echo to-stderr >&2' >"$program"
  chmod +x "$program"
}

@test "run-daemon passes one argument a line, as it is" {
  prepare "$root/usr/local/sbin/mesos-slave"
  printf '%s\n' --ip=192.168.5.54 '--attributes=node:slave1;rack:a b' '' '--x=$(reboot) `id` "q" * \' '--last' |
    head -c -1 >"$root/etc/mesos-testbed/mesos-slave.args"
  run "$scripts/run-daemon" mesos-slave
  assert_status 0
  [[ -z $output ]]
  output=$(<"$root/var/log/mesos/mesos-slave.output")
  assert_output_has "[--ip=192.168.5.54]
[--attributes=node:slave1;rack:a b]
[--x=\$(reboot) \`id\` \"q\" * \\]
[--last]
count=4"
  assert_output_has to-stderr
}

@test "run-daemon passes no argument at all when there is none" {
  prepare "$root/usr/local/sbin/mesos-master"
  : >"$root/etc/mesos-testbed/mesos-master.args"
  run "$scripts/run-daemon" mesos-master
  assert_status 0
  grep -qx count=0 "$root/var/log/mesos/mesos-master.output"
}

@test "run-daemon exports lines literally and puts /usr/local on PATH" {
  prepare "$root/opt/marathon/bin/start"
  : >"$root/etc/mesos-testbed/marathon.args"
  printf '%s\n' 'MESOSPHERE_HTTP_CREDENTIALS=user:p$HOME `x` "y"=z' 'JVM_OPTS=-Xmx128m -XX:+UseSerialGC' 'EMPTY=' \
    >"$root/etc/mesos-testbed/marathon.env"
  run "$scripts/run-daemon" marathon
  assert_status 0
  output=$(<"$root/var/log/marathon/marathon.log")
  assert_output_has 'MESOSPHERE_HTTP_CREDENTIALS=user:p$HOME `x` "y"=z'
  assert_output_has 'JVM_OPTS=-Xmx128m -XX:+UseSerialGC'
  assert_output_has 'EMPTY='
  assert_output_has PATH=/usr/local/sbin:/usr/local/bin:
}

@test "run-daemon removes the log files of processes of Mesos that ended long ago" {
  local logs=$root/var/log/mesos
  prepare "$root/usr/local/sbin/mesos-slave"
  : >"$root/etc/mesos-testbed/mesos-slave.args"
  mkdir -p "$logs"
  touch -d '31 days ago' "$logs/mesos-slave.slave1.root.log.INFO.20150901-101010.1234" \
    "$logs/mesos-slave.slave1.root.log.INFO.20150901-101010.1234-20150902.gz" "$logs/mesos-master.m.root.log.INFO.1.1" \
    "$logs/mesos-slave.notes"
  touch -d '29 days ago' "$logs/mesos-slave.slave1.root.log.INFO.20150903-101010.1235"
  run "$scripts/run-daemon" mesos-slave
  assert_status 0
  [[ $(cd "$logs" && echo *) == "mesos-master.m.root.log.INFO.1.1 mesos-slave.notes mesos-slave.output\
 mesos-slave.slave1.root.log.INFO.20150903-101010.1235" ]]
}

@test "run-daemon becomes the daemon" {
  prepare "$root/opt/zookeeper/bin/zkServer.sh"
  printf '%s\n' start-foreground /etc/zookeeper/zoo.cfg >"$root/etc/mesos-testbed/zookeeper.args"
  "$scripts/run-daemon" zookeeper 3>&- &
  local pid=$!
  wait "$pid"
  grep -qx "pid=$pid" "$root/var/log/zookeeper/zookeeper.log"
  grep -qx "\[/etc/zookeeper/zoo.cfg\]" "$root/var/log/zookeeper/zookeeper.log"
}

@test "run-daemon gives the JVM daemons Java 8 where EL6 has it" {
  prepare "$root/opt/zookeeper/bin/zkServer.sh"
  echo start-foreground >"$root/etc/mesos-testbed/zookeeper.args"
  local name
  # Packages of different times; the first that is there.
  for name in jre-1.8.0 jre-1.8.0-openjdk.x86_64 jre-1.8.0-openjdk; do
    prepare "$root/usr/lib/jvm/$name/bin/java"
    rm -f "$root/var/log/zookeeper/zookeeper.log"
    run "$scripts/run-daemon" zookeeper
    grep -qx "JAVA_HOME=$root/usr/lib/jvm/$name" "$root/var/log/zookeeper/zookeeper.log"
  done
}

@test "run-daemon reports faults where the daemon's output is, without the line" {
  prepare "$root/usr/local/sbin/mesos-master"
  run "$scripts/run-daemon" mesos-master
  assert_status 1
  grep -q "mesos-master.args is missing" "$root/var/log/mesos/mesos-master.output"
  : >"$root/etc/mesos-testbed/mesos-master.args"
  printf 'A=1\nnot a pair secret\n' >"$root/etc/mesos-testbed/mesos-master.env"
  run "$scripts/run-daemon" mesos-master
  assert_status 1
  grep -q "mesos-master.env, line 2 is not KEY=VALUE" "$root/var/log/mesos/mesos-master.output"
  output=$(<"$root/var/log/mesos/mesos-master.output")
  assert_output_lacks secret
  : >"$root/etc/mesos-testbed/mesos-master.env"
  rm "$root/usr/local/sbin/mesos-master"
  run "$scripts/run-daemon" mesos-master
  assert_status 1
  grep -q "sbin/mesos-master is missing or cannot be executed" "$root/var/log/mesos/mesos-master.output"
}

@test "run-daemon bounds the file of the output" {
  prepare "$root/usr/local/sbin/mesos-master"
  : >"$root/etc/mesos-testbed/mesos-master.args"
  mkdir -p "$root/var/log/mesos"
  truncate -s 17M "$root/var/log/mesos/mesos-master.output"
  run "$scripts/run-daemon" mesos-master
  assert_status 0
  [[ -e $root/var/log/mesos/mesos-master.output.1 ]]
  (($(stat -c %s "$root/var/log/mesos/mesos-master.output") < 100000))
}

@test "run-daemon refuses other names" {
  run "$scripts/run-daemon" sshd
  assert_status 2
  assert_output_has "one of: zookeeper mesos-master mesos-slave marathon"
  run "$scripts/run-daemon"
  assert_status 2
  run "$scripts/run-daemon" marathon twice
  assert_status 2
}
