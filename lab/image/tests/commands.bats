# scl, service, chkconfig and the compiler stand-in in a temporary root.
load root

setup() {
  make_root
}

collection() {
  mkdir -p "$LAB_ROOT/etc/scl/prefixes" "$LAB_ROOT/opt/rh/devtoolset-2"
  echo /opt/rh >"$LAB_ROOT/etc/scl/prefixes/devtoolset-2"
  cp "$IMAGE/overlays/devtoolset-2-runtime/opt/rh/devtoolset-2/enable" "$LAB_ROOT/opt/rh/devtoolset-2/"
}

@test "scl puts the collection's tools first" {
  collection
  run "$BIN/scl" enable devtoolset-2 'echo $PATH; exit 7'
  [ "$status" -eq 7 ]
  [[ "$output" == "/opt/rh/devtoolset-2/root/usr/bin:"* ]]
  run "$BIN/scl" enable devtoolset-2 -- printf '%s|' 'a b' c
  [ "$output" = "a b|c|" ]
  run "$BIN/scl" -l
  [ "$output" = "devtoolset-2" ]
}

@test "scl refuses what is not there" {
  run "$BIN/scl" enable devtoolset-2 true
  [ "$status" -eq 1 ]
  [[ "$output" == "Unable to open /etc/scl/prefixes/devtoolset-2!"* ]]
  run "$BIN/scl" load devtoolset-2
  [ "$status" -eq 1 ]
  run "$BIN/scl" enable devtoolset-2
  [ "$status" -eq 1 ]
}

script() {
  printf '#!/bin/bash\n# chkconfig: %s\necho "%s $1 HOME=${HOME:-none}"\n[ "$1" != bad ]\n' "$2" "$1" \
    >"$LAB_ROOT/etc/init.d/$1"
  chmod +x "$LAB_ROOT/etc/init.d/$1"
}

@test "service runs System V scripts in a clean environment, and nothing else" {
  script thing "2345 08 92"
  run "$BIN/service" thing start
  [ "$status" -eq 0 ]
  [ "$output" = "thing start HOME=none" ]
  run "$BIN/service" thing bad
  [ "$status" -eq 1 ]
  echo "exec true" >"$LAB_ROOT/etc/init/mesos-master.conf"
  run "$BIN/service" mesos-master start
  [ "$status" -eq 1 ]
  [ "$output" = "mesos-master: unrecognized service" ]
}

@test "chkconfig keeps links by run level" {
  script thing "35 08 92"
  "$BIN/chkconfig" --add thing
  [ -L "$LAB_ROOT/etc/rc.d/rc3.d/S08thing" ]
  [ -L "$LAB_ROOT/etc/rc.d/rc2.d/K92thing" ]
  run "$BIN/chkconfig" --list thing
  [ "$output" = "thing          "$'\t0:off\t1:off\t2:off\t3:on\t4:off\t5:on\t6:off' ]
  "$BIN/chkconfig" thing
  "$BIN/chkconfig" thing off
  run "$BIN/chkconfig" thing
  [ "$status" -eq 1 ]
  "$BIN/chkconfig" --level 3 thing on
  [ -L "$LAB_ROOT/etc/rc.d/rc3.d/S08thing" ]
  [ ! -e "$LAB_ROOT/etc/rc.d/rc3.d/K92thing" ]
  run "$BIN/chkconfig" nonesuch on
  [ "$status" -eq 1 ]
  [ "$output" = "error reading information on service nonesuch: No such file or directory" ]
  run "$BIN/chkconfig" --level 9 thing on
  [ "$status" -eq 1 ]
}

@test "the old compiler says its version and refuses C++11" {
  gcc="$IMAGE/overlays/gcc/usr/bin/gcc"
  ln -s "$gcc" "$BATS_TEST_TMPDIR/g++"
  run "$BATS_TEST_TMPDIR/g++" --version
  [ "${lines[0]}" = "g++ (GCC) 4.4.7 20120313 (Red Hat 4.4.7-11)" ]
  [[ "${lines[1]}" == *stand-in* ]]
  run "$BATS_TEST_TMPDIR/g++" -dumpversion
  [ "$output" = "4.4.7" ]
  run "$BATS_TEST_TMPDIR/g++" -std=c++11 x.cc
  [ "$status" -eq 1 ]
  [ "$output" = 'cc1plus: error: unrecognized command line option "-std=c++11"' ]
}

@test "the newer compiler says its major number, and takes no -Werror that is not taken back" {
  ln -s "$IMAGE/overlays/devtoolset-7-gcc/opt/rh/devtoolset-7/root/usr/bin/gcc" "$BATS_TEST_TMPDIR/g++"
  run "$BATS_TEST_TMPDIR/g++" -dumpversion
  [ "$output" = "7" ]
  run "$BATS_TEST_TMPDIR/g++" --version
  [[ "${lines[1]}" == *stand-in* ]]
  for flags in -Werror "-Wno-error -Werror"; do
    # shellcheck disable=SC2086 # words
    run "$BATS_TEST_TMPDIR/g++" $flags x.cc
    [ "$status" -eq 1 ]
    [[ "$output" == *"all warnings being treated as errors"* ]]
  done
  run "$BATS_TEST_TMPDIR/g++" -Werror -Wno-error x.cc
  [ "$status" -ne 0 ]
  [[ "$output" != *"treated as errors"* ]]
}

@test "ntpd of package ntp reads its configuration, and is started and found by service" {
  cp -r "$IMAGE/overlays/ntp/." "$LAB_ROOT/"
  run "$BIN/service" ntpd status
  [ "$status" -eq 3 ]
  run "$BIN/service" ntpd restart
  [ "$status" -eq 1 ]
  [[ "$output" == *"cannot read $LAB_ROOT/etc/ntp.conf"* ]]
  printf 'driftfile /var/lib/ntp/drift\nserver 192.168.5.51 iburst\n' >"$LAB_ROOT/etc/ntp.conf"
  "$BIN/service" ntpd restart
  run "$BIN/service" ntpd status
  [ "$status" -eq 0 ]
  "$BIN/chkconfig" ntpd on
  [ -L "$LAB_ROOT/etc/rc.d/rc3.d/S58ntpd" ]
  for line in 'pool 0.centos.pool.ntp.org' 'server master' 'server 10.0.0.1 sometimes' driftfile; do
    echo "$line" >"$LAB_ROOT/etc/ntp.conf"
    run "$BIN/service" ntpd restart
    [ "$status" -eq 1 ]
  done
}

@test "ntpd of package ntp takes what ensure-clock writes" {
  cp -r "$IMAGE/overlays/ntp/." "$LAB_ROOT/"
  for options in "" "--server 192.168.5.51"; do
    # shellcheck disable=SC2086
    MESOS_TESTBED_ROOT="$LAB_ROOT" PATH="$BIN:$PATH" "$IMAGE/../../cloud-init/scripts/ensure-clock" $options
    "$BIN/service" ntpd status
  done
}

@test "restorecon looks at its call" {
  "$BIN/restorecon" -R "$LAB_ROOT/etc"
  run "$BIN/restorecon" -R "$LAB_ROOT/nonesuch"
  [ "$status" -eq 255 ]
  run "$BIN/restorecon" --recursive "$LAB_ROOT/etc"
  [ "$status" -eq 255 ]
  run "$BIN/restorecon" -R
  [ "$status" -eq 255 ]
}

@test "packages.tsv: every overlay exists, every folder of overlays is used" {
  wanted="$(grep -o 'overlay:[^ ]*' "$IMAGE/packages.tsv" | grep -v 'overlay:NAME' | sort -u)"
  present="$(ls "$IMAGE/overlays" | sed 's/^/overlay:/' | sort)"
  [ "$wanted" = "$present" ]
}
