#!/usr/bin/env bats

load packages

setup() {
  load helper
  guest_setup
  packages_setup
  log=$root/var/log/mesos-testbed/toolchain.log
}

teardown() {
  guest_teardown
}

install_packages() {
  "$scripts/install-packages" --stage toolchain --timeout 20 "$@"
}

@test "install-packages installs only what is missing and verifies it" {
  has_installed wget
  run install_packages wget zlib-devel apr-devel
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y install zlib-devel apr-devel"
  assert_output_has "toolchain: all 3 packages are installed"
}

@test "install-packages on a second run does not call yum" {
  install_packages --group "Development Tools" wget
  : >"$STUB_STATE/calls"
  run install_packages --group "Development Tools" wget
  assert_status 0
  assert_stub_calls ""
  assert_output_has 'group "Development Tools" is installed'
}

@test "install-packages installs a group and verifies its mandatory packages" {
  run install_packages --group "Development Tools"
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y groupinstall Development Tools"
  assert_output_has '6 packages verified'
}

@test "install-packages installs a group again when one of its packages is gone" {
  install_packages --group "Development Tools"
  erased make
  : >"$STUB_STATE/calls"
  run install_packages --group "Development Tools"
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y groupinstall Development Tools"
}

@test "install-packages updates what it is told to before all else, once on a machine" {
  run install_packages --update nss --update curl --group "Development Tools" wget
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y update nss curl
yum --disableplugin=fastestmirror -y groupinstall Development Tools
yum --disableplugin=fastestmirror -y install wget"
  : >"$STUB_STATE/calls"
  run "$scripts/install-packages" --stage another --timeout 20 --update nss --update curl unzip
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y install unzip"
}

@test "install-packages that could not update installs nothing, and tries again" {
  break_repositories
  run install_packages --update nss wget
  assert_status 1
  assert_output_has "yum -y update nss failed with status 1"
  assert_stub_calls "yum --disableplugin=fastestmirror -y update nss"
  mend_repositories
  run install_packages --update nss wget
  assert_status 0
  assert_stub_calls "yum --disableplugin=fastestmirror -y update nss
yum --disableplugin=fastestmirror -y update nss
yum --disableplugin=fastestmirror -y install wget"
}

@test "install-packages shows the log's end and place when yum fails" {
  break_repositories
  run install_packages wget
  assert_status 1
  assert_output_has "toolchain: | Error: Cannot retrieve repository metadata"
  assert_output_has "yum -y install wget failed with status 1; log $log"
  assert_output_has "$HOSTNAME"
}

@test "install-packages names a package that no repository has" {
  run install_packages no-such-package
  assert_status 1
  assert_output_has "No package no-such-package available."
}

@test "install-packages does not believe yum's status" {
  # To yum, a package that nobody has is a message beside one that it installs.
  run install_packages wget no-such-package
  assert_status 1
  assert_output_has "these are missing: no-such-package"
  touch "$STUB_STATE/yum-lies"
  run install_packages unzip
  assert_status 1
  assert_output_has "these are missing: unzip"
  run install_packages --group "Development Tools"
  assert_status 1
  assert_output_has "of group \"Development Tools\" these are missing: "
  assert_output_has " gcc"
}

@test "install-packages ends a hanging yum in time, with signs of life" {
  touch "$STUB_STATE/yum-hangs"
  run "$scripts/install-packages" --stage toolchain --timeout 4 wget
  assert_status 1
  # Which second it is depends on how busy the machine is.
  [[ $output =~ toolchain:\ [0-9]+\ s\ elapsed\;\ hanging ]]
  assert_output_has "was ended after 4 s"
}

@test "install-packages asks rpm once for all packages" {
  local arguments=(--stage toolchain --timeout 20 --group "Development Tools" zlib-devel wget tar apr-devel)
  "$scripts/install-packages" "${arguments[@]}"
  run "$scripts/install-packages" "${arguments[@]}"
  assert_output_has "all 4 packages are installed"
  assert_processes 4 8 "$(count_processes "$scripts/install-packages" "${arguments[@]}")"
}

@test "install-packages does not take a fault of rpm for missing packages" {
  touch "$STUB_STATE/rpm-fails"
  run install_packages wget
  assert_status 1
  assert_output_has "rpm -q failed: error: cannot open Packages index"
  assert_stub_calls ""
}

@test "install-packages waits for yum's lock, within its bound" {
  mkdir -p "$root/var/run"
  sleep 60 3>&- &
  local holder=$!
  echo "$holder" >"$root/var/run/yum.pid"
  run "$scripts/install-packages" --stage toolchain --timeout 1 wget
  kill "$holder"
  assert_status 1
  assert_output_has "process $holder (sleep 60) still holds yum's lock after 1 s"
  assert_stub_calls ""
  run install_packages wget
  assert_status 0
}

@test "install-packages keeps other characters of a log out of the terminal" {
  break_repositories
  mkdir -p "${log%/*}"
  printf 'progress 1%%\rprogress 2%%\r\033[31mred\n%5000s\n' x >"$log"
  run install_packages wget
  assert_status 1
  assert_output_lacks $'\r'
  assert_output_lacks $'\033'
  assert_output_has "progress 2%"
  local each
  for each in "${lines[@]}"; do
    ((${#each} < 4096))
  done
}

@test "install-packages refuses wrong calls" {
  run "$scripts/install-packages" --stage toolchain --timeout 5
  assert_status 2
  run "$scripts/install-packages" --timeout 5 wget
  assert_status 2
  run install_packages --skip-broken wget
  assert_status 2
  run install_packages "wget; reboot"
  assert_status 2
}

# copy_in_place: as install-repositories leaves it.
copy_in_place() {
  local repositories=$root/etc/yum.repos.d
  # shellcheck disable=SC2016 # yum fills in $basearch
  repository mesos-testbed-base 'centos/6.6/os/$basearch'
  # shellcheck disable=SC2016
  repository mesos-testbed-updates 'centos/6.6/updates/$basearch'
  cat "$repositories"/mesos-testbed-*.repo >"$repositories/mesos-testbed.repo"
  rm "$repositories"/mesos-testbed-*.repo
}

@test "install-packages takes packages from a copy of the repositories alone, where there is one" {
  copy_in_place
  run install_packages --group "Development Tools" unzip
  assert_status 0
  assert_output_has "packages come from the copy of the repositories"
  local from="--disablerepo=* --enablerepo=mesos-testbed-*"
  assert_stub_calls "yum --disableplugin=fastestmirror -y $from groupinstall Development Tools
yum --disableplugin=fastestmirror -y $from install unzip"
}

@test "install-packages says what to do when a copy of the repositories lacks a package" {
  devtoolset_repository
  copy_in_place
  run install_packages devtoolset-2-toolchain
  assert_status 1
  assert_output_has "No package devtoolset-2-toolchain available."
  assert_output_has "make a new bundle,"
  assert_output_has "or remove $root/etc/yum.repos.d/mesos-testbed.repo, and they come from the configured repositories"
}

@test "list-packages prints what yum has installed, without epochs, once each and from all logs" {
  printf '%s\n' "Jan 02 10:00:00 Installed: wget-1.12-5.el6.x86_64" "Jan 02 10:00:00 Erased: tar" \
    "Jan 02 10:00:01 Updated: 1:openssl-1.0.1e-30.el6.11.x86_64" >"$root/var/log/yum.log"
  printf '%s\n' "Jan 01 10:00:00 Installed: wget-1.12-5.el6.x86_64" "Jan 01 10:00:00 Installed: apr-1.3.9-5.el6_2.x86_64" \
    >"$root/var/log/yum.log-20150101"
  run "$scripts/list-packages"
  assert_status 0
  assert_equal "$output" "apr-1.3.9-5.el6_2.x86_64
openssl-1.0.1e-30.el6.11.x86_64
wget-1.12-5.el6.x86_64"
  rm "$root"/var/log/yum.log*
  run "$scripts/list-packages"
  assert_status 1
  assert_output_has "yum has no log in"
  run "$scripts/list-packages" --all
  assert_status 2
}
