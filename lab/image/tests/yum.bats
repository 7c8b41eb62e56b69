# yum and rpm against the real mirror on loopback, in a temporary root.
load root

setup_file() { start_mirror; }
teardown_file() { stop_mirror; }
setup() {
  make_root
  centos_repositories
}

@test "install reveals exactly the package's content and rpm agrees" {
  run "$BIN/rpm" -q wget
  [ "$status" -eq 1 ]
  [ "$output" = "package wget is not installed" ]
  run "$BIN/yum" -y install wget
  [ "$status" -eq 0 ]
  [[ "$output" == *"Importing GPG key 0xC105B9DE"* ]]
  [[ "${lines[-1]}" == "Complete!" ]]
  [ "$(ls "$LAB_ROOT/usr/bin")" = "of-wget" ]
  run "$BIN/rpm" -q wget
  [ "$output" = "wget-1.12-5.el6.x86_64" ]
  run "$BIN/rpm" -q gpg-pubkey
  [ "$output" = "gpg-pubkey-c105b9de-00000000" ]
}

@test "install again does nothing and succeeds" {
  "$BIN/yum" -y -q install wget >/dev/null
  run "$BIN/yum" -y install wget
  [ "$status" -eq 0 ]
  [[ "$output" == *"already installed and latest version"* ]]
  [ "${lines[-1]}" = "Nothing to do" ]
}

@test "an unknown package alone is an error, beside a known one a message" {
  run "$BIN/yum" -y install nonesuch
  [ "$status" -eq 1 ]
  [[ "$output" == *"No package nonesuch available."* ]]
  [[ "$output" == *"Error: Nothing to do"* ]]
  run "$BIN/yum" -y install nonesuch wget
  [ "$status" -eq 0 ]
  "$BIN/rpm" -q wget
}

@test "without -y and an answer nothing is installed" {
  run "$BIN/yum" install wget </dev/null
  [ "$status" -eq 1 ]
  [[ "$output" == *"Exiting on user Command"* ]]
  run "$BIN/rpm" -q wget
  [ "$status" -eq 1 ]
}

@test "requirements come along; one that nobody offers is an error" {
  devtoolset_repository
  run "$BIN/yum" -y install devtoolset-2-toolchain
  [ "$status" -eq 0 ]
  run "$BIN/rpm" -q devtoolset-2-gcc-c++ scl-utils glibc-devel
  [ "$status" -eq 0 ]
  make_root
  rm "$LAB_ROOT"/etc/yum.repos.d/{base,updates}.repo
  run "$BIN/yum" -y install subversion-devel
  [ "$status" -eq 1 ]
}

@test "a requirement in a repository that is off is named" {
  rm "$LAB_ROOT"/etc/yum.repos.d/*.repo
  centos_repositories
  devtoolset_repository
  run "$BIN/yum" -y --disablerepo=updates install devtoolset-2-toolchain
  [ "$status" -eq 1 ]
  [[ "$output" == *"Requires: scl-utils"* ]]
}

@test "the development tools are a group, and groupinfo names its members" {
  run "$BIN/yum" -y groupinstall "Development Tools"
  [ "$status" -eq 0 ]
  run "$BIN/yum" -C groupinfo "Development Tools"
  [ "$status" -eq 0 ]
  [[ "$output" == *" Mandatory Packages:"* ]]
  for name in binutils gcc gcc-c++ make patch; do
    [[ "$output" == *"   $name"* ]]
    "$BIN/rpm" -q "$name"
  done
  run "$BIN/yum" -y groupinstall "No Such Group"
  [ "$status" -eq 1 ]
  [[ "$output" == *"Warning: Group No Such Group does not exist."* ]]
}

@test "update takes the newer version, and only of what is installed" {
  run "$BIN/yum" -y update nss wget
  [ "$status" -eq 0 ]
  run "$BIN/rpm" -q --qf '%{VERSION}-%{RELEASE}\n' nss
  [ "$output" = "3.19.1-3.el6_6" ]
  run "$BIN/rpm" -q wget
  [ "$status" -eq 1 ]
}

@test "base URLs are tried in order, unless the plugin sorts them" {
  sed -i "s,^baseurl=,baseurl=http://127.0.0.1:1/gone/ ," "$LAB_ROOT/etc/yum.repos.d/base.repo"
  run "$BIN/yum" -y install wget
  [ "$status" -eq 0 ]
  [[ "$output" == *"Loaded plugins: fastestmirror, lab-stand-in"* ]]
  [[ "$output" != *"/gone/"* ]]
  rm -rf "$LAB_ROOT/var/cache/yum"
  run "$BIN/yum" --disableplugin=fastestmirror -y install unzip
  [ "$status" -eq 0 ]
  [[ "$output" == *"Loaded plugins: lab-stand-in"* ]]
  [[ "$output" == *"http://127.0.0.1:1/gone/repodata/repomd.xml: [Errno 14] PYCURL ERROR 7"* ]]
  [[ "$output" == *"Trying other mirror."* ]]
}

@test "a repository that cannot be read stops yum, unless it may be skipped" {
  repository gone no/such/place
  run "$BIN/yum" -y install wget
  [ "$status" -eq 1 ]
  [[ "$output" == *"Cannot retrieve repository metadata (repomd.xml) for repository: gone."* ]]
  repository gone no/such/place skip_if_unavailable=1
  run "$BIN/yum" -y install wget
  [ "$status" -eq 0 ]
}

@test "the stock repositories of the image lead nowhere" {
  rm "$LAB_ROOT"/etc/yum.repos.d/*.repo
  cp "$IMAGE/rootfs/etc/yum.repos.d/CentOS-Base.repo" "$LAB_ROOT/etc/yum.repos.d/"
  sed -i 's,http://mirrorlist.centos.org,http://127.0.0.1:1,' "$LAB_ROOT/etc/yum.repos.d/CentOS-Base.repo"
  run "$BIN/yum" -y install wget
  [ "$status" -eq 1 ]
  [[ "$output" == *"Cannot find a valid baseurl for repo: base"* ]]
}

@test "a missing, a wrong and an unreachable key are errors; --nogpgcheck helps" {
  sed -i '/^gpgkey/d' "$LAB_ROOT/etc/yum.repos.d/base.repo"
  run "$BIN/yum" -y install wget
  [ "$status" -eq 1 ]
  [[ "$output" == *"Public key for wget-1.12-5.el6.x86_64.rpm is not installed"* ]]
  echo "gpgkey=http://127.0.0.1:$PORT/cern/slc6X/x86_64/RPM-GPG-KEY-cern" >>"$LAB_ROOT/etc/yum.repos.d/base.repo"
  run "$BIN/yum" -y install wget
  [ "$status" -eq 1 ]
  [[ "$output" == *"are already installed but they are not correct for this package"* ]]
  sed -i 's,^gpgkey=.*,gpgkey=file:///no/such/key,' "$LAB_ROOT/etc/yum.repos.d/base.repo"
  run "$BIN/yum" -y install wget
  [ "$status" -eq 1 ]
  [[ "$output" == *"GPG key retrieval failed"* ]]
  [ -z "$(ls "$LAB_ROOT/usr/bin" 2>/dev/null)" ]
  run "$BIN/yum" -y --nogpgcheck install wget
  [ "$status" -eq 0 ]
}

@test "a package file that does not match its metadata is refused" {
  file="$MIRROR_ROOT/centos/6.6/os/x86_64/Packages/wget-1.12-5.el6.x86_64.rpm"
  cp "$file" "$BATS_TEST_TMPDIR/kept"
  echo changed >"$file"
  run "$BIN/yum" -y install wget
  cp "$BATS_TEST_TMPDIR/kept" "$file"
  [ "$status" -eq 1 ]
  [[ "$output" == *"Package does not match intended download"* ]]
  run "$BIN/rpm" -q wget
  [ "$status" -eq 1 ]
}

@test "a second yum waits for the lock and says for whom" {
  sleep 30 3>&- &
  holder=$!
  echo "$holder" >"$LAB_ROOT/var/run/yum.pid"
  "$BIN/yum" -y install wget >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
  await 10 grep -q "waiting for it to exit" "$BATS_TEST_TMPDIR/out"
  grep -q "another copy is running as pid $holder" "$BATS_TEST_TMPDIR/out"
  run "$BIN/rpm" -q wget
  [ "$status" -eq 1 ]
  kill "$holder"
  await 20 "$BIN/rpm" -q --quiet wget
}

@test "a lock of a dead process is taken over, and none is left" {
  echo 999999 >"$LAB_ROOT/var/run/yum.pid"
  run "$BIN/yum" -y install wget
  [ "$status" -eq 0 ]
  [ ! -e "$LAB_ROOT/var/run/yum.pid" ]
}

@test "what yum 3.2 does not have is refused" {
  run "$BIN/yum" --allowerasing -y install wget
  [ "$status" -eq 1 ]
  [ "$output" = "Command line error: no such option: --allowerasing" ]
  run "$BIN/yum" module list
  [ "$status" -eq 1 ]
  [[ "$output" == "No such command: module."* ]]
  run "$BIN/yum" --enablerepo=nonesuch makecache
  [ "$status" -eq 1 ]
  [[ "$output" == *"Error getting repository data for nonesuch, repository not found"* ]]
}

@test "keepcache keeps the package, otherwise it goes" {
  "$BIN/yum" -y -q --setopt=keepcache=1 install wget >/dev/null
  [ -e "$LAB_ROOT/var/cache/yum/x86_64/6/base/packages/wget-1.12-5.el6.x86_64.rpm" ]
  "$BIN/yum" -q clean all
  [ ! -e "$LAB_ROOT/var/cache/yum/x86_64/6/base/packages" ]
  "$BIN/yum" -y -q install unzip >/dev/null
  [ -z "$(ls "$LAB_ROOT/var/cache/yum/x86_64/6/base/packages")" ]
}

@test "rpm: status counts what is missing; other modes are refused" {
  run "$BIN/rpm" -q nope bash nada
  [ "$status" -eq 2 ]
  [ "${lines[1]}" = "bash-4.1.2-29.el6.x86_64" ]
  run "$BIN/rpm" -Uvh some.rpm
  [ "$status" -eq 1 ]
  [[ "$output" == *"unknown option"* ]]
  run "$BIN/rpm" --eval '%{_arch}'
  [ "$output" = "x86_64" ]
  run "$BIN/rpm" --import "$LAB_ROOT/etc/yum.conf"
  [ "$status" -eq 1 ]
}

@test "of many yums at once, each holds the lock alone" {
  # Each adds its name to a list while it holds the lock, and finds nobody else there.
  cat >"$BATS_TEST_TMPDIR/hold.py" <<'PYTHON'
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ["IMAGE"], "shims"))
from el6 import lock

folder = sys.argv[1]
for _ in range(20):
    lock.acquire()
    mine = os.path.join(folder, str(os.getpid()))
    open(mine, "w").close()
    time.sleep(0.001)
    if len(os.listdir(folder)) != 1:
        sys.exit("two hold the lock")
    os.unlink(mine)
    lock.release()
PYTHON
  mkdir "$BATS_TEST_TMPDIR/holders"
  local number pid pids=()
  for ((number = 0; number < 6; number++)); do
    python3 "$BATS_TEST_TMPDIR/hold.py" "$BATS_TEST_TMPDIR/holders" 3>&- &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "$pid"
  done
}

@test "a package that is not signed needs gpgcheck=0" {
  repository maven 'fedorapeople/repos/dchen/apache-maven/epel-6/$basearch'
  run "$BIN/yum" -y install apache-maven
  [ "$status" -eq 1 ]
  [[ "$output" == *"Package apache-maven-3.3.9-3.el6.noarch.rpm is not signed"* ]]
  [ -z "$(ls "$LAB_ROOT/usr/bin" 2>/dev/null)" ]
  repository maven 'fedorapeople/repos/dchen/apache-maven/epel-6/$basearch' gpgcheck=0
  run "$BIN/yum" -y install apache-maven
  [ "$status" -eq 0 ]
}

@test "a repository beside the distribution's gives the newer version" {
  repository WANdiscoSVN 'wandisco/centos/6/svn-1.8/RPMS/$basearch' "gpgkey=http://127.0.0.1:$PORT/wandisco/RPM-GPG-KEY-WANdisco"
  run "$BIN/yum" -y install subversion-devel
  [ "$status" -eq 0 ]
  run "$BIN/rpm" -q subversion subversion-devel serf
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "subversion-1.8.15-1.x86_64" ]
  [ "${lines[1]}" = "subversion-devel-1.8.15-1.x86_64" ]
}
