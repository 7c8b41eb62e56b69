#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

hash_one=aaaaaaaa11111111
hash_two=bbbbbbbb22222222

# job NAME LINE...: what Upstart says of it, call by call.
job() {
  local name=$1
  shift
  printf '%s\n' "$@" >"$STUB_STATE/job-$name"
}

ensure() {
  "$scripts/ensure-service" "$@" --timeout 1 --stable 0.3
}

@test "ensure-service starts a stopped job and waits for it" {
  job mesos-master stop/waiting
  printf '%s\n' start/starting "start/running, process 77" >"$STUB_STATE/after-start-mesos-master"
  run ensure mesos-master --restart-if-changed "$hash_one"
  assert_status 0
  assert_stub_calls "initctl start --no-wait mesos-master"
  assert_output_has "mesos-master: mesos-master runs as process 77"
}

@test "ensure-service with the hash of the last start leaves the process alone" {
  job mesos-master stop/waiting
  ensure mesos-master --restart-if-changed "$hash_one"
  : >"$STUB_STATE/calls"
  run ensure mesos-master --restart-if-changed "$hash_one"
  assert_status 0
  assert_output_has "unchanged: mesos-master runs as process 4242"
  assert_stub_calls ""
}

@test "ensure-service with another hash stops and starts" {
  job mesos-master stop/waiting
  ensure mesos-master --restart-if-changed "$hash_one"
  : >"$STUB_STATE/calls"
  run ensure mesos-master --restart-if-changed "$hash_two"
  assert_status 0
  assert_stub_calls "initctl stop --no-wait mesos-master
initctl start --no-wait mesos-master"
  run ensure mesos-master --restart-if-changed "$hash_two"
  assert_output_has unchanged
}

@test "ensure-service restarts a job in its pause too, when the hash differs" {
  job marathon "start/post-stop, process 9"
  run ensure marathon --restart-if-changed "$hash_one"
  assert_status 0
  assert_stub_calls "initctl stop --no-wait marathon
initctl start --no-wait marathon"
}

@test "ensure-service without a hash waits for a job in its pause" {
  job marathon "start/post-stop, process 9" start/starting "start/running, process 12"
  run ensure marathon
  assert_status 0
  assert_stub_calls ""
  assert_output_has "process 12"
}

@test "ensure-service fails with the daemon's output when the process does not stay" {
  job mesos-slave stop/waiting
  printf 'start/running, process %s\n' {1..99} >"$STUB_STATE/after-start-mesos-slave"
  mkdir -p "$root/var/log/mesos"
  echo "Failed to load unknown flag 'wrong'" >"$root/var/log/mesos/mesos-slave.output"
  run ensure mesos-slave --restart-if-changed "$hash_one"
  assert_status 1
  assert_output_has "mesos-slave does not stay up"
  assert_output_has "mesos-slave: | Failed to load unknown flag 'wrong'"
  assert_output_has "output $root/var/log/mesos/mesos-slave.output"
  [[ ! -e $state/services/mesos-slave ]]
}

@test "ensure-service fails when the job does not run in time" {
  job mesos-slave stop/waiting
  echo start/starting >"$STUB_STATE/after-start-mesos-slave"
  run ensure mesos-slave
  assert_status 1
  assert_output_has "is start/starting after 1 s"
}

@test "ensure-service asks Upstart less and less often" {
  job mesos-slave stop/waiting
  echo start/starting >"$STUB_STATE/after-start-mesos-slave"
  run "$scripts/ensure-service" mesos-slave --timeout 4
  assert_status 1
  # One before the start, then after 0, 0.2, 0.6, 1.2, 2, 3 and 4 s, and it may be a second more.
  local asked
  asked=$(wc -l <"$STUB_STATE/questions")
  ((asked >= 6 && asked <= 9)) || { echo "asked $asked times" && return 1; }
}

@test "ensure-service fails at once when Upstart gives the job up" {
  job mesos-slave stop/waiting
  printf '%s\n' start/pre-start stop/waiting >"$STUB_STATE/after-start-mesos-slave"
  local begin=$SECONDS
  run "$scripts/ensure-service" mesos-slave --timeout 30
  assert_status 1
  assert_output_has "Upstart cannot start mesos-slave (stop/waiting); see /var/log/messages"
  ((SECONDS - begin < 10))
}

@test "ensure-service fails when the old process does not stop, and forgets its hash" {
  job mesos-slave "start/running, process 5"
  mkdir -p "$state/services"
  echo "$hash_one" >"$state/services/mesos-slave"
  echo "stop/killed, process 5" >"$STUB_STATE/after-stop-mesos-slave"
  run ensure mesos-slave --restart-if-changed "$hash_two"
  assert_status 1
  assert_output_has "did not stop within 1 s"
  [[ ! -e $state/services/mesos-slave ]]
}

@test "ensure-service ends a slave's being drained" {
  touch "$state/slave-drained"
  job mesos-slave stop/waiting
  run ensure mesos-slave
  assert_status 0
  [[ ! -e $state/slave-drained ]]
  assert_output_has "no longer drained"
}

@test "ensure-service of another daemon leaves the drained slave alone" {
  touch "$state/slave-drained"
  job mesos-master stop/waiting
  run ensure mesos-master
  assert_status 0
  [[ -e $state/slave-drained ]]
}

@test "ensure-service names a missing job, and refuses other daemons" {
  run ensure zookeeper
  assert_status 1
  assert_output_has "/etc/init/zookeeper.conf is missing"
  run ensure sshd
  assert_status 2
}

@test "stop-service stops, and has nothing to do a second time" {
  job mesos-master "start/running, process 5"
  run "$scripts/stop-service" mesos-master --timeout 2
  assert_status 0
  assert_stub_calls "initctl stop --no-wait mesos-master"
  run "$scripts/stop-service" mesos-master
  assert_status 0
  assert_output_has unchanged
  run "$scripts/stop-service" zookeeper
  assert_status 0
}

@test "stop-service fails when the job does not stop in time" {
  job mesos-master "start/running, process 5"
  echo "stop/killed, process 5" >"$STUB_STATE/after-stop-mesos-master"
  run "$scripts/stop-service" mesos-master --timeout 1
  assert_status 1
  assert_output_has "did not stop within 1 s"
}

@test "stop-service --remove leaves nothing that a boot would start, and no secret" {
  job marathon "start/running, process 5"
  mkdir -p "$root/etc/init" "$state/services"
  touch "$root/etc/init/marathon.conf" "$root/etc/init/mesos-master.conf" "$state/services/marathon"
  touch "$root/etc/mesos-testbed/"{marathon.args,marathon.env,marathon.secret,mesos-master.args}
  run "$scripts/stop-service" marathon --remove
  assert_status 0
  [[ $(ls "$root/etc/init") == mesos-master.conf ]]
  [[ $(ls "$root/etc/mesos-testbed") == mesos-master.args ]]
  [[ ! -e $state/services/marathon ]]
  run "$scripts/stop-service" marathon --remove
  assert_status 0
}

@test "stop-service --remove of a daemon that does not stop leaves it its files" {
  job marathon "start/running, process 5"
  echo "stop/killed, process 5" >"$STUB_STATE/after-stop-marathon"
  mkdir -p "$root/etc/init"
  touch "$root/etc/init/marathon.conf"
  run "$scripts/stop-service" marathon --timeout 1 --remove
  assert_status 1
  [[ -e $root/etc/init/marathon.conf ]]
}

# A process that does on SIGUSR1 what a slave does: it exits, and Upstart's pre-start ends the job.
fake_slave() {
  bash -c "trap 'echo stop/waiting >\"$STUB_STATE/job-mesos-slave\"; exit 0' USR1
    touch '$STUB_STATE/ready'; for i in {1..300}; do sleep 0.1; done" 3>&- &
  slave=$!
  job mesos-slave "start/running, process $slave"
  wait_until test -e "$STUB_STATE/ready"
}

@test "drain-slave leaves the marker, signals and waits" {
  fake_slave
  run "$scripts/drain-slave" --timeout 5
  assert_status 0
  [[ -e $state/slave-drained ]]
  assert_output_has "SIGUSR1 to process $slave"
  assert_output_has "has exited and stays down"
}

identity_one=cccccccc33333333
identity_two=dddddddd44444444

# A slave that was started by ensure-service with the first hash and identity, and runs as a process of its own.
slave_of_identity_one() {
  job mesos-slave stop/waiting
  ensure mesos-slave --restart-if-changed "$hash_one" --identity "$identity_one"
  [[ $(<"$state/services/mesos-slave.identity") == "$identity_one" ]]
  mkdir -p "$root/var/lib/mesos/meta/slaves/S0"
  ln -s S0 "$root/var/lib/mesos/meta/slaves/latest"
  fake_slave
  : >"$STUB_STATE/calls"
}

@test "ensure-service restarts a slave of the same identity without draining it" {
  job mesos-slave stop/waiting
  ensure mesos-slave --restart-if-changed "$hash_one" --identity "$identity_one"
  mkdir -p "$root/var/lib/mesos/meta/slaves/S0"
  ln -s S0 "$root/var/lib/mesos/meta/slaves/latest"
  : >"$STUB_STATE/calls"
  run ensure mesos-slave --restart-if-changed "$hash_two" --identity "$identity_one"
  assert_status 0
  assert_stub_calls "initctl stop --no-wait mesos-slave
initctl start --no-wait mesos-slave"
  assert_output_lacks drain
  [[ -L $root/var/lib/mesos/meta/slaves/latest ]]
}

@test "ensure-service drains a slave of another identity and starts it as a new one" {
  slave_of_identity_one
  run "$scripts/ensure-service" mesos-slave --timeout 10 --stable 0.3 --restart-if-changed "$hash_two" --identity "$identity_two"
  assert_status 0
  assert_output_has "comes back as a new slave"
  assert_output_has "SIGUSR1 to process $slave"
  # The slave ended by the signal: nobody stopped it.
  assert_stub_calls "initctl start --no-wait mesos-slave"
  [[ ! -e $state/slave-drained && ! -L $root/var/lib/mesos/meta/slaves/latest ]]
  [[ $(<"$state/services/mesos-slave.identity") == "$identity_two" ]]
  run ensure mesos-slave --restart-if-changed "$hash_two" --identity "$identity_two"
  assert_status 0
  assert_output_has "unchanged"
}

@test "ensure-service stops a slave that does not drain, and has it forget its old self" {
  slave_of_identity_one
  kill "$slave"
  (
    trap '' USR1
    exec sleep 60
  ) 3>&- &
  local deaf=$!
  job mesos-slave "start/running, process $deaf"
  run "$scripts/ensure-service" mesos-slave --timeout 3 --stable 0.3 --restart-if-changed "$hash_two" --identity "$identity_two"
  kill "$deaf"
  assert_output_has "going on without it"
  assert_status 0
  assert_stub_calls "initctl stop --no-wait mesos-slave
initctl start --no-wait mesos-slave"
  [[ ! -L $root/var/lib/mesos/meta/slaves/latest ]]
}

@test "ensure-service that was cut off while it drained comes to the same end" {
  slave_of_identity_one
  # As a run leaves it that ended between the drain and the start.
  "$scripts/drain-slave" --timeout 5
  rm -f "$state/services/mesos-slave"
  run ensure mesos-slave --restart-if-changed "$hash_two" --identity "$identity_two"
  assert_status 0
  [[ ! -e $state/slave-drained ]]
  [[ $(<"$state/services/mesos-slave.identity") == "$identity_two" ]]
}

@test "ensure-service without an identity drains nothing and forgets none" {
  slave_of_identity_one
  run ensure mesos-slave --restart-if-changed "$hash_two"
  kill "$slave"
  assert_status 0
  assert_output_lacks drain
  [[ $(<"$state/services/mesos-slave.identity") == "$identity_one" ]]
}

@test "ensure-service that fails to start the new slave drains again the next time" {
  slave_of_identity_one
  printf '%s\n' start/pre-start stop/waiting >"$STUB_STATE/after-start-mesos-slave"
  run "$scripts/ensure-service" mesos-slave --timeout 5 --restart-if-changed "$hash_two" --identity "$identity_two"
  assert_status 1
  [[ $(<"$state/services/mesos-slave.identity") == "$identity_one" ]]
}

@test "ensure-service takes an identity of a slave alone" {
  run ensure mesos-master --identity "$identity_one"
  assert_status 2
  assert_output_has "mesos-master has none"
  run ensure mesos-slave --identity short
  assert_status 2
}

@test "ensure-service does not wait for a process that has long been running" {
  sleep 60 3>&- &
  local old=$!
  job mesos-master "start/running, process $old"
  mkdir -p "$state/services"
  echo "$hash_one" >"$state/services/mesos-master"
  sleep 2.2
  local begin=$SECONDS
  run "$scripts/ensure-service" mesos-master --restart-if-changed "$hash_one" --timeout 30 --stable 1
  ((SECONDS - begin < 2))
  assert_status 0
  assert_output_has "unchanged: mesos-master runs as process $old"
  begin=$SECONDS
  run "$scripts/ensure-service" mesos-master --restart-if-changed "$hash_one" --timeout 30 --stable 8
  kill "$old"
  ((SECONDS - begin >= 7))
}

@test "drain-slave leaves another machine alone that has the address by now" {
  echo 5678-abcd >"$state/machine"
  run "$scripts/drain-slave" --timeout 1 --machine 1234-abcd
  assert_status 0
  assert_output_has "this is machine 5678-abcd and not 1234-abcd, which is gone; nothing is drained"
  [[ ! -e $state/slave-drained ]]
  assert_stub_calls ""
  # Of an earlier version of this project, which wrote no such file.
  rm "$state/machine"
  run "$scripts/drain-slave" --timeout 1 --machine 1234-abcd
  assert_status 0
  [[ -e $state/slave-drained ]]
}

@test "drain-slave of a slave that does not listen ends in time, without failing" {
  sleep 60 3>&- &
  slave=$!
  job mesos-slave "stop/killed, process $slave"
  run "$scripts/drain-slave" --timeout 1
  kill "$slave"
  assert_status 0
  assert_output_has "after 1 s; going on without it"
}

@test "drain-slave never fails, whatever it meets" {
  run "$scripts/drain-slave" --timeout 1
  assert_status 0
  job mesos-slave "start/running, process 999999"
  run "$scripts/drain-slave" --timeout 1
  assert_status 0
  assert_output_has "going on without it"
  rm -rf "$state"
  echo "a file in the way" >"$state"
  run "$scripts/drain-slave" --timeout 1
  assert_status 0
  assert_output_has "was not drained"
}

@test "respawn-pause waits before a start, not in a stop" {
  job marathon "start/post-stop, process 3"
  local begin=$SECONDS
  run "$scripts/respawn-pause" marathon 2
  assert_status 0
  ((SECONDS - begin >= 1))
  job marathon "stop/post-stop, process 3"
  begin=$SECONDS
  run "$scripts/respawn-pause" marathon 30
  assert_status 0
  ((SECONDS - begin < 5))
}

@test "respawn-pause knows a stop from a start on a machine that answers late" {
  job marathon "stop/post-stop, process 3"
  echo 3 >"$STUB_STATE/delay"
  local begin=$SECONDS
  run "$scripts/respawn-pause" marathon 30
  assert_status 0
  ((SECONDS - begin < 10))
}
