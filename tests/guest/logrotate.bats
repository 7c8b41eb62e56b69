#!/usr/bin/env bats
# The drop-in of logrotate, with the machine's own logrotate on a folder in place of /var/log.

setup() {
  load helper
  guest_setup
  logs=$root/var/log
  mkdir -p "$logs"/{mesos,marathon,zookeeper,mesos-testbed}
  chmod -R go-w "$root"
  sed "s,/var/log/,$logs/,g" "$jobs_folder/mesos-testbed.logrotate" >"$BATS_TEST_TMPDIR/drop-in"
  chmod 0644 "$BATS_TEST_TMPDIR/drop-in"
  glog=$logs/mesos/mesos-master.master.root.log.INFO.20150901-101010.1234
}

rotate() {
  run logrotate -s "$BATS_TEST_TMPDIR/state" "$BATS_TEST_TMPDIR/drop-in"
  echo "$output"
  assert_status 0
}

# large FILE MIB
large() {
  truncate -s "$2M" "$1"
}

# size_of FILE, in bytes.
size_of() {
  stat -c %s "$1"
}

@test "the drop-in has nothing that logrotate 3.7.8 lacks" {
  run grep -nE '^ *(maxsize|minage|su|createolddir|hourly|dateyesterday|renamecopy)( |$)' \
    "$jobs_folder/mesos-testbed.logrotate"
  assert_status 1
}

@test "every log of run-daemon and of glog is rotated, under the name that its writer has open" {
  local file
  for file in zookeeper/zookeeper.log marathon/marathon.log mesos/mesos-master.output mesos/mesos-slave.output; do
    large "$logs/$file" 17
  done
  large "$glog" 65
  ln -s "${glog##*/}" "$logs/mesos/mesos-master.INFO"
  exec 7>>"$logs/zookeeper/zookeeper.log"
  rotate
  echo goes-on >&7
  exec 7>&-
  [[ $(<"$logs/zookeeper/zookeeper.log") == goes-on ]]
  [[ $(size_of "$logs/marathon/marathon.log") == 0 && $(size_of "$logs/mesos/mesos-slave.output") == 0 ]]
  [[ $(size_of "$glog") == 0 && -L $logs/mesos/mesos-master.INFO ]]
  run find "$logs" -name '*.gz'
  [[ ${#lines[@]} == 5 ]]
}

@test "what has been rotated is not rotated again, nor are small logs" {
  large "$glog" 65
  rotate
  echo small >"$logs/marathon/marathon.log"
  rotate
  rotate
  run find "$logs" -name '*.gz'
  [[ ${#lines[@]} == 1 ]]
  [[ $(<"$logs/marathon/marathon.log") == small ]]
}

@test "a build's log is left alone while it can be one" {
  large "$logs/mesos-testbed/build.log" 100
  rotate
  [[ $(size_of "$logs/mesos-testbed/build.log") == $((100 * 1024 * 1024)) ]]
  large "$logs/mesos-testbed/build.log" 129
  rotate
  [[ $(size_of "$logs/mesos-testbed/build.log") == 0 ]]
}

@test "the drop-in on a node without any of these logs is no error" {
  rm -r "$logs"
  mkdir -p "$logs"
  rotate
}
