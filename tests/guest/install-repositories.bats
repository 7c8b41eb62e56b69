#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
  copy=$state/repositories
  description=$root/etc/yum.repos.d/mesos-testbed.repo
  archive_of first
}

teardown() {
  guest_teardown
}

# archive_of NAME: an archive whose one package says NAME; its digest in sha256.
archive_of() {
  local folder=$BATS_TEST_TMPDIR/$1
  mkdir -p "$folder/base/Packages"
  echo "[mesos-testbed-base] of $1" >"$folder/mesos-testbed.repo"
  echo "$1" >"$folder/base/Packages/a.rpm"
  archive=$BATS_TEST_TMPDIR/$1.tar
  tar -cf "$archive" -C "$folder" mesos-testbed.repo base
  sha256=$(sha256sum "$archive" | cut -d ' ' -f 1)
}

install_repositories() {
  "$scripts/install-repositories" --sha256 "$sha256" "$@" <"$archive"
}

# assert_copy NAME: it and nothing else stands there, for everybody to read.
assert_copy() {
  assert_equal "$(<"$copy/base/Packages/a.rpm")" "$1"
  assert_equal "$(<"$description")" "[mesos-testbed-base] of $1"
  assert_equal "$(stat -c %a "$copy")" 755
  no_leftovers "$state"
}

@test "install-repositories puts a copy into place, and does not read it a second time" {
  run install_repositories --check
  assert_status 1
  run install_repositories
  assert_status 0
  assert_output_has "a copy of the repositories is in place"
  assert_copy first
  run install_repositories --check
  assert_status 0
  archive=/dev/null
  run install_repositories
  assert_status 0
  assert_output_has "unchanged: the copy of the repositories is in place"
}

@test "install-repositories replaces an earlier copy" {
  install_repositories
  touch "$copy/base/Packages/old.rpm"
  archive_of second
  run install_repositories
  assert_status 0
  assert_copy second
  [[ ! -e $copy/base/Packages/old.rpm ]]
}

@test "install-repositories brings yum's description again when it was removed" {
  install_repositories
  rm "$description"
  run install_repositories --check
  assert_status 1
  run install_repositories
  assert_status 0
  assert_copy first
}

@test "install-repositories changes nothing when what arrives is not whole, or no copy" {
  install_repositories
  archive_of second
  truncate -s -3000 "$archive"
  run install_repositories
  assert_status 1
  assert_output_has "no repository was changed"
  assert_copy first
  tar -cf "$archive" -C "$BATS_TEST_TMPDIR/second" base
  sha256=$(sha256sum "$archive" | cut -d ' ' -f 1)
  run install_repositories
  assert_status 1
  assert_output_has "the archive has no mesos-testbed.repo; no repository was changed"
  tar -cPf "$archive" --transform 's,^base,../base,' -C "$BATS_TEST_TMPDIR/second" mesos-testbed.repo base
  sha256=$(sha256sum "$archive" | cut -d ' ' -f 1)
  run install_repositories
  assert_status 1
  assert_output_has "leads out of the archive"
  assert_copy first
}

@test "two runs of install-repositories at once take turns, and the second finds it in place" {
  local pids=() pid
  mkfifo "$BATS_TEST_TMPDIR/slow"
  "$scripts/install-repositories" --sha256 "$sha256" <"$BATS_TEST_TMPDIR/slow" >"$BATS_TEST_TMPDIR/out-1" 2>&1 3>&- &
  pids+=("$!")
  # Open, so that the first waits for what comes, with the lock.
  exec 7>"$BATS_TEST_TMPDIR/slow"
  wait_until compgen -G "$state/.repositories.*"
  "$scripts/install-repositories" --sha256 "$sha256" <"$archive" >"$BATS_TEST_TMPDIR/out-2" 2>&1 3>&- 7>&- &
  pids+=("$!")
  cat "$archive" >&7
  exec 7>&-
  for pid in "${pids[@]}"; do
    wait "$pid"
  done
  assert_has "$(<"$BATS_TEST_TMPDIR/out-1")" "a copy of the repositories is in place"
  assert_has "$(<"$BATS_TEST_TMPDIR/out-2")" "unchanged: the copy of the repositories is in place"
  assert_copy first
}

@test "install-repositories refuses wrong calls" {
  run "$scripts/install-repositories"
  assert_status 2
  run "$scripts/install-repositories" --sha256 abc
  assert_status 2
  run install_repositories more
  assert_status 2
}
