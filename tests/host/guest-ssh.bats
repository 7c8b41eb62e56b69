#!/usr/bin/env bats

bats_require_minimum_version 1.5.0

setup_file() {
  load sshd
  sshd_make_keys
}

setup() {
  load ../guest/helper
  load sshd
  scripts=$(cd "$BATS_TEST_DIRNAME/../../host" && pwd)
  export TMPDIR=$BATS_TEST_TMPDIR/tmp
  cache=$BATS_TEST_TMPDIR/cache
  mkdir -p "$TMPDIR" "$cache"
  sshd_start
}

teardown() {
  sshd_stop
}

# source_file NAME: a file to be sent, with its digest in sha256.
source_file() {
  head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/$1"
  sha256=$(sha256sum "$BATS_TEST_TMPDIR/$1" | cut -d ' ' -f 1)
}

# nothing_left: the script's folder, its agent and its connection are gone.
nothing_left() {
  [[ -z $(ls -A "$TMPDIR") ]]
  ! pgrep -f "$TMPDIR"
  # The server sees the end of a connection a moment later.
  wait_until no_connection
}

no_connection() {
  [[ -z $(descendants "$sshd_pid") ]]
}

# with_short_patience: puts an ssh first in PATH that misses the server after 2 s instead of 60; of an option that is given
# twice, ssh takes the first.
with_short_patience() {
  mkdir "$BATS_TEST_TMPDIR/bin"
  cat >"$BATS_TEST_TMPDIR/bin/ssh" <<SSH
#!/usr/bin/env bash
printf '%s\n' "\$*" >>"$BATS_TEST_TMPDIR/ssh-calls"
exec $(command -v ssh) -o ServerAliveInterval=1 -o ServerAliveCountMax=2 "\$@"
SSH
  chmod +x "$BATS_TEST_TMPDIR/bin/ssh"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

push_tarball() {
  settings NAME=maven VERSION=1 SHA256="$sha256" DESTINATION=/opt CACHE="$cache" SOURCES="$BATS_TEST_TMPDIR/maven" |
    "$scripts/push-tarball"
}

obtain_artifact() {
  settings KEY=key-of-artifact 'INPUTS={"version":"0.24.0"}' VERSION=0.24.0 SHA256="$sha256" SOURCES="$BATS_TEST_TMPDIR/mesos" MAVEN_VERSION=3.3.9 \
    MAVEN_SHA256="$sha256" MAVEN_SOURCES="$BATS_TEST_TMPDIR/mesos" PACKAGES=gcc CONFIGURE_FLAGS=--disable-python \
    TOOLCHAIN_TIMEOUT_SECONDS=60 BUILD_TIMEOUT_SECONDS=60 REPOSITORIES=copy MAVEN_REPOSITORY=maven CACHE="$cache" |
    "$scripts/obtain-artifact"
}

install_packages() {
  settings STAGE=toolchain TIMEOUT_SECONDS=60 PACKAGES="--group 'Development Tools' wget" REPOSITORIES=copy CACHE="$cache" |
    "$scripts/install-packages"
}

# copy_in_cache: a copy of the repositories, as a bundle leaves it; its digest in copy_sha256.
copy_in_cache() {
  mkdir -p "$cache/repositories"
  head -c 100000 /dev/urandom >"$cache/repositories/copy.tar"
  copy_sha256=$(sha256sum "$cache/repositories/copy.tar" | cut -d ' ' -f 1)
  echo "$copy_sha256" >"$cache/repositories/copy.sha256"
}

# start_build: obtain-artifact in the background as $!, until its build runs; its output and its status go into files.
start_build() {
  source_file mesos
  touch "$guest/building"
  (
    status=0
    obtain_artifact >"$BATS_TEST_TMPDIR/output" 2>&1 || status=$?
    echo "$status" >"$BATS_TEST_TMPDIR/status"
  ) 3>&- &
  wait_until grep -q build-mesos "$guest/calls"
}

@test "push-tarball asks and sends over one connection, and leaves nothing" {
  source_file maven
  run push_tarball
  assert_status 0
  cmp "$BATS_TEST_TMPDIR/maven" "$guest/received-maven"
  [[ $(wc -l <"$guest/calls") == 2 ]]
  [[ $(sshd_logins) == 1 ]]
  nothing_left
  run push_tarball
  assert_status 0
  assert_output_has "is there already"
  [[ $(sshd_logins) == 2 ]]
}

@test "obtain-artifact does all of its work over one connection" {
  source_file mesos
  tar --create --gzip --file "$guest/artifact" --directory "$BATS_TEST_TMPDIR" mesos
  run --separate-stderr obtain_artifact
  assert_status 0
  [[ $output == "$(sha256sum "$guest/artifact" | cut -d ' ' -f 1)" ]]
  cmp "$guest/artifact" "$cache/artifacts/key-of-artifact.tar.gz"
  [[ $(wc -l <"$guest/calls") == 8 ]]
  [[ $(sshd_logins) == 1 ]]
  nothing_left
}

@test "obtain-artifact sends a copy of the repositories before it has packages installed" {
  source_file mesos
  tar --create --gzip --file "$guest/artifact" --directory "$BATS_TEST_TMPDIR" mesos
  copy_in_cache
  run --separate-stderr obtain_artifact
  assert_status 0
  assert_equal "$(sed -n 1,3p "$guest/calls" | cut -d ' ' -f 1,4)" "install-repositories --check
install-repositories
install-packages --timeout"
  [[ $(sshd_logins) == 1 ]]
  nothing_left
}

@test "obtain-artifact sends the Maven repository of a bundle before it has Mesos compiled" {
  local maven_sha256
  source_file mesos
  tar --create --gzip --file "$guest/artifact" --directory "$BATS_TEST_TMPDIR" mesos
  mkdir -p "$cache/maven-repositories" "$cache/downloads/sha256"
  head -c 1000 /dev/urandom >"$BATS_TEST_TMPDIR/m2"
  maven_sha256=$(sha256sum "$BATS_TEST_TMPDIR/m2" | cut -d ' ' -f 1)
  echo "$maven_sha256" >"$cache/maven-repositories/maven.sha256"
  cp "$BATS_TEST_TMPDIR/m2" "$cache/downloads/sha256/$maven_sha256"
  run --separate-stderr obtain_artifact
  assert_status 0
  cmp "$BATS_TEST_TMPDIR/m2" "$guest/received-m2"
  assert_has "$(<"$guest/calls")" "install-tarball --name m2 --version repository --sha256 $maven_sha256 --dest /var/lib/mesos-testbed"
  [[ $(grep -n 'name m2' "$guest/calls" | tail -n 1 | cut -d : -f 1) -lt $(grep -n build-mesos "$guest/calls" | cut -d : -f 1) ]]
}

@test "install-packages has the guest install from its own repositories, over one connection" {
  run install_packages
  assert_status 0
  assert_output_has "toolchain: all packages are installed"
  assert_equal "$(<"$guest/calls")" "install-packages --stage toolchain --timeout 60 --keep --group 'Development Tools' wget
pack-packages --stage toolchain"
  [[ $(sshd_logins) == 1 ]]
  # A copy without its digest was never finished.
  copy_in_cache
  rm "$cache/repositories/copy.sha256"
  run install_packages
  assert_status 0
  [[ $(wc -l <"$guest/calls") == 4 ]]
  nothing_left
}

# kept_packages NAME...: package files in the guest, as yum has kept them.
kept_packages() {
  local name
  mkdir -p "$guest/kept/x86_64/6/base/packages"
  for name in "$@"; do
    echo "file of $name" >"$guest/kept/x86_64/6/base/packages/$name.rpm"
  done
}

@test "install-packages keeps the packages in the cache, and sends them to the next guest" {
  local files=$cache/packages/copy/files/x86_64/6/base/packages
  kept_packages gcc make
  run install_packages
  assert_status 0
  assert_equal "$(ls "$files")" "gcc.rpm
make.rpm"
  assert_equal "$(<"$files/gcc.rpm")" "file of gcc"
  # Another guest, which has one of them already.
  rm "$guest/kept/x86_64/6/base/packages/gcc.rpm" "$guest/calls"
  run install_packages
  assert_status 0
  assert_output_has "master: sending 1 cached packages, 0 KiB"
  assert_equal "$(<"$guest/calls")" "place-packages --missing
place-packages
install-packages --stage toolchain --timeout 60 --keep --group 'Development Tools' wget"
  assert_equal "$(tar --list --file "$guest/received-packages")" "x86_64/6/base/packages/gcc.rpm"
  nothing_left
}

@test "install-packages fetches no package that the cache has from another stage" {
  kept_packages gcc make
  install_packages
  printf 'x' >>"$guest/kept/x86_64/6/base/packages/make.rpm"
  settings STAGE=toolchain TIMEOUT_SECONDS=60 PACKAGES=other REPOSITORIES=copy CACHE="$cache" | "$scripts/install-packages"
  assert_equal "$(wc -l <"$guest/known")" 2
  # What one stage has replaced is what the other one's list has no more.
  run install_packages
  assert_status 0
  assert_output_has "1 cached packages are damaged or missing; yum fetches them again"
}

@test "install-packages does without cached packages that are damaged, and has them kept anew" {
  local file=$cache/packages/copy/files/x86_64/6/base/packages/gcc.rpm
  kept_packages gcc make
  install_packages
  echo damaged >"$file"
  : >"$guest/calls"
  run install_packages
  assert_status 0
  assert_output_has "1 cached packages are damaged or missing; yum fetches them again"
  assert_output_lacks "sending"
  assert_equal "$(<"$file")" "file of gcc"
  assert_equal "$(tail -n 1 "$guest/calls")" "pack-packages --stage toolchain"
  rm -r "$guest/kept"
  run install_packages
  assert_status 0
  assert_output_has "sending 2 cached packages"
  rm -r "$cache/packages/copy/files"
  run install_packages
  assert_status 0
  assert_output_has "2 cached packages are damaged or missing"
}

@test "install-packages succeeds when the packages cannot be kept, and leaves no piece of them" {
  kept_packages gcc
  touch "$guest/full-disk"
  run install_packages
  assert_status 0
  assert_output_has "master: the packages of stage toolchain are not kept in the cache"
  assert_equal "$(find "$cache/packages" -type f)" ""
  rm "$guest/full-disk"
  run install_packages
  assert_status 0
  assert_equal "$(find "$cache/packages" -name '*.sha256' | wc -l)" 1
  assert_equal "$(find "$cache/packages" -name '.part.*')" ""
}

@test "install-packages sends a copy of the repositories, once" {
  copy_in_cache
  run install_packages
  assert_status 0
  assert_output_has "master: sending a copy of the repositories, 97 KiB"
  cmp "$cache/repositories/copy.tar" "$guest/received-repositories"
  rm "$guest/received-repositories"
  run install_packages
  assert_status 0
  assert_output_lacks "sending"
  assert_equal "$(<"$guest/calls")" "install-repositories --sha256 $copy_sha256 --check
install-repositories --sha256 $copy_sha256
install-packages --stage toolchain --timeout 60 --group 'Development Tools' wget
install-repositories --sha256 $copy_sha256 --check
install-packages --stage toolchain --timeout 60 --group 'Development Tools' wget"
  nothing_left
}

nobody_was_there() {
  grep -q "Connection refused" "$TMPDIR"/*/shared.log
}

@test "a guest that does not answer yet is waited for" {
  source_file maven
  sshd_stop
  # Once the script has found nobody there.
  (
    wait_until nobody_was_there
    sshd_run "$BATS_TEST_TMPDIR/sshd_config"
    echo "$sshd_pid" >"$BATS_TEST_TMPDIR/sshd-pid"
  ) 3>&- &
  run push_tarball
  sshd_pid=$(<"$BATS_TEST_TMPDIR/sshd-pid")
  assert_status 0
  assert_output_has "sending maven 1"
  nothing_left
}

@test "push-artifact asks and sends over one connection" {
  source_file artifact
  mkdir "$cache/artifacts"
  mv "$BATS_TEST_TMPDIR/artifact" "$cache/artifacts/key-of-artifact.tar.gz"
  echo "$sha256" >"$cache/artifacts/key-of-artifact.sha256"
  run "$scripts/push-artifact" < <(settings KEY=key-of-artifact VERSION=0.24.0 SHA256="$sha256" CACHE="$cache")
  assert_status 0
  cmp "$cache/artifacts/key-of-artifact.tar.gz" "$guest/received-key-of-artifact"
  [[ $(wc -l <"$guest/calls") == 2 ]]
  [[ $(sshd_logins) == 1 ]]
  nothing_left
}

@test "a connection that breaks during the compile ends the script with status 255" {
  start_build
  sshd_signal_connections KILL
  wait_until test -e "$BATS_TEST_TMPDIR/status"
  [[ $(<"$BATS_TEST_TMPDIR/status") == 255 ]]
  grep -q "the build goes on in the guest" "$BATS_TEST_TMPDIR/output"
  rm "$guest/building"
  nothing_left
}

@test "a guest that falls silent during the compile is noticed, and ends the script with status 255" {
  with_short_patience
  start_build
  sshd_signal_connections STOP
  wait_until test -e "$BATS_TEST_TMPDIR/status"
  [[ $(<"$BATS_TEST_TMPDIR/status") == 255 ]]
  grep -q "the build goes on in the guest" "$BATS_TEST_TMPDIR/output"
  # What it takes without the patience of this test: a minute. No call of ssh lacks it but the one that ends the connection.
  run grep -vE -- '-o ServerAliveInterval=15 -o ServerAliveCountMax=4 |-O exit ' "$BATS_TEST_TMPDIR/ssh-calls"
  [[ -z $output ]]
  rm "$guest/building"
  sshd_signal_connections CONT
  nothing_left
}

# with_other_key: the settings on standard input with the pinned key of another machine.
with_other_key() {
  sed "s|^HOST_KEY=.*|HOST_KEY=$(cut -d ' ' -f 1,2 "$BATS_FILE_TMPDIR/other.pub")|"
}

# fingerprint NAME: of a key of this file's.
fingerprint() {
  ssh-keygen -l -f "$BATS_FILE_TMPDIR/$1.pub" | cut -d ' ' -f 2
}

@test "a host key that is not the pinned one is refused, with both fingerprints and the ways on" {
  source_file maven
  run "$scripts/push-tarball" < <(
    settings NAME=maven VERSION=1 SHA256="$sha256" DESTINATION=/opt CACHE="$cache" SOURCES="$BATS_TEST_TMPDIR/maven" |
      with_other_key
  )
  assert_status 255
  assert_output_has "Host key verification failed"
  assert_output_has "master: at 127.0.0.1 another host key answers"
  assert_output_has "expected 2048 $(fingerprint other)"
  assert_output_has "found    2048 $(fingerprint host)"
  assert_output_has "pulumi up --replace '**-master-host-key'"
  assert_output_has "pulumi up --replace '**-master-disk'"
  assert_output_lacks "sending"
  [[ $(sshd_logins) == 0 && ! -s $guest/calls ]]
  nothing_left
}

@test "a temporary folder whose path is too long for a socket does no harm" {
  TMPDIR=$TMPDIR/$(printf '%0100d' 0)
  mkdir "$TMPDIR"
  source_file maven
  run push_tarball
  assert_status 0
  [[ $(sshd_logins) == 1 ]]
  nothing_left
}

@test "a connection that fails for another reason says nothing of keys" {
  source_file maven
  run "$scripts/push-tarball" < <(
    settings NAME=maven VERSION=1 SHA256="$sha256" DESTINATION=/opt CACHE="$cache" SOURCES="$BATS_TEST_TMPDIR/maven" |
      sed '/^-----BEGIN/,$d' && cat "$BATS_FILE_TMPDIR/other"
  )
  assert_status 255
  assert_output_has "Permission denied"
  assert_output_lacks "host key"
}

@test "make ssh is refused by another host key, and tells the ways on" {
  # Its settings come from the stack's state.
  cp -r "$scripts" "$BATS_TEST_TMPDIR/host"
  # shellcheck disable=SC2016  # for the shell that sources it
  echo 'typescript_run() { cat -- "$CONNECTION"; }' >"$BATS_TEST_TMPDIR/host/lib/typescript.sh"
  export CONNECTION=$BATS_TEST_TMPDIR/connection
  settings | with_other_key >"$CONNECTION"
  run "$BATS_TEST_TMPDIR/host/ssh" master install-tarball
  assert_status 255
  assert_output_has "expected 2048 $(fingerprint other)"
  assert_output_has "pulumi up --replace '**-master-host-key'"
  [[ $(sshd_logins) == 0 && ! -s $guest/calls ]]
}

# connected COMMAND...: with the functions of guest-ssh.sh and a connection that is not shared yet.
connected() {
  bash -euo pipefail -c 'source "$0/lib/guest-ssh.sh" && guest_ssh_read_settings && guest_ssh_open && '"$1" \
    "$scripts" < <(settings)
}

@test "guest_ssh connects by itself without a shared connection, and when that one has ended" {
  printf '%s\n' maven >"$guest/placed"
  local check='guest_ssh "install-tarball --name maven --check" </dev/null'
  run connected "$check && $check"
  assert_status 0
  [[ $(sshd_logins) == 2 ]]
  # shellcheck disable=SC2016  # for the shell that is started
  run connected "guest_ssh_share && $check"' && ssh -o ControlPath="$guest_ssh_socket" -O exit x 2>/dev/null && '"$check"
  assert_status 0
  [[ $(sshd_logins) == 4 ]]
  nothing_left
}

@test "guest_ssh gives a command's status through a shared connection" {
  run connected 'guest_ssh_share && guest_ssh "install-tree --key none --check" </dev/null'
  assert_status 1
  run -127 connected 'guest_ssh_share && guest_ssh reboot </dev/null'
  assert_output_has "no such command: reboot"
}
