#!/usr/bin/env bats
# make bundle and what unpacks it: gathered from the lab's own mirror on loopback, used with that mirror off.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables that bats and the helpers set
bats_require_minimum_version 1.5.0

# The packages that the nodes say they have: of two repositories, with an epoch, and one of no repository.
readonly MASTER_LOG='Jan 02 10:00:00 Installed: wget-1.12-5.el6.x86_64
Jan 02 10:00:01 Updated: 1:nss-3.19.1-3.el6_6.x86_64
Jan 02 10:00:02 Erased: tar'
readonly SLAVE_LOG='Jan 02 10:00:00 Installed: wget-1.12-5.el6.x86_64
Jan 02 10:00:02 Installed: by-hand-1.0-1.x86_64'

setup_file() {
  load mirror
  mirror_files
  mirror_start
}

teardown_file() {
  load mirror
  mirror_stop
}

setup() {
  load helper
  load mirror
  load maven
  load repository
  host_setup
  [[ -e $BATS_FILE_TMPDIR/mirror.pid ]] || mirror_start
  cache=$BATS_TEST_TMPDIR/cache
  bundle=$BATS_TEST_TMPDIR/dev.bundle
  stack_file=$BATS_TEST_TMPDIR/Pulumi.test.yaml
  lock_file=$BATS_TEST_TMPDIR/inputs.test.lock.json
  export MESOS_TESTBED_STALL_SECONDS=1 MESOS_TESTBED_PAUSE_SECONDS=0.1 MESOS_TESTBED_ANSWER_SECONDS=2
  mirror_stack_file "$stack_file" "$cache"
  guest_logs
  well_libvirt
  maven_files_in_cache
}

teardown() {
  host_teardown
}

guest_logs() {
  local host
  for host in 51 54 55; do
    mkdir -p "$FAKE_STATE/guests/$net.$host/var/log"
    echo "$SLAVE_LOG" >"$FAKE_STATE/guests/$net.$host/var/log/yum.log"
  done
  echo "$MASTER_LOG" >"$FAKE_STATE/guests/$net.51/var/log/yum.log-20150101"
}

create() {
  run --separate-stderr timeout 120 host/bundle create "$@" test "$bundle" "$stack_file"
}

unpack() {
  run --separate-stderr timeout 120 host/bundle unpack "$bundle" test "$stack_file"
}

# offline [LINE...]: as on another machine: no source answers, and there is nothing in the cache yet.
offline() {
  mirror_stop
  cache=$BATS_TEST_TMPDIR/offline-cache
  mirror_stack_file "$stack_file" "$cache" "$@"
}

# unpack_by_hand, pack_by_hand: into the folder tree, and what it has then as a bundle again, in the same order.
unpack_by_hand() {
  tree=$BATS_TEST_TMPDIR/tree
  mkdir "$tree"
  tar --extract --file "$bundle" --directory "$tree"
}

pack_by_hand() {
  local name names
  # Before the bundle is written over; what was removed from the tree is left out.
  names=$(tar --list --file "$bundle" | while read -r name; do [[ ! -e $tree/$name ]] || echo "$name"; done)
  tar --create --file "$bundle" --directory "$tree" --no-recursion --files-from - <<<"$names"
}

@test "a bundle of the mirror's inputs serves doctor, the gate and fetch with the mirror off" {
  create
  assert_status 0
  assert_equal "$output" "$bundle"
  assert_has "$stderr" "master: yum has installed 3 packages there"
  assert_has "$stderr" "packages of no enabled repository are left out: by-hand-1.0-1.x86_64"
  offline
  run host/doctor test "$stack_file"
  assert_status 1
  assert_has "$output" "10 of 10 inputs have no living source"
  unpack
  assert_status 0
  assert_has "$stderr" "7 files are in the cache $cache"
  run host/doctor test "$stack_file"
  assert_status 0
  assert_equal "$(grep -c ' the cache  *\(in the cache\|a copy is in the cache, from a bundle\)$' <<<"$output")" 11
  assert_has "$(tr -s ' ' <<<"$output")" "files of maven 3.3.9 yes the cache in the cache"
  assert_has "$output" "all 10 inputs can be had"
  run host/fetch maven "$(mirror_sha256 maven)" <<<"$cache"
  assert_status 0
  assert_equal "${lines[-1]}" "$cache/downloads/sha256/$(mirror_sha256 maven)"
  assert_equal "$(sha256sum <"${lines[-1]}")" "$(mirror_sha256 maven)  -"
  # Nothing but the cache's own.
  assert_equal "$(ls -A "$cache")" "downloads"$'\n'"maven-repositories"$'\n'"repositories"
  nothing_left
}

@test "the copy has the metadata and the packages as the mirror has them, and nothing else" {
  create
  assert_status 0
  unpack_by_hand
  mkdir "$tree/copy"
  tar --extract --file "$tree/repositories.tar" --directory "$tree/copy"
  assert_equal "$(cd "$tree/copy" && find . -type f | LC_ALL=C sort)" "./base/Packages/wget-1.12-5.el6.x86_64.rpm
./base/repodata/comps.xml
./base/repodata/primary.xml.gz
./base/repodata/repomd.xml
./devtoolset-2/RPM-GPG-KEY
./devtoolset-2/repodata/comps.xml
./devtoolset-2/repodata/primary.xml.gz
./devtoolset-2/repodata/repomd.xml
./extras/repodata/comps.xml
./extras/repodata/primary.xml.gz
./extras/repodata/repomd.xml
./mesos-testbed.repo
./updates/Packages/nss-3.19.1-3.el6_6.x86_64.rpm
./updates/repodata/comps.xml
./updates/repodata/primary.xml.gz
./updates/repodata/repomd.xml"
  diff -r "$tree/copy/updates/repodata" "$MIRROR_ROOT/centos/6.6/updates/x86_64/repodata"
  assert_equal "$(sed -n '/-devtoolset-2\]/,/^$/p' "$tree/copy/mesos-testbed.repo")" "[mesos-testbed-devtoolset-2]
name=mesos-testbed-devtoolset-2
baseurl=file:///var/lib/mesos-testbed/repositories/devtoolset-2/
enabled=0
gpgcheck=1
gpgkey=file:///var/lib/mesos-testbed/repositories/devtoolset-2/RPM-GPG-KEY
failovermethod=priority
timeout=30
metadata_expire=1"
}

# toolchain: what a node installs, by the guest's own script and the lab's yum, in the folder of the last make_root.
toolchain() {
  local packages=(devtoolset-2-toolchain java-1.7.0-openjdk-devel cyrus-sasl-md5 subversion-devel)
  PATH=$BIN:$PATH MESOS_TESTBED_ROOT=$LAB_ROOT timeout 120 cloud-init/scripts/install-packages --stage toolchain \
    --timeout 100 --update nss --update curl --group "Development Tools" "${packages[@]}"
}

# installed_packages: name, version, release and architecture, of the folder of the last make_root.
installed_packages() {
  cut -f 1-4 "$LAB_ROOT/var/lib/rpm/lab-installed.tsv" | LC_ALL=C sort
}

@test "a guest without a network installs the same packages from a bundle, and checks their keys" {
  # What online nodes install tells the bundle what it needs.
  load ../../lab/image/tests/root
  export PORT=$MIRROR_PORT
  make_root
  centos_repositories
  devtoolset_repository
  run toolchain
  assert_status 0
  installed_packages >"$BATS_TEST_TMPDIR/online"
  cp "$LAB_ROOT/var/log/yum.log" "$FAKE_STATE/guests/$net.51/var/log/yum.log"
  create
  assert_status 0
  offline
  unpack
  assert_status 0
  mv "$LAB_ROOT" "$LAB_ROOT.online"
  make_root
  centos_repositories
  devtoolset_repository
  run toolchain
  assert_status 1
  assert_has "$output" "couldn't connect to host"
  local copy
  copy=$(compgen -G "$cache/repositories/*.tar")
  MESOS_TESTBED_ROOT=$LAB_ROOT cloud-init/scripts/install-repositories --sha256 "$(<"${copy%.tar}.sha256")" <"$copy"
  run toolchain
  assert_status 0
  installed_packages >"$BATS_TEST_TMPDIR/offline"
  diff "$BATS_TEST_TMPDIR/online" "$BATS_TEST_TMPDIR/offline"
  assert_has "$(<"$BATS_TEST_TMPDIR/offline")" "devtoolset-2-gcc-c++"
  assert_equal "$("$BIN/rpm" -q gpg-pubkey)" "gpg-pubkey-c105b9de-00000000"$'\n'"gpg-pubkey-1d1e034b-00000000"
}

@test "the same inputs give the same bytes, and no half bundle is left" {
  create
  assert_status 0
  mv "$bundle" "$bundle.first"
  # Files of the cache have other times and permissions by then.
  find "$cache" -type f -exec touch -d 2020-01-01 {} + -exec chmod 0600 {} +
  create
  assert_status 0
  cmp "$bundle.first" "$bundle"
  assert_equal "$(cd "$BATS_TEST_TMPDIR" && compgen -G 'dev.bundle*')" "dev.bundle"$'\n'"dev.bundle.first"
}

@test "the builder's Maven repository is in the bundle, and in the cache where the build looks" {
  local key repository=$FAKE_STATE/guests/$net.51/root/.m2/repository
  mkdir -p "$repository/org/x/1"
  echo jar >"$repository/org/x/1/x-1.jar"
  create
  assert_status 0
  run --separate-stderr host/bundle list "$bundle"
  assert_has "$output" "  Maven repository ("
  offline
  unpack
  assert_status 0
  assert_lacks "$stderr" "the Maven repository"
  key=$(basename "$cache"/maven-repositories/*.sha256 .sha256)
  assert_has "$output$(host/bundle list "$bundle")" "Maven repository ($key), 1 MiB"
  assert_equal "$(tar -tzf "$cache/downloads/sha256/$(<"$cache/maven-repositories/$key.sha256")")" "m2-repository/org/x/1/x-1.jar"
}

@test "without one, the files that are known of this Maven are in the bundle" {
  create
  assert_status 0
  offline
  unpack
  assert_status 0
  assert_lacks "$stderr" "the Maven repository"
  cmp "$BATS_TEST_TMPDIR/maven-files" "$cache/downloads/sha256/$(cat "$cache"/maven-repositories/*.sha256)"
}

@test "where they cannot be had there is no bundle, and where they are not known it is said" {
  rm -r "$cache"
  mirror_stack_file "$stack_file" "$cache" \
    "maven: { sources: ['http://$MIRROR_HOST/files/maven-3.3.9.tar.gz'], sha256: '$(mirror_sha256 maven)', mirrors: ['http://127.0.0.1:1/maven2'] }"
  create
  assert_status 1
  assert_has "$stderr" "no copy of Maven's central repository has its files: http://127.0.0.1:1/maven2/"
  [[ ! -e $bundle ]]
  mirror_stack_file "$stack_file" "$cache" \
    "maven: { version: 3.3.1, sources: ['http://$MIRROR_HOST/files/maven-3.3.9.tar.gz'], sha256: '$(mirror_sha256 maven)' }"
  create
  assert_status 0
  assert_has "$stderr" "no Maven repository: the master has compiled nothing, and the files of Maven 3.3.1 are not known."
  assert_lacks "$(host/bundle list "$bundle")" "Maven repository"
}

@test "list tells digest, name and origin of each input, also of each package" {
  create
  assert_status 0
  run --separate-stderr host/bundle list "$bundle"
  assert_status 0
  assert_has "$output" "$(mirror_sha256 mesos)  mesos 0.24.0, 1 MiB, from http://$MIRROR_HOST/files/mesos-0.24.0.tar.gz"
  assert_has "$output" "base/Packages/wget-1.12-5.el6.x86_64.rpm, from http://$MIRROR_HOST/centos/6.6/os/x86_64/Packages/wget-1.12-5.el6.x86_64.rpm"
}

@test "a damaged bundle is refused, and nothing of it is used" {
  create
  assert_status 0
  offline
  unpack_by_hand
  printf x | dd of="$tree/files/maven/maven-3.3.9.tar.gz" bs=1 seek=100 conv=notrunc status=none
  pack_by_hand
  unpack
  assert_status 1
  assert_has "$stderr" "is damaged: files/maven/maven-3.3.9.tar.gz has sha256 "
  assert_has "$stderr" "and its index.json says $(mirror_sha256 maven). Copy or make it again; nothing of it was used."
  assert_equal "$(ls -A "$cache")" ""
  truncate --size=-200000 "$bundle"
  unpack
  assert_status 1
  assert_has "$stderr" 'is damaged: tar says "tar: Unexpected EOF in archive"'
  assert_equal "$(ls -A "$cache")" ""
}

@test "a bundle with a file that its index does not name is refused" {
  create
  assert_status 0
  echo more >"$BATS_TEST_TMPDIR/more"
  tar --append --file "$bundle" --directory "$BATS_TEST_TMPDIR" more
  offline
  unpack
  assert_status 1
  assert_has "$stderr" "is damaged: it has index.json, files/mesos/mesos-0.24.0.tar.gz, "
  assert_equal "$(ls -A "$cache")" ""
}

@test "what is no bundle, or one of a later form, is refused" {
  unpack
  assert_status 1
  assert_equal "$stderr" "there is no bundle $bundle"
  tar --create --file "$bundle" --directory "$BATS_TEST_TMPDIR" Pulumi.test.yaml
  unpack
  assert_status 1
  assert_equal "$stderr" "$bundle is no bundle of this project, or is damaged: tar says \"tar: index.json: Not found in archive\""
  echo hello >"$bundle"
  run --separate-stderr host/bundle list "$bundle"
  assert_status 1
  assert_has "$stderr" "$bundle is no bundle of this project, or is damaged: tar says"
  echo '{"bundleOf":"mesos-testbed","form":2}' >"$BATS_TEST_TMPDIR/index.json"
  tar --create --file "$bundle" --directory "$BATS_TEST_TMPDIR" index.json
  unpack
  assert_status 1
  assert_equal "$stderr" "$bundle is no bundle that can be used: it has form 2, and this program knows 1"
}

@test "digests and repositories that the stack does not expect are refused, all in one message" {
  create
  assert_status 0
  offline "zookeeper: { sha256: '$(printf '1%.0s' {1..64})' }" "repositories: { extras: { enabled: false } }"
  unpack
  assert_status 1
  assert_has "$stderr" "$bundle is not for stack test; nothing of it was used:"
  assert_has "$stderr" "- zookeeper 3.4.14: the bundle has the file with sha256 $(mirror_sha256 zookeeper)"
  assert_has "$stderr" "and this stack expects 1111111111111111111111111111111111111111111111111111111111111111, which is mesos-testbed:zookeeper.sha256"
  assert_has "$stderr" "- repositories: the bundle has a copy of base, devtoolset-2, extras, updates"
  [[ ! -e $cache && ! -e $lock_file ]]
}

@test "a digest that the stack does not know is taken from the bundle aloud, and kept" {
  create
  assert_status 0
  offline "image: { sources: ['http://$MIRROR_HOST/files/el6.qcow2'] }"
  unpack
  assert_status 0
  assert_has "$stderr" "image el6.qcow2: no SHA-256 of it is known, so the bundle's maker is believed, who had it from http://$MIRROR_HOST/files/el6.qcow2"
  assert_equal "$(jq --raw-output '.inputs["image el6.qcow2"].sha256' "$lock_file")" "$(mirror_sha256 image)"
  run host/doctor test "$stack_file"
  assert_status 0
}

# from_git [REF]: the line of a stack whose Mesos is the commit of that tag in $repository, or in the one that is set.
from_git() {
  echo "mesos: { source: git, sources: [$repository], ref: '${1:-0.24.0}' }"
}

@test "Mesos from git is in the bundle as the tarball of its commit, which is taken from there aloud" {
  make_repository
  local tarball=downloads/git/mesos-0.24.0-$commit.tar.gz
  mirror_stack_file "$stack_file" "$cache" "$(from_git)"
  create
  assert_status 0
  assert_has "$(host/bundle list "$bundle")" "mesos git 0.24.0, 1 MiB, from $repository"
  cp "$cache/$tarball" "$BATS_TEST_TMPDIR/tarball"
  # Elsewhere there is neither repository nor lock file.
  mv "$repository" "$repository.away"
  rm "$lock_file"
  offline "$(from_git)"
  run host/doctor test "$stack_file"
  assert_has "$output" "mesos git 0.24.0
- $repository: "
  unpack
  assert_status 0
  assert_has "$stderr" "mesos git 0.24.0: a tag or branch can be moved, so the bundle's maker is believed, for whom $repository had commit $commit. It is in inputs.test.lock.json now"
  assert_has "$stderr" "mesos-0.24.0-$commit.tar.gz: git's own check of commit $commit was made where the bundle was"
  assert_lacks "$stderr" "it does not have"
  assert_equal "$(jq --compact-output '.inputs["mesos git 0.24.0"]' "$lock_file")" "{\"commit\":\"$commit\",\"source\":\"$repository\"}"
  cmp "$BATS_TEST_TMPDIR/tarball" "$cache/$tarball"
  run host/doctor test "$stack_file"
  assert_status 0
  assert_has "$(tr -s ' ' <<<"$output")" "mesos git 0.24.0 yes the cache in the cache"
  # Where the build looks.
  run --separate-stderr host/fetch-git 0.24.0 "$commit" <<<"$cache"$'\n'"$repository"
  assert_status 0
  assert_equal "$output" "$cache/$tarball"$'\n'"$(sha256sum <"$BATS_TEST_TMPDIR/tarball" | cut -d ' ' -f 1)"
  assert_has "$stderr" "in the cache"
  # Nobody is believed again who is known, and what is in the cache may be damaged.
  echo damage >>"$cache/$tarball"
  unpack
  assert_status 0
  assert_lacks "$stderr" "a tag or branch can be moved"
  cmp "$BATS_TEST_TMPDIR/tarball" "$cache/$tarball"
}

@test "a bundle of another commit is refused, and of one without Mesos from git it is said" {
  make_repository
  local other
  other=$(git_at rev-parse HEAD)
  mirror_stack_file "$stack_file" "$cache" "$(from_git)"
  create --without-packages
  assert_status 0
  offline "$(from_git "$other")"
  unpack
  assert_status 1
  assert_has "$stderr" "- mesos git $other: the bundle has mesos-0.24.0-$commit.tar.gz of mesos git 0.24.0 (from $repository), and this stack expects mesos-0.24.0-$other.tar.gz"
  [[ ! -e $cache ]]
  # As an older version of this project has made it.
  offline "$(from_git)"
  unpack_by_hand
  rm -r "$tree/files/mesos"
  jq '.inputs |= map(select(has("commit") | not))' "$tree/index.json" >"$BATS_TEST_TMPDIR/index"
  mv "$BATS_TEST_TMPDIR/index" "$tree/index.json"
  pack_by_hand
  unpack
  assert_status 0
  assert_has "$stderr" "the stack needs from the cache or elsewhere: mesos git 0.24.0"
}

@test "without packages no node is asked, and unpack says what the bundle lacks" {
  touch "$FAKE_STATE/guests/$net.51/off"
  create --without-packages
  assert_status 0
  assert_equal "$(<"$FAKE_STATE/ssh-calls")" ""
  offline
  unpack
  assert_status 0
  assert_has "$stderr" "the stack needs from the cache or elsewhere: the packages of the guests"
}

@test "a node that does not answer, and a stack without nodes, fail before anything is fetched" {
  touch "$FAKE_STATE/guests/$net.54/off"
  create
  assert_status 255
  assert_has "$stderr" "slave1: list-packages failed with status 255, so what the bundle needs is not known"
  echo '{"deployment":null}' >"$FAKE_STATE/export.json"
  create
  assert_status 1
  assert_has "$stderr" "stack test has no node, and only its nodes know which packages yum needs"
  [[ ! -e $bundle ]]
  assert_equal "$(ls "$cache/downloads/sha256")" "$(sha256sum <"$BATS_TEST_TMPDIR/maven-files" | cut -d ' ' -f 1)"
  nothing_left
}

@test "a package whose file is another than the repository says is refused" {
  local rpm=$MIRROR_ROOT/centos/6.6/os/x86_64/Packages/wget-1.12-5.el6.x86_64.rpm
  cp "$rpm" "$BATS_TEST_TMPDIR/rpm"
  echo other >"$rpm"
  create
  cp "$BATS_TEST_TMPDIR/rpm" "$rpm"
  assert_status 1
  assert_has "$stderr" "package wget-1.12-5.el6.x86_64 cannot be had:"
  assert_has "$stderr" "what it sends has sha256 "
  [[ ! -e $bundle ]]
}

@test "a wrong call is 2, --help is 0" {
  local arguments
  for arguments in "" "create test" "create --all x" "list" "unpack x" "pack x" "list x y"; do
    # shellcheck disable=SC2086 # several words
    run host/bundle $arguments
    assert_status 2
  done
  run host/bundle --help
  assert_status 0
  assert_has "$output" "Usage: bundle create"
}
