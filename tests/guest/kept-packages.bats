#!/usr/bin/env bats

bats_require_minimum_version 1.5.0

load packages

setup() {
  load helper
  guest_setup
  packages_setup
  yum_cache=$root/var/cache/yum
  packages=x86_64/6/base/packages
}

teardown() {
  guest_teardown
}

install_packages() {
  "$scripts/install-packages" --stage "$1" --timeout 20 --keep "${@:2}"
}

# pack STAGE: the archive, unpacked in "$BATS_TEST_TMPDIR/packed"; what is known already comes on standard input.
pack() {
  rm -rf "$BATS_TEST_TMPDIR/packed"
  mkdir "$BATS_TEST_TMPDIR/packed"
  "$scripts/pack-packages" --stage "$1" >"$BATS_TEST_TMPDIR/archive"
  tar -xf "$BATS_TEST_TMPDIR/archive" -C "$BATS_TEST_TMPDIR/packed"
}

packed() {
  (cd "$BATS_TEST_TMPDIR/packed" && find . -type f | cut -c 3- | LC_ALL=C sort)
}

@test "install-packages --keep has yum keep its files, and notes what a stage has installed" {
  "$BIN/rpm" -qa | LC_ALL=C sort >"$BATS_TEST_TMPDIR/before"
  run install_packages toolchain --group "Development Tools" wget tar
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y --setopt=keepcache=1 groupinstall Development Tools
yum --disableplugin=fastestmirror -y --setopt=keepcache=1 install wget"
  # With what they require.
  assert_equal "$(<"$state/new-packages/toolchain")" "$("$BIN/rpm" -qa | LC_ALL=C sort | comm -13 "$BATS_TEST_TMPDIR/before" -)"
  grep -qx "gcc-4[.]4[.]7-11[.]el6[.]x86_64" "$state/new-packages/toolchain"
  local count
  count=$(wc -l <"$state/new-packages/toolchain")
  # Without anything to do, what the first run has installed is still known.
  run install_packages toolchain --group "Development Tools" wget tar
  assert_status 0
  assert_equal "$(wc -l <"$state/new-packages/toolchain")" "$count"
}

@test "pack-packages writes the files of a stage, and not those of another, with their digests" {
  install_packages first wget
  install_packages second zlib-devel
  pack second </dev/null
  assert_equal "$(packed)" "packages.sha256
$packages/zlib-devel-1.2.3-29.el6.x86_64.rpm"
  (cd "$BATS_TEST_TMPDIR/packed" && sha256sum --check --strict packages.sha256)
}

@test "pack-packages leaves out what is known, by its digest" {
  install_packages toolchain wget zlib-devel
  pack toolchain </dev/null
  sed -i '/wget/d' "$BATS_TEST_TMPDIR/packed/packages.sha256"
  cp "$BATS_TEST_TMPDIR/packed/packages.sha256" "$BATS_TEST_TMPDIR/known"
  sed '1s/^...../00000/' "$BATS_TEST_TMPDIR/known" >"$BATS_TEST_TMPDIR/another"
  pack toolchain <"$BATS_TEST_TMPDIR/known"
  assert_equal "$(packed)" "packages.sha256
$packages/wget-1.12-5.el6.x86_64.rpm"
  assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/packed/packages.sha256")" 2
  pack toolchain <"$BATS_TEST_TMPDIR/another"
  assert_equal "$(packed | wc -l)" 3
}

@test "pack-packages of a stage that has installed nothing writes an empty list" {
  pack toolchain </dev/null
  assert_equal "$(packed)" "packages.sha256"
  [[ ! -s $BATS_TEST_TMPDIR/packed/packages.sha256 ]]
  # Packages from a folder are in no cache of yum's.
  install_packages toolchain wget
  rm -r "$yum_cache"
  pack toolchain </dev/null
  [[ ! -s $BATS_TEST_TMPDIR/packed/packages.sha256 ]]
}

@test "place-packages names what is neither installed nor there" {
  has_installed wget
  mkdir -p "$yum_cache/$packages"
  touch "$yum_cache/$packages/unzip-6.0-1.el6.x86_64.rpm"
  run --separate-stderr "$scripts/place-packages" --missing < <(
    printf "$packages/%s.el6.x86_64.rpm\n" wget-1.12-5 unzip-6.0-1 zlib-devel-1.2.3-29
  )
  assert_status 0
  assert_equal "$output" "$packages/zlib-devel-1.2.3-29.el6.x86_64.rpm"
}

@test "place-packages puts files where yum looks for them, and nothing anywhere else" {
  mkdir -p "$BATS_TEST_TMPDIR/in/$packages" "$BATS_TEST_TMPDIR/in/etc"
  echo content >"$BATS_TEST_TMPDIR/in/$packages/a-1.rpm"
  echo content >"$BATS_TEST_TMPDIR/in/etc/passwd"
  tar -cf "$BATS_TEST_TMPDIR/good.tar" -C "$BATS_TEST_TMPDIR/in" "$packages/a-1.rpm"
  tar -cf "$BATS_TEST_TMPDIR/bad.tar" -C "$BATS_TEST_TMPDIR/in" "$packages/a-1.rpm" etc/passwd
  tar -cPf "$BATS_TEST_TMPDIR/worse.tar" -C "$BATS_TEST_TMPDIR/in" --transform 's,^x86_64,../x86_64,' "$packages/a-1.rpm"
  run "$scripts/place-packages" <"$BATS_TEST_TMPDIR/bad.tar"
  assert_status 1
  assert_output_has "'etc/passwd' is no package file of yum's cache; none was placed"
  run "$scripts/place-packages" <"$BATS_TEST_TMPDIR/worse.tar"
  assert_status 1
  assert_output_has "leads out of the archive"
  [[ ! -e $yum_cache ]]
  # On a node that is new, where nothing of ours is yet.
  rm -r "$state"
  run "$scripts/place-packages" <"$BATS_TEST_TMPDIR/good.tar"
  assert_status 0
  assert_equal "$(<"$yum_cache/$packages/a-1.rpm")" content
  no_leftovers "$state"
}

@test "pack-packages and place-packages refuse wrong calls" {
  run "$scripts/pack-packages"
  assert_status 2
  run "$scripts/pack-packages" --stage ../x
  assert_status 2
  run "$scripts/place-packages" --everything
  assert_status 2
  run "$scripts/place-packages" --missing <<<"../../etc/passwd"
  assert_status 1
}
