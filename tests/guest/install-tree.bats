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
  local install=$state/install/$1/usr/local program version=${2#libmesos-}
  mkdir -p "$install/sbin" "$install/lib" "$install/etc/mesos" "$state/build/$1"
  for program in mesos-master mesos-slave; do
    printf '#!/bin/sh\necho mesos %s\necho and more\n' "${version%.so}" >"$install/sbin/$program"
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
  "$scripts/install-tree" --key "$key_one" --sha256 "$digest" --version 0.24.0 "$@"
}

# assert_untouched: nothing was installed, and nothing is left of the try.
assert_untouched() {
  assert_status 1
  assert_output_has "nothing was installed"
  [[ ! -e $root/usr/local && ! -e $state/tree/installed ]]
  assert_stub_calls ""
  no_leftovers "$state"
}

# for_machine FILE CLASS MACHINE: a file with the ELF header of a program for another kind of machine.
for_machine() {
  printf '%b' "\\x7fELF\\x$2\\x01\\x01\\0\\0\\0\\0\\0\\0\\0\\0\\0\\x02\\0\\x$3\\0" >"$1"
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
  assert_output_has "mesos-master: mesos 0.24.0; and more"
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

@test "install-tree does not close a folder that is there to others, not even for a moment" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  local folder changed
  mkdir -p "$root"/usr/local/{sbin,lib,bin}
  changed=$(stat -c %Z%z "$root/usr")
  install_tree <"$archive"
  # A mode that is changed and put back is another time of change.
  assert_equal "$(stat -c %Z%z "$root/usr")" "$changed"
  for folder in usr/local/sbin usr/local/lib usr/local/etc usr/local/etc/mesos; do
    [[ ! -d $root/$folder ]] || assert_equal "$folder $(stat -c %a "$root/$folder")" "$folder 755"
  done
}

@test "install-tree removes what another tree left, and nothing else" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  install_tree <"$archive"
  touch "$root/usr/local/lib/other.so"
  finished_build "$key_two" libmesos-0.25.0.so
  pack "$key_two"
  run "$scripts/install-tree" --key "$key_two" --sha256 "$digest" --version 0.25.0 <"$archive"
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

@test "install-tree refuses a tree of another version before it changes anything" {
  finished_build "$key_one" libmesos-0.25.0.so
  pack "$key_one"
  run install_tree <"$archive"
  assert_untouched
  assert_output_has "the install tree is not of Mesos 0.24.0: it has libmesos-0.25.0.so in place of libmesos-0.24.0.so"
}

@test "install-tree leaves the earlier tree as it is when the new one is refused" {
  finished_build "$key_one" libmesos-0.24.0.so
  pack "$key_one"
  install_tree <"$archive"
  finished_build "$key_two" libmesos-0.25.0.so
  pack "$key_two"
  run "$scripts/install-tree" --key "$key_two" --sha256 "$digest" --version 0.26.0 <"$archive"
  assert_status 1
  pack "$key_one"
  run install_tree --check </dev/null
  assert_status 0
}

@test "install-tree refuses a tree whose daemons say another version than its library's name" {
  finished_build "$key_one" libmesos-0.24.0.so
  printf '#!/bin/sh\necho mesos 0.24.0-rc1\n' >"$state/install/$key_one/usr/local/sbin/mesos-slave"
  pack "$key_one"
  run install_tree <"$archive"
  assert_status 1
  assert_output_has "mesos-slave is not of Mesos 0.24.0; it says: mesos 0.24.0-rc1"
  run install_tree --check </dev/null
  assert_status 1
}

@test "install-tree refuses programs for another kind of machine before it changes anything" {
  local other=b7 name=aarch64
  if [[ $(uname -m) == aarch64 ]]; then
    other=3e name=x86_64
  fi
  finished_build "$key_one" libmesos-0.24.0.so
  for_machine "$state/install/$key_one/usr/local/sbin/mesos-slave" 02 "$other"
  pack "$key_one"
  run install_tree <"$archive"
  assert_untouched
  assert_output_has "mesos-slave is for another kind of machine than this $(uname -m) ($name, not"
  for_machine "$state/install/$key_one/usr/local/sbin/mesos-slave" 01 03
  pack "$key_one"
  run install_tree <"$archive"
  assert_untouched
  assert_output_has "(i386, not"
}

@test "install-tree takes programs for this kind of machine, also from an archive that was packed by hand" {
  finished_build "$key_one" libmesos-0.24.0.so
  # A program of this machine.
  cp "$(command -v bash)" "$state/install/$key_one/usr/local/sbin/mesos-slave"
  archive=$BATS_TEST_TMPDIR/by-hand.tar.gz
  tar -czf "$archive" -C "$state/install/$key_one" usr
  digest=$(sha256sum "$archive" | cut -d ' ' -f 1)
  run install_tree <"$archive"
  # Past the check of the machine, and refused by what it says.
  assert_status 1
  assert_output_has "mesos-slave is not of Mesos 0.24.0; it says: GNU bash"
}

@test "install-tree refuses an archive that is no install tree" {
  mkdir -p "$BATS_TEST_TMPDIR/usr/local/bin"
  touch "$BATS_TEST_TMPDIR/usr/local/bin/tool"
  archive=$BATS_TEST_TMPDIR/other.tar.gz
  tar -czf "$archive" -C "$BATS_TEST_TMPDIR" usr
  digest=$(sha256sum "$archive" | cut -d ' ' -f 1)
  run install_tree <"$archive"
  assert_untouched
  assert_output_has "the archive has no usr/local/sbin/mesos-master: it is no install tree of Mesos"
}

@test "install-tree asks for no version where none is given" {
  finished_build "$key_one" libmesos-0.25.0.so
  pack "$key_one"
  run "$scripts/install-tree" --key "$key_one" --sha256 "$digest" <"$archive"
  assert_status 0
  assert_output_has "mesos-slave: mesos 0.25.0"
}
