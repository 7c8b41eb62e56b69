#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

key_one=aaaaaaaa11111111
key_two=bbbbbbbb22222222

# finished_build KEY LIBRARY: what build-mesos leaves.
finished_build() {
  local install=$state/install/$1/usr/local program
  mkdir -p "$install/sbin" "$install/lib" "$install/etc/mesos" "$state/build/$1"
  for program in mesos-master mesos-slave; do
    printf '#!/bin/sh\necho mesos 0.24.0\n' >"$install/sbin/$program"
    chmod +x "$install/sbin/$program"
  done
  echo library >"$install/lib/$2"
  ln -s "$2" "$install/lib/libmesos.so"
  echo ok >"$state/build/$1/result"
}

# pack KEY: sets archive and digest.
pack() {
  archive=$BATS_TEST_TMPDIR/$1.tar.gz
  "$scripts/pack-install-tree" --key "$1" >"$archive"
  digest=$(sha256sum "$archive" | cut -d ' ' -f 1)
}

install_tree() {
  "$scripts/install-tree" --key "$key_one" --sha256 "$digest" "$@"
}

@test "pack-install-tree gives the same bytes for the same tree" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  local first=$digest
  find "$state/install" -exec touch -h -d 2020-01-01 {} +
  cp -a "$state/install/$key_one" "$state/install/copy"
  rm -r "$state/install/$key_one"
  mv "$state/install/copy" "$state/install/$key_one"
  pack "$key_one"
  [[ $first == "$digest" ]]
  run tar -tvzf "$archive" --numeric-owner
  assert_output_has " 0/0 "
  assert_output_has "2015-01-01"
}

@test "pack-install-tree puts nothing but the archive on standard output" {
  finished_build "$key_one" libmesos-0.24.0.so
  "$scripts/pack-install-tree" --key "$key_one" 2>"$BATS_TEST_TMPDIR/progress" | tar -tzf - >/dev/null
  grep -q "pack: packed the install tree" "$BATS_TEST_TMPDIR/progress"
}

@test "pack-install-tree refuses a build that is not finished" {
  run "$scripts/pack-install-tree" --key "$key_one"
  assert_status 1
  assert_output_has "run build-mesos first"
}

@test "install-tree unpacks at /, runs ldconfig and tries the daemons" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  run install_tree <"$archive"
  assert_status 0
  [[ -x $root/usr/local/sbin/mesos-slave ]]
  [[ $(<"$root/usr/local/lib/libmesos.so") == library ]]
  [[ $(<"$root/etc/ld.so.conf.d/mesos.conf") == /usr/local/lib ]]
  assert_stub_calls "restorecon -R $root/usr/local
ldconfig"
  assert_output_has "mesos-master: mesos 0.24.0"
  no_leftovers "$state"
}

@test "install-tree on a second run reads nothing" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  install_tree <"$archive"
  run install_tree <&-
  assert_status 0
  assert_output_has unchanged
  assert_stub_calls "restorecon -R $root/usr/local
ldconfig"
}

@test "install-tree --check tells without changing, and sees a file that is gone" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  run install_tree --check </dev/null
  assert_status 1
  [[ ! -e $root/usr/local && ! -e $state/tree ]]
  install_tree <"$archive"
  run install_tree --check </dev/null
  assert_status 0
  rm "$root/usr/local/lib/libmesos.so"
  run install_tree --check </dev/null
  assert_status 1
}

@test "install-tree removes what another tree left, and nothing else" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  install_tree <"$archive"
  touch "$root/usr/local/lib/other.so"
  finished_build "$key_two" libmesos-0.25.0.so
  pack "$key_two"
  run "$scripts/install-tree" --key "$key_two" --sha256 "$digest" <"$archive"
  assert_status 0
  [[ ! -e $root/usr/local/lib/libmesos-0.24.0.so && -e $root/usr/local/lib/other.so ]]
  [[ $(readlink "$root/usr/local/lib/libmesos.so") == libmesos-0.25.0.so ]]
}

@test "install-tree leaves a running program its file" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  mkdir -p "$root/usr/local/sbin"
  echo old >"$root/usr/local/sbin/mesos-master"
  exec 5<"$root/usr/local/sbin/mesos-master"
  install_tree <"$archive"
  [[ $(cat <&5) == old ]]
}

@test "install-tree refuses other bytes, and members outside usr/local" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  run install_tree < <(head -c 100 "$archive")
  assert_status 1
  assert_output_has "100 bytes received"
  assert_output_has "nothing was installed"
  mkdir -p "$BATS_TEST_TMPDIR/evil/etc"
  touch "$BATS_TEST_TMPDIR/evil/etc/passwd"
  tar -czf "$archive" -C "$BATS_TEST_TMPDIR/evil" etc
  digest=$(sha256sum "$archive" | cut -d ' ' -f 1)
  run install_tree <"$archive"
  assert_status 1
  assert_output_has "member 'etc/' is not below usr/local"
  [[ ! -e $root/usr/local && $(wc -l <"$root/etc/passwd") == 1 ]]
  no_leftovers "$state"
}

@test "install-tree fails when a library is missing, also the next time" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  echo libsvn_subr-1.so.0 >"$STUB_STATE/missing-library"
  run install_tree <"$archive"
  assert_status 1
  assert_output_has "libsvn_subr-1.so.0 => not found"
  run install_tree --check </dev/null
  assert_status 1
}

@test "install-tree fails when a daemon does not run" {
  finished_build "$key_one" libmesos-0.24.0.so
  printf '#!/bin/sh\necho cannot start\nexit 127\n' >"$state/install/$key_one/usr/local/sbin/mesos-slave"
  pack "$key_one"
  run install_tree <"$archive"
  assert_status 1
  assert_output_has "mesos-slave --version failed: cannot start"
}
