#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

# make_tarball NAME FILE CONTENT: a tar.gz with one top folder; sets tarball and digest.
make_tarball() {
  local work=$BATS_TEST_TMPDIR/make
  rm -rf "$work"
  mkdir -p "$work/$1"
  printf '%s\n' "$3" >"$work/$1/$2"
  tarball=$BATS_TEST_TMPDIR/$1.tar.gz
  tar -czf "$tarball" -C "$work" "$1"
  digest=$(sha256sum "$tarball" | cut -d ' ' -f 1)
}

install_tarball() {
  "$scripts/install-tarball" --name maven --version 3.3.9 --dest /opt "$@"
}

@test "install-tarball unpacks, links and records" {
  make_tarball apache-maven-3.3.9 README one
  run install_tarball --sha256 "$digest" <"$tarball"
  assert_status 0
  [[ $(<"$root/opt/apache-maven/README") == one ]]
  [[ $(readlink "$root/opt/apache-maven") == apache-maven-3.3.9 ]]
  no_leftovers "$root/opt"
  assert_stub_calls "restorecon -R $root/opt/apache-maven-3.3.9"
}

@test "install-tarball on a second run reads nothing" {
  make_tarball apache-maven-3.3.9 README one
  install_tarball --sha256 "$digest" <"$tarball"
  run install_tarball --sha256 "$digest" <&-
  assert_status 0
  assert_output_has "unchanged: maven 3.3.9 is in place"
}

@test "install-tarball --check tells without changing" {
  make_tarball apache-maven-3.3.9 README one
  run install_tarball --sha256 "$digest" --check </dev/null
  assert_status 1
  [[ ! -e $root/opt ]]
  install_tarball --sha256 "$digest" <"$tarball"
  run install_tarball --sha256 "$digest" --check </dev/null
  assert_status 0
  rm "$root/opt/apache-maven"
  run install_tarball --sha256 "$digest" --check </dev/null
  assert_status 1
}

@test "install-tarball replaces a tree of the same name and another digest" {
  make_tarball apache-maven-3.3.9 README one
  install_tarball --sha256 "$digest" <"$tarball"
  make_tarball apache-maven-3.3.9 CHANGES two
  run install_tarball --sha256 "$digest" <"$tarball"
  assert_status 0
  [[ ! -e $root/opt/apache-maven/README && $(<"$root/opt/apache-maven/CHANGES") == two ]]
  no_leftovers "$root/opt"
}

@test "install-tarball moves the link to another version" {
  make_tarball apache-maven-3.3.9 README one
  install_tarball --sha256 "$digest" <"$tarball"
  make_tarball apache-maven-3.5.0 README two
  run "$scripts/install-tarball" --name maven --version 3.5.0 --dest /opt --sha256 "$digest" <"$tarball"
  assert_status 0
  [[ $(readlink "$root/opt/apache-maven") == apache-maven-3.5.0 ]]
}

@test "install-tarball takes another link's name" {
  make_tarball apache-zookeeper-3.5.9-bin README one
  run "$scripts/install-tarball" --name zookeeper --version 3.5.9 --dest /opt --link zookeeper --sha256 "$digest" \
    <"$tarball"
  assert_status 0
  [[ $(readlink "$root/opt/zookeeper") == apache-zookeeper-3.5.9-bin ]]
}

@test "install-tarball refuses other bytes and leaves what was there" {
  make_tarball apache-maven-3.3.9 README one
  install_tarball --sha256 "$digest" <"$tarball"
  local other=${digest//[0-9]/a}
  run install_tarball --sha256 "$other" <"$tarball"
  assert_status 1
  assert_output_has "not $other"
  assert_output_has "nothing was unpacked"
  [[ $(<"$root/opt/apache-maven/README") == one ]]
  no_leftovers "$root/opt"
}

@test "install-tarball refuses a connection that was cut" {
  make_tarball apache-maven-3.3.9 README one
  run install_tarball --sha256 "$digest" < <(head -c 50 "$tarball")
  assert_status 1
  [[ ! -e $root/opt/apache-maven ]]
  assert_output_has "50 bytes received"
}

@test "install-tarball refuses archives without one top folder, or leading out of it" {
  local work=$BATS_TEST_TMPDIR/bad
  mkdir -p "$work/a-3.3.9" "$work/b"
  touch "$work/a-3.3.9/x" "$work/b/y" "$work/z"
  tar -czf "$work/two.tar.gz" -C "$work" a-3.3.9 b
  tar -czf "$work/flat.tar.gz" -C "$work" z
  tar -czPf "$work/out.tar.gz" -C "$work/b" --transform 's,^,../,' y
  echo "no archive" >"$work/text.tar.gz"
  local name
  for name in two flat out text; do
    digest=$(sha256sum "$work/$name.tar.gz" | cut -d ' ' -f 1)
    run install_tarball --sha256 "$digest" <"$work/$name.tar.gz"
    assert_status 1
    assert_output_has "nothing was unpacked"
  done
  no_leftovers "$root/opt"
}

@test "install-tarball refuses wrong calls" {
  run install_tarball --sha256 abc </dev/null
  assert_status 2
  run "$scripts/install-tarball" --name x --version 1 --sha256 "$(printf 'a%.0s' {1..64})" --dest opt </dev/null
  assert_status 2
  run install_tarball </dev/null
  assert_status 2
}
