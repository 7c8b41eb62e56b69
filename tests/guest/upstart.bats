#!/usr/bin/env bats
# The product's own job files and the scripts around them, run by the lab's stand-in of Upstart 0.6.5, the one of its guest image.
# What Upstart may answer and no job can be brought to on demand is in services.bats, with a stub that answers line by line.

setup() {
  load helper
  guest_setup
  shims=$BATS_TEST_DIRNAME/../../lab/image/shims/bin
  export LAB_ROOT=$root PYTHONDONTWRITEBYTECODE=1
  mkdir -p "$root/etc/init" "$root/run" "$root/var/log" "$BATS_TEST_TMPDIR/bin"
  ln -s "$(realpath "$shims/initctl")" "$BATS_TEST_TMPDIR/bin/initctl"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
  "$shims/supervisor" 3>&- &
  supervisor=$!
  wait_until test -S "$root/run/lab-upstart.sock"
}

# Jobs outlive their supervisor, so they are stopped first.
teardown() {
  local name
  if [[ -S $root/run/lab-upstart.sock ]]; then
    for name in $(initctl list | sed -n 's,^\([^ ]*\) start/.*,\1,p'); do
      initctl stop "$name" >/dev/null
    done
  fi
  if kill "$supervisor" 2>/dev/null; then
    wait "$supervisor" || true
  fi
  guest_teardown
}

# job NAME BASH: the product's job of a daemon, on the test's root, with a pause of 1 s and no more open files than anybody may
# have, for a program that does BASH.
job() {
  local program
  # shellcheck disable=SC2016 # the inner shell's own
  program=$(bash -c 'for each in paths log arguments daemons; do source "$1/lib/$each.sh"; done; daemons_program "$2"' -- "$scripts" "$1")
  mkdir -p "${program%/*}"
  printf '#!/bin/bash\n%s\n' "$2" >"$program"
  chmod +x "$program"
  echo "--flag=value" >"$root/etc/mesos-testbed/$1.args"
  {
    printf 'env MESOS_TESTBED_ROOT=%s\nenv LAB_ROOT=%s\nenv PATH=%s\n' "$root" "$root" "$PATH"
    sed "s,/usr/local/lib/mesos-testbed,$scripts,; s,/var/lib/mesos-testbed,$state,; s,^kill timeout 30,kill timeout 3,
      s,^\(post-stop .*\) 5$,\1 1,; s,^limit nofile .*,limit nofile 1024 1024," "$jobs_folder/$1.conf"
  } >"$root/etc/init/$1.conf"
}

daemon='exec sleep 100'
# As a slave does it: no executor is left, and status 0.
slave='trap "exit 0" USR1; echo "$@"; while true; do sleep 0.1; done'

ensure() {
  "$scripts/ensure-service" "$@" --timeout 20 --stable 0.3
}

# process_of NAME: of a job that runs.
process_of() {
  initctl status "$1" | sed -n 's,^.* start/running\, process \([0-9]*\)$,\1,p'
}

@test "every daemon's job: started, left alone, restarted for other settings, stopped, and stopped again" {
  local name first second
  for name in zookeeper mesos-master mesos-slave marathon; do
    job "$name" "$daemon"
    run ensure "$name" --restart-if-changed aaaaaaaa11111111
    assert_status 0
    first=$(process_of "$name")
    assert_output_has "$name runs as process $first"
    run ensure "$name" --restart-if-changed aaaaaaaa11111111
    assert_status 0
    assert_output_has "unchanged: $name runs as process $first"
    run ensure "$name" --restart-if-changed bbbbbbbb22222222
    assert_status 0
    second=$(process_of "$name")
    assert_output_has "$name runs as process $second"
    [[ $first != "$second" ]]
    ! kill -0 "$first" 2>/dev/null
    run "$scripts/stop-service" "$name"
    assert_status 0
    assert_equal "$(initctl status "$name")" "$name stop/waiting"
    run "$scripts/stop-service" "$name"
    assert_status 0
    assert_output_has unchanged
  done
}

@test "a daemon that takes no flag of its arguments: its own words, and no hash" {
  job mesos-slave 'echo "Failed to load unknown flag ${1%%=*}"; exit 1'
  run "$scripts/ensure-service" mesos-slave --timeout 4 --stable 0.5 --restart-if-changed aaaaaaaa11111111
  assert_status 1
  assert_output_has "mesos-slave: | Failed to load unknown flag --flag"
  assert_output_has "output $root/var/log/mesos/mesos-slave.output"
  [[ ! -e $state/services/mesos-slave ]]
}

runs_as_another_than() {
  local now
  now=$(process_of "$1")
  [[ -n $now && $now != "$2" ]]
}

@test "a daemon that is killed comes back by itself, after its pause" {
  job mesos-master "$daemon"
  ensure mesos-master --restart-if-changed aaaaaaaa11111111
  local first
  first=$(process_of mesos-master)
  kill -KILL "$first"
  wait_until runs_as_another_than mesos-master "$first"
  run ensure mesos-master --restart-if-changed aaaaaaaa11111111
  assert_output_has "unchanged: mesos-master runs as process $(process_of mesos-master)"
}

@test "a slave that exits by itself comes back, and a drained one does not" {
  job mesos-slave "$slave"
  ensure mesos-slave
  local first
  first=$(process_of mesos-slave)
  # As by the master, which has removed it.
  kill -USR1 "$first"
  wait_until runs_as_another_than mesos-slave "$first"
  run "$scripts/drain-slave" --timeout 10
  assert_status 0
  assert_output_has "has exited and stays down"
  assert_equal "$(initctl status mesos-slave)" "mesos-slave stop/waiting"
  # A boot starts it no more.
  run initctl start mesos-slave
  [[ $status != 0 ]]
  run ensure mesos-slave
  assert_status 0
  assert_output_has "no longer drained"
}

@test "a slave of another identity is drained, and comes back as another one" {
  job mesos-slave "$slave"
  ensure mesos-slave --restart-if-changed aaaaaaaa11111111 --identity cccccccc33333333
  mkdir -p "$root/var/lib/mesos/meta/slaves/S0"
  ln -s S0 "$root/var/lib/mesos/meta/slaves/latest"
  local first
  first=$(process_of mesos-slave)
  run ensure mesos-slave --restart-if-changed bbbbbbbb22222222 --identity dddddddd44444444
  assert_status 0
  assert_output_has "SIGUSR1 to process $first"
  assert_output_has "comes back as a new slave"
  [[ ! -e $state/slave-drained && ! -L $root/var/lib/mesos/meta/slaves/latest ]]
}

@test "a daemon that is deaf to SIGTERM is killed by Upstart, and waited for as long as one likes" {
  job mesos-master 'trap "" TERM; while true; do sleep 0.1; done'
  ensure mesos-master
  run "$scripts/stop-service" mesos-master --timeout 1
  assert_status 1
  assert_output_has "did not stop within 1 s"
  run "$scripts/stop-service" mesos-master --timeout 20
  assert_status 0
  assert_equal "$(initctl status mesos-master)" "mesos-master stop/waiting"
}

@test "a daemon that is removed is no job any more" {
  job marathon "$daemon"
  ensure marathon --restart-if-changed aaaaaaaa11111111
  run "$scripts/stop-service" marathon --remove
  assert_status 0
  run initctl status marathon
  assert_status 1
  assert_equal "$output" "initctl: Unknown job: marathon"
  run "$scripts/stop-service" marathon --remove
  assert_status 0
}
