#!/usr/bin/env bats

bats_require_minimum_version 1.5.0
key_one=mesos-0.24.0-aaaaaaaa11111111
key_two=mesos-0.24.0-bbbbbbbb22222222

setup() {
  load helper
  guest_setup
  collection devtoolset-2
  build=$state/build
  log=$root/var/log/mesos-testbed/build.log
  swap=$root/var/lib/mesos-testbed.swap
  make_source 0.24.0
  mkdir -p "$root/proc" "$root/usr/lib/jvm/java-1.7.0-openjdk/bin"
  echo "MemTotal:        4000000 kB" >"$root/proc/meminfo"
  printf 'Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n' >"$root/proc/swaps"
  touch "$root/usr/lib/jvm/java-1.7.0-openjdk/bin/javac"
  chmod +x "$root/usr/lib/jvm/java-1.7.0-openjdk/bin/javac"
}

# Nothing that a test built in the background may outlive it.
teardown() {
  local worker
  for worker in "$build"/*/worker; do
    [[ ! -e $worker ]] || kill -KILL -- "-$(cut -d ' ' -f 1 "$worker")" 2>/dev/null || true
  done
  guest_teardown
}

# make_source VERSION: a source whose configure writes a Makefile of six objects.
make_source() {
  local source=$state/src/mesos-$1 number
  mkdir -p "$source/src"
  for number in 1 2 3 4 5 6; do
    echo "int f$number();" >"$source/src/f$number.cpp"
  done
  cat >"$source/configure" <<'CONFIGURE'
#!/bin/bash
set -eu
[[ $0 == ../configure ]]
printf '%s\n' "$@" >flags
env >environment
g++ -dumpversion >compiler
printf 'configured\n' >>"$STUB_STATE/configured"
cat >Makefile <<'MAKE'
objects = f1.o f2.o f3.o f4.o f5.o f6.o
mesos-master: $(objects)
	cat $(objects) >$@
%.o: ../src/%.cpp
	g++ -c $< -o $@
install: mesos-master
	mkdir -p $(DESTDIR)/usr/local/sbin $(DESTDIR)/usr/local/lib
	for each in mesos-master mesos-slave; do \
	  printf '#!/bin/sh\necho mesos 0.24.0 stand-in of the test\n' >$(DESTDIR)/usr/local/sbin/$$each; \
	  chmod +x $(DESTDIR)/usr/local/sbin/$$each; done
	cp mesos-master $(DESTDIR)/usr/local/lib/libmesos-0.24.0.so
	ln -sf libmesos-0.24.0.so $(DESTDIR)/usr/local/lib/libmesos.so
MAKE
CONFIGURE
  chmod +x "$source/configure"
}

build_mesos() {
  "$scripts/build-mesos" --version 0.24.0 --key "$key_one" --timeout 20 --jobs 1 "$@"
}

# slow_build_in_stage STAGE: starts a build, 0.4 s an object, in the background and waits for the stage; sets client.
slow_build_in_stage() {
  echo 0.4 >"$STUB_STATE/compile-seconds"
  build_mesos >"$BATS_TEST_TMPDIR/client" 2>&1 3>&- &
  client=$!
  wait_until grep -qx "$1" "$build/$key_one/stage"
}

assert_client_failed() {
  status=0
  wait "$client" || status=$?
  assert_status 1
}

compiled() {
  grep -c '^g++' "$STUB_STATE/calls" || true
}

@test "build-mesos builds in the toolset's environment and installs" {
  run build_mesos --configure-flag --disable-python --configure-flag "CXXFLAGS=-O1 -g"
  assert_status 0
  assert_output_has "build: Mesos 0.24.0 is built"
  [[ -x $state/install/$key_one/usr/local/sbin/mesos-master ]]
  [[ $(<"$build/$key_one/tree/build/flags") == "--disable-python
CXXFLAGS=-O1 -g" ]]
  [[ $(<"$build/$key_one/tree/build/compiler") == 4.8.2 ]]
  grep -qx "JAVA_HOME=$root/usr/lib/jvm/java-1.7.0-openjdk" "$build/$key_one/tree/build/environment"
  grep -qx "MAVEN_OPTS=-Dhttps.protocols=TLSv1.2" "$build/$key_one/tree/build/environment"
  grep -q "^PATH=$root/usr/lib/jvm/java-1.7.0-openjdk/bin:$root/opt/apache-maven/bin:" \
    "$build/$key_one/tree/build/environment"
  [[ $(compiled) == 6 ]]
  [[ ! -e $state/src/mesos-0.24.0/build ]]
}

@test "build-mesos compiles with another toolset and its flags" {
  collection devtoolset-7
  run build_mesos --toolset devtoolset-7 --configure-flag --disable-python --configure-flag CFLAGS=-Wno-error \
    --configure-flag CXXFLAGS=-Wno-error
  assert_status 0
  assert_equal "$(<"$build/$key_one/tree/build/compiler")" 7
  assert_equal "$(<"$build/$key_one/tree/build/flags")" "--disable-python
CFLAGS=-Wno-error
CXXFLAGS=-Wno-error"
}

@test "build-mesos of a finished build returns at once" {
  build_mesos
  : >"$STUB_STATE/calls"
  run build_mesos
  assert_status 0
  assert_output_has "unchanged: Mesos 0.24.0 of key $key_one is built"
  [[ $(compiled) == 0 ]]
}

@test "build-mesos says stage, count and time while it builds" {
  echo 0.3 >"$STUB_STATE/compile-seconds"
  run build_mesos
  assert_status 0
  [[ $output =~ build:\ make,\ [1-6]\ of\ 6\ objects\ \([0-9]+\ %\),\ [0-9]+\ s\ elapsed ]]
}

@test "build-mesos points Maven at the pushed repository, offline" {
  mkdir -p "$state/m2"
  run build_mesos
  assert_status 0
  grep -qx "MAVEN_OPTS=-Dhttps.protocols=TLSv1.2 -Duser.home=$build/$key_one/home" "$build/$key_one/tree/build/environment"
  grep -q "<offline>true</offline>" "$build/$key_one/home/.m2/settings.xml"
  grep -q "<localRepository>$state/m2</localRepository>" "$build/$key_one/home/.m2/settings.xml"
}

@test "build-mesos lets Maven alone out of the cluster's network, and nothing once there is a repository" {
  local calls="$BATS_TEST_TMPDIR/java" java=$root/usr/lib/jvm/java-1.7.0-openjdk/bin/java
  printf '#!/bin/sh\necho "$PWD ${STUB_OUTBOUND-} $*" >>"%s"\n' "$calls" >"$java"
  chmod +x "$java"
  # As mvn of Maven 3.3.9 does it.
  sed -i 's/^env >environment$/env >environment; "${JAVACMD:-$JAVA_HOME\/bin\/java}" -Dx="a b" package/' \
    "$state/src/mesos-0.24.0/configure"
  run build_mesos
  assert_status 0
  assert_equal "$(<"$calls")" "$build/$key_one/tree/build 451 -Dx=a b package"
  run grep STUB_OUTBOUND "$build/$key_one/tree/build/environment"
  assert_status 1
  rm "$calls"
  mkdir -p "$state/m2"
  run "$scripts/build-mesos" --version 0.24.0 --key "$key_two" --timeout 20 --jobs 1
  assert_status 0
  assert_equal "$(<"$calls")" "$build/$key_two/tree/build  -Dx=a b package"
}

@test "build-mesos runs bootstrap for a source without configure" {
  mv "$state/src/mesos-0.24.0/configure" "$state/src/mesos-0.24.0/configure.in"
  printf '#!/bin/sh\ncp configure.in configure\n' >"$state/src/mesos-0.24.0/bootstrap"
  chmod +x "$state/src/mesos-0.24.0/bootstrap"
  run build_mesos
  assert_status 0
}

@test "build-mesos refuses an old compiler where no toolset is asked for" {
  run build_mesos --toolset none
  assert_status 1
  assert_output_has "g++ is 4.4.7, Mesos needs 4.8 or newer"
  assert_output_has "$HOSTNAME: stage toolchain failed with status 1; log $log"
  [[ ! -e $STUB_STATE/configured ]]
  # And goes on when the fault is gone.
  run build_mesos
  assert_status 0
}

@test "build-mesos needs a JDK unless Java is off" {
  rm -r "$root/usr/lib/jvm"
  run build_mesos
  assert_status 1
  assert_output_has "is java-1.7.0-openjdk-devel installed?"
  run build_mesos --configure-flag --disable-java
  assert_status 0
  run ! grep -q ^JAVA_HOME= "$build/$key_one/tree/build/environment"
}

@test "build-mesos names a source that was not pushed" {
  rm -r "$state/src"
  run build_mesos
  assert_status 1
  assert_output_has "stage unpack failed"
  assert_output_has "the source has not been pushed"
}

@test "build-mesos shows the failure of a stage, and the next call goes on there" {
  echo broken >>"$state/src/mesos-0.24.0/src/f4.cpp"
  run build_mesos
  assert_status 1
  assert_output_has "$HOSTNAME: stage make failed with status 2; log $log"
  assert_output_has "build: | f4.cpp:1: error: 'broken' was not declared"
  [[ $(<"$build/$key_one/result") == "failed make 2" ]]
  : >"$STUB_STATE/calls"
  sed -i '/broken/d' "$build/$key_one/tree/src/f4.cpp"
  run build_mesos
  assert_status 0
  assert_output_has "resuming the build of Mesos 0.24.0 in stage make"
  [[ $(compiled) == 3 ]]
  [[ $(wc -l <"$STUB_STATE/configured") == 1 ]]
}

@test "build-mesos keeps building when its client is killed; the next call follows" {
  slow_build_in_stage make
  kill -KILL "$client"
  run build_mesos
  assert_status 0
  assert_output_has "following the build that runs: make"
  assert_output_has "is built"
  [[ $(compiled) == 6 ]]
}

@test "build-mesos keeps building when nobody reads its output any more" {
  echo 0.3 >"$STUB_STATE/compile-seconds"
  build_mesos 3>&- | head -n 1 >/dev/null || true
  [[ ! -e $build/$key_one/result ]]
  wait_until grep -qx ok "$build/$key_one/result"
}

@test "build-mesos does not keep its caller's descriptors open" {
  slow_build_in_stage make
  kill -KILL "$client"
  local worker
  worker=$(cut -d ' ' -f 1 "$build/$key_one/worker")
  run ls -l "/proc/$worker/fd"
  assert_output_lacks "pipe:"
  assert_output_lacks "$BATS_TEST_TMPDIR/client"
}

@test "build-mesos whose whole build was killed says so, and the next call resumes it" {
  slow_build_in_stage make
  wait_until test -s "$build/$key_one/tree/build/f2.o"
  kill -KILL -- "-$(cut -d ' ' -f 1 "$build/$key_one/worker")"
  assert_client_failed
  output=$(<"$BATS_TEST_TMPDIR/client")
  assert_output_has "$HOSTNAME: the build ended without a result in stage make"
  assert_output_has "run this again to go on there; log $log"
  rm "$STUB_STATE/compile-seconds"
  run build_mesos
  assert_status 0
  assert_output_has "an earlier build ended without a result in stage make"
  [[ $(wc -l <"$STUB_STATE/configured") == 1 ]]
}

@test "build-mesos whose worker alone was killed ends the rest and says so" {
  slow_build_in_stage make
  kill -KILL "$(cut -d ' ' -f 1 "$build/$key_one/worker")"
  assert_client_failed
  output=$(<"$BATS_TEST_TMPDIR/client")
  assert_output_has "ended without a result in stage make"
  flock -n "$build/lock" true
}

@test "build-mesos of another key ends what a dead build left running" {
  slow_build_in_stage make
  kill -KILL "$client" "$(cut -d ' ' -f 1 "$build/$key_one/worker")"
  run "$scripts/build-mesos" --version 0.24.0 --key "$key_two" --timeout 20 --jobs 1
  assert_status 0
  assert_output_has "ending what a dead build left running"
  [[ ! -e $build/$key_one ]]
}

@test "build-mesos that resumes after a kill makes half-written objects again" {
  slow_build_in_stage make
  wait_until test -e "$build/$key_one/tree/build/f2.o"
  kill -KILL -- "-$(cut -d ' ' -f 1 "$build/$key_one/worker")"
  wait "$client" || true
  : >"$build/$key_one/tree/build/f1.o"
  touch -d '1 hour ago' "$build/$key_one/tree/build/Makefile"
  rm "$STUB_STATE/compile-seconds"
  run build_mesos
  assert_status 0
  [[ -s $build/$key_one/tree/build/f1.o && -s $build/$key_one/tree/build/f2.o ]]
}

@test "a process is told from a later one, or one after a reboot, with its id" {
  source "$scripts/lib/process.sh"
  local identity id start boot
  identity=$(process_identity "$$")
  read -r id start boot <<<"$identity"
  process_is_alive "$identity"
  run process_is_alive "$id $((start - 1)) $boot"
  assert_status 1
  run process_is_alive "$id $start 00000000-0000-0000-0000-000000000000"
  assert_status 1
  run process_is_alive ""
  assert_status 1
}

@test "build-mesos does not take a reused process id for its worker" {
  mkdir -p "$build/$key_one"
  echo make >"$build/$key_one/stage"
  echo "$$ 1 $(</proc/sys/kernel/random/boot_id)" >"$build/$key_one/worker"
  run build_mesos
  assert_status 0
  assert_output_has "ended without a result"
}

@test "build-mesos of another key stops the old build and removes its tree" {
  slow_build_in_stage make
  rm "$STUB_STATE/compile-seconds"
  run "$scripts/build-mesos" --version 0.24.0 --key "$key_two" --timeout 20 --jobs 1
  assert_status 0
  assert_output_has "stopping the build of another key"
  [[ ! -e $build/$key_one && -d $state/install/$key_two ]]
  assert_client_failed
}

@test "build-mesos gives up waiting in time, the build does not" {
  echo 0.3 >"$STUB_STATE/compile-seconds"
  run "$scripts/build-mesos" --version 0.24.0 --key "$key_one" --timeout 1 --jobs 1
  assert_status 1
  assert_output_has "no result after 1 s (stage "
  assert_output_has "The build goes on in the guest"
  wait_until grep -qx ok "$build/$key_one/result"
}

@test "build-mesos takes as many jobs as memory and CPUs allow" {
  local memory expected
  for memory in 1000000:1 1600000:1 3200000:2 640000000:$(nproc); do
    echo "MemTotal:        ${memory%:*} kB" >"$root/proc/meminfo"
    expected=${memory#*:}
    ((expected <= $(nproc))) || expected=$(nproc)
    rm -rf "$build" "$state/install"
    run "$scripts/build-mesos" --version 0.24.0 --key "$key_one" --timeout 20
    assert_status 0
    assert_output_has "with $expected jobs"
  done
}

@test "build-mesos says beforehand how long it may take" {
  mkdir -p "$state/src/mesos-0.24.0/src/tests"
  touch "$state/src/mesos-0.24.0/src/tests/a_tests.cpp"
  run "$scripts/build-mesos" --version 0.24.0 --key "$key_one" --timeout 20 --jobs 2
  assert_status 0
  # 6 files of 27 s each on 2 jobs.
  [[ ${lines[0]} == "build: starting the build of Mesos 0.24.0 with 2 jobs, estimate for 6 C++ files: about 2 min on a"* ]]
}

@test "build-mesos leaves no debug symbols in what it installs" {
  run build_mesos
  assert_status 0
  # The daemons of this test are scripts.
  [[ $(grep '^strip' "$STUB_STATE/calls") == "strip --strip-debug $state/install/$key_one.part/usr/local/lib/libmesos-0.24.0.so" ]]
}

@test "build-mesos whose symbols cannot be stripped fails in stage install" {
  touch "$STUB_STATE/strip-fails"
  run build_mesos
  assert_status 1
  assert_output_has "stage install failed"
  [[ ! -e $state/install/$key_one ]]
}

# swap_calls: what was done about swap, in order.
swap_calls() {
  grep -E '^(fallocate|dd|mkswap|swapon|swapoff) ' "$STUB_STATE/calls" || true
}

@test "build-mesos with enough memory makes no swap" {
  echo "MemTotal:        2621440 kB" >"$root/proc/meminfo"
  run build_mesos
  assert_status 0
  assert_equal "$(swap_calls)" ""
}

@test "build-mesos with little memory has swap while it compiles, and none afterwards" {
  echo "MemTotal:        1000000 kB" >"$root/proc/meminfo"
  run build_mesos
  assert_status 0
  # 1.5 GiB for the one compiler and 1 GiB beside it, less 1000000 KiB, in steps of 256 MiB.
  assert_equal "$(swap_calls)" "fallocate -l 1879048192 $swap
mkswap $swap
swapon $swap
swapoff $swap"
  [[ ! -e $swap ]]
  grep -qF "memory is short: 1792 MiB of swap in $swap" "$log"
}

@test "build-mesos counts swap that the machine has" {
  printf 'MemTotal:        1000000 kB\nSwapTotal:       2000000 kB\n' >"$root/proc/meminfo"
  run build_mesos
  assert_status 0
  assert_equal "$(swap_calls)" ""
}

@test "build-mesos takes its swap back when a stage fails, too" {
  echo "MemTotal:        1000000 kB" >"$root/proc/meminfo"
  echo broken >>"$state/src/mesos-0.24.0/src/f4.cpp"
  run build_mesos
  assert_status 1
  [[ $(swap_calls | tail -n 1) == "swapoff $swap" && ! -e $swap ]]
}

@test "build-mesos writes the swap file where the kernel does not take an allocated one" {
  echo "MemTotal:        2000000 kB" >"$root/proc/meminfo"
  touch "$STUB_STATE/swapon-wants-written"
  run build_mesos
  assert_status 0
  [[ $(swap_calls | tail -n 4 | head -n 1) == "dd if=/dev/zero of=$swap bs=1M count=768" ]]
  [[ $(swap_calls | tail -n 1) == "swapoff $swap" ]]
}

@test "build-mesos goes on without swap where none can be made" {
  echo "MemTotal:        1000000 kB" >"$root/proc/meminfo"
  touch "$STUB_STATE/mkswap-fails"
  run build_mesos
  assert_status 0
  grep -qF "and no swap file could be made" "$log"
  [[ ! -e $swap ]]
}

@test "build-mesos uses the swap that a killed build has left, and takes it back" {
  echo "MemTotal:        1000000 kB" >"$root/proc/meminfo"
  slow_build_in_stage make
  kill -KILL -- "-$(cut -d ' ' -f 1 "$build/$key_one/worker")"
  assert_client_failed
  [[ -e $swap ]]
  rm "$STUB_STATE/compile-seconds"
  : >"$STUB_STATE/calls"
  run build_mesos
  assert_status 0
  assert_equal "$(swap_calls)" "swapoff $swap"
  [[ ! -e $swap ]]
}

@test "build-mesos reports a toolset that is not installed" {
  run build_mesos --toolset devtoolset-9
  assert_status 1
  assert_output_has "Unable to open /etc/scl/prefixes/devtoolset-9!"
  assert_output_has "ended without a result in stage start"
}

@test "build-mesos refuses wrong calls" {
  local bad
  for bad in ../../../etc/x .hidden-key "two words" "quote'quote" short; do
    run "$scripts/build-mesos" --version 0.24.0 --key "$bad" --timeout 5
    assert_status 2
  done
  run "$scripts/build-mesos" --version 0.24.0 --key "$key_one"
  assert_status 2
  run build_mesos --jobs 0
  assert_status 2
  run build_mesos --toolset "a'b"
  assert_status 2
}

@test "pack-maven-repository packs what Maven has fetched, and a pushed one is where the build looks" {
  local fetched=$root/root/.m2/repository sha256
  rm -rf "$state/m2"
  run "$scripts/pack-maven-repository"
  assert_status 0
  assert_output_has "there is no Maven repository"
  mkdir -p "$fetched/org/x/1"
  echo jar >"$fetched/org/x/1/x-1.jar"
  touch "$fetched/org/x/1/_remote.repositories" "$fetched/org/x/1/y.pom.lastUpdated" "$fetched/resolver-status.properties"
  "$scripts/pack-maven-repository" >"$BATS_TEST_TMPDIR/packed" 2>/dev/null
  assert_equal "$(tar -tzf "$BATS_TEST_TMPDIR/packed")" "m2-repository/org/x/1/x-1.jar"
  touch "$fetched/org/x/1/x-1.jar"
  "$scripts/pack-maven-repository" 2>/dev/null | cmp "$BATS_TEST_TMPDIR/packed" -
  rm -rf "$fetched"
  sha256=$(sha256sum "$BATS_TEST_TMPDIR/packed" | cut -d ' ' -f 1)
  run "$scripts/install-tarball" --name m2 --version repository --sha256 "$sha256" --dest /var/lib/mesos-testbed \
    <"$BATS_TEST_TMPDIR/packed"
  assert_status 0
  assert_equal "$(<"$state/m2/org/x/1/x-1.jar")" jar
  # A bundle of a cluster that was made from one has it as well.
  "$scripts/pack-maven-repository" 2>/dev/null | cmp "$BATS_TEST_TMPDIR/packed" -
  run "$scripts/pack-maven-repository" --all
  assert_status 2
}

@test "drop-maven-repository: only where Maven has missed something, and only a repository that was sent" {
  run "$scripts/drop-maven-repository"
  assert_status 1
  mkdir -p "$state/m2-repository" "${log%/*}"
  ln -s m2-repository "$state/m2"
  echo "[ERROR] Plugin x failed to load" >"$log"
  run "$scripts/drop-maven-repository"
  assert_status 1
  [[ -d $state/m2 ]]
  echo "[ERROR] Cannot access central (https://x.test/maven2) in offline mode and the artifact a:b:jar:1 has not been downloaded" >>"$log"
  run "$scripts/drop-maven-repository"
  assert_status 0
  assert_output_has "Maven has missed what the repository does not have: the artifact a:b:jar:1"
  [[ ! -e $state/m2 && ! -L $state/m2 && ! -e $state/m2-repository ]]
  run "$scripts/drop-maven-repository"
  assert_status 1
  run "$scripts/drop-maven-repository" --force
  assert_status 2
}
