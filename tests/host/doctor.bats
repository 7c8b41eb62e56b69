#!/usr/bin/env bats
# make doctor, and the gate before anything is made, against sources that are well and sources that are not.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables that bats and the helpers set
bats_require_minimum_version 1.5.0

setup_file() {
  load sources
  sources_start
  local file
  mkdir -p "$SOURCE_ROOT"/{base,updates,extras,devtoolset-2}/repodata
  for file in el6.qcow2 mesos-0.24.0.tar.gz maven-3.3.9.tar.gz zookeeper-3.4.14.tar.gz marathon-0.11.0.tgz key \
    {base,updates,extras,devtoolset-2}/repodata/repomd.xml; do
    source_file "$file" 20000
  done
}

teardown_file() {
  load sources
  sources_stop
}

setup() {
  load helper
  load sources
  export MESOS_TESTBED_ANSWER_SECONDS=2
  project=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
  cache=$BATS_TEST_TMPDIR/cache
  well_libvirt
  stack_file=$BATS_TEST_TMPDIR/Pulumi.test.yaml
  : >"$SOURCE_LOG"
  stack_file_with
}

# stack_file_with [LINE...]: a stack whose sources are all well, but for the lines; those of CentOS's repositories are below
# $mirror, where that is set.
stack_file_with() {
  local repository
  {
    echo "config:"
    echo "  mesos-testbed:cacheDirectory: $cache"
    (($# == 0)) || printf '  mesos-testbed:%s\n' "$@"
    grep -q '^image:' < <(printf '%s\n' "$@") || echo "  mesos-testbed:image: { sources: [$SOURCES/well/el6.qcow2] }"
    grep -q '^mesos:' < <(printf '%s\n' "$@") || echo "  mesos-testbed:mesos: { sources: ['$SOURCES/well/mesos-{version}.tar.gz'] }"
    echo "  mesos-testbed:maven: { sources: ['$SOURCES/well/maven-{version}.tar.gz'] }"
    echo "  mesos-testbed:zookeeper: { sources: ['$SOURCES/well/zookeeper-{version}.tar.gz'] }"
    grep -q '^marathon:' < <(printf '%s\n' "$@") || echo "  mesos-testbed:marathon: { sources: ['$SOURCES/well/marathon-{version}.tgz'] }"
    echo "  mesos-testbed:repositories:"
    for repository in base updates extras; do
      echo "    $repository: { baseurl: [${mirror:-$SOURCES/well}/$repository/] }"
    done
    echo "    devtoolset-2: { baseurl: [$SOURCES/410/, $SOURCES/well/devtoolset-2], gpgkey: $SOURCES/well/key }"
  } >"$stack_file"
}

run_doctor() {
  run --separate-stderr timeout 60 "$project/host/doctor" test "$stack_file"
}

# row INPUT: its line of the table, with single blanks.
row() {
  tr -s ' ' <<<"$output" | grep -- "^$1" || echo "no row $1"
}

# image_from SOURCE...: doctor's verdict on a stack whose image has these sources.
image_from() {
  local list
  list=$(printf ', %s' "$@")
  stack_file_with "image: { sources: [${list:2}] }"
  run_doctor
}

@test "where every source lives, all can be had, and nothing is fetched" {
  run_doctor
  assert_status 0
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes 20 KiB $SOURCES/well/el6.qcow2 HTTP 200"
  assert_equal "$(row 'mesos 0.24.0')" "mesos 0.24.0 yes 20 KiB $SOURCES/well/mesos-0.24.0.tar.gz HTTP 200"
  assert_equal "$(row 'repository base')" "repository base yes 20 KiB $SOURCES/well/base/ HTTP 200"
  assert_equal "$(row 'repository devtoolset-2')" "repository devtoolset-2 $SOURCES/410/ HTTP 410"
  assert_has "$(tr -s ' ' <<<"$output")" " yes 20 KiB $SOURCES/well/devtoolset-2 HTTP 200"
  assert_equal "$(row 'key of repository')" "key of repository devtoolset-2 yes 20 KiB $SOURCES/well/key HTTP 200"
  assert_equal "$(row 'files of maven')" "files of maven 3.3.9 not asked its URL is in Maven's tarball, which is not here yet"
  assert_equal "$(tail -n 3 <<<"$output")" "all 10 inputs can be had

libvirt at qemu:///system:"
  assert_has "$stderr" "host is ready: libvirt answers at qemu:///system, a machine starts there"
  assert_equal "$(cut -d ' ' -f 1 "$SOURCE_LOG" | sort -u)" HEAD
  [[ ! -e $cache ]]
}

@test "an input without a living source fails, with the ways on" {
  stack_file_with "marathon: { sources: [$SOURCES/404/marathon.tgz, /nowhere/marathon.tgz] }"
  run_doctor
  assert_status 1
  assert_equal "$(row 'marathon 0.11.0' | head -n 1)" "marathon 0.11.0 $SOURCES/404/marathon.tgz HTTP 404"
  assert_has "$output" "1 of 10 inputs has no living source:

marathon 0.11.0 (the publisher switched the host off in 2023, and no other source is known)
- $SOURCES/404/marathon.tgz: HTTP 404
- /nowhere/marathon.tgz: no such file, or not readable
  give a path on this host, or a URL, of the file with sha256 e6c9de73e6fb9ce7b3ff53ab706bbd427f4479dfce4172c983ff13f7330f600e:
    pulumi config set -s test --path 'mesos-testbed:marathon.sources[0]' PLACE
  or do without it:
    pulumi config set -s test --path mesos-testbed:marathon.enabled false"
}

@test "a server that does not do HEAD is asked for the first byte" {
  image_from "$SOURCES/no-head/el6.qcow2"
  assert_status 0
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes 20 KiB $SOURCES/no-head/el6.qcow2 HTTP 206"
  # One that does not do ranges either is not asked for a gigabyte.
  source_file large.qcow2 5000000
  image_from "$SOURCES/no-head-no-range/large.qcow2"
  assert_status 0
  assert_equal "$(row 'image large')" "image large.qcow2 yes 4883 KiB $SOURCES/no-head-no-range/large.qcow2 HTTP 200"
}

@test "each way in which a source does not live is told" {
  local host
  host=$(printf 'a%.0s' {1..64}).invalid
  image_from "$SOURCES/404/x" "$SOURCES/500/x" "$SOURCES/redirect-loop/x" "$SOURCES/page/x" "$SOURCES/silent/x" \
    "$TLS_SOURCES/well/el6.qcow2" http://127.0.0.1:1/x "http://$host/x" /nowhere/x /tmp
  assert_status 1
  assert_has "$output" "- $SOURCES/404/x: HTTP 404"
  assert_has "$output" "- $SOURCES/500/x: HTTP 500"
  assert_has "$output" "- $SOURCES/redirect-loop/x: Maximum (5) redirects followed"
  assert_has "$output" "- $SOURCES/page/x: HTTP 200, but a web page"
  assert_has "$output" "- $SOURCES/silent/x: Operation timed out"
  assert_has "$output" "- $TLS_SOURCES/well/el6.qcow2: SSL certificate problem"
  assert_has "$output" "- http://127.0.0.1:1/x: Failed to connect"
  assert_has "$output" "- http://$host/x: Could not resolve host"
  assert_has "$output" "- /nowhere/x: no such file, or not readable"
  assert_has "$output" "- /tmp: no such file, or not readable"
}

@test "a redirect, a path, and a certificate that is trusted do live" {
  image_from "$SOURCES/redirect/el6.qcow2"
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes 20 KiB $SOURCES/redirect/el6.qcow2 HTTP 200"
  image_from "$SOURCE_ROOT/el6.qcow2"
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes 20 KiB $SOURCE_ROOT/el6.qcow2 a file"
  export CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/certificate.pem
  image_from "$TLS_SOURCES/well/el6.qcow2"
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes 20 KiB $TLS_SOURCES/well/el6.qcow2 HTTP 200"
}

@test "a mirror that redirects yum of 6.6 to https does not live, whatever this host speaks" {
  local way mirror
  export CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/certificate.pem
  mirror=$SOURCES/upgrade
  stack_file_with
  run_doctor
  assert_status 1
  assert_equal "$(row 'repository base' | head -n 1)" \
    "repository base $SOURCES/upgrade/base/ redirects to https, and yum before 6.8 speaks no TLS 1.2"
  assert_has "$output" "3 of 10 inputs have no living source:"
  # This host fetches the image, and yum of 6.8 can.
  image_from "$SOURCES/upgrade/el6.qcow2"
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes 20 KiB $SOURCES/upgrade/el6.qcow2 HTTP 200"
  stack_file_with "image: { sources: [$SOURCES/well/el6.qcow2], release: '6.10' }"
  run_doctor
  assert_equal "$(row 'repository base')" "repository base yes 20 KiB $SOURCES/upgrade/base/ HTTP 200"
  # A redirect that stays where it is, and what is https from the start.
  for way in "$SOURCES/redirect" "$TLS_SOURCES/well"; do
    mirror=$way
    stack_file_with
    run_doctor
    assert_status 0
    assert_equal "$(row 'repository base')" "repository base yes 20 KiB $way/base/ HTTP 200"
  done
}

@test "a file on this host that is another than the stack expects does not live, and is named before anything is made" {
  local digest inputs
  digest=$(sha256sum "$SOURCE_ROOT/marathon-0.11.0.tgz" | cut -d ' ' -f 1)
  # The known sha256 of Marathon 0.11.0 is another one than that of a file of noise.
  stack_file_with "marathon: { sources: [$SOURCE_ROOT/marathon-0.11.0.tgz] }"
  run_doctor
  assert_status 1
  assert_equal "$(row 'marathon 0.11.0' | head -n 1)" \
    "marathon 0.11.0 20 KiB $SOURCE_ROOT/marathon-0.11.0.tgz a file, but its sha256 is $digest, not the expected one"
  assert_has "$output" "- $SOURCE_ROOT/marathon-0.11.0.tgz: a file, but its sha256 is $digest, not the expected one
  give a path on this host, or a URL, of the file with sha256 e6c9de73e6fb9ce7b3ff53ab706bbd427f4479dfce4172c983ff13f7330f600e:"
  stack_file_with "marathon: { sources: [$SOURCE_ROOT/marathon-0.11.0.tgz], sha256: '$digest' }"
  run_doctor
  assert_status 0
  assert_equal "$(row 'marathon 0.11.0')" "marathon 0.11.0 yes 20 KiB $SOURCE_ROOT/marathon-0.11.0.tgz a file"
  # In the gate; where a second source has the right one, that is used.
  inputs=("$(needed marathon "$SOURCE_ROOT/key" "$digest")")
  run --separate-stderr gate
  assert_status 1
  assert_has "$stderr" "- $SOURCE_ROOT/key: a file, but its sha256 is $(sha256sum "$SOURCE_ROOT/key" | cut -d ' ' -f 1), not the expected one"
  stack_file_with "marathon: { sources: [$SOURCE_ROOT/key, $SOURCE_ROOT/marathon-0.11.0.tgz], sha256: '$digest' }"
  run_doctor
  assert_status 0
  assert_has "$(tr -s ' ' <<<"$output")" " yes 20 KiB $SOURCE_ROOT/marathon-0.11.0.tgz a file"
}

@test "sources are asked side by side" {
  export MESOS_TESTBED_ANSWER_SECONDS=5
  local started=$SECONDS
  image_from "$SOURCES/silent/"{1..6}
  assert_status 1
  ((SECONDS - started < 15))
}

# in_cache SHA256: a file in the cache.
in_cache() {
  mkdir -p "$cache/downloads/sha256"
  echo x >"$cache/downloads/sha256/$1"
}

@test "what the cache has needs no source" {
  stack_file_with "image: { sources: [$SOURCES/404/el6.qcow2] }"
  in_cache aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  run_doctor
  assert_status 1
  # The digest is in the stack's lock file.
  cat >"$BATS_TEST_TMPDIR/inputs.test.lock.json" <<'JSON'
{
  "form": 1,
  "inputs": {
    "image el6.qcow2": { "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "source": "/x" }
  }
}
JSON
  run_doctor
  assert_status 0
  assert_equal "$(row 'image el6')" "image el6.qcow2 yes the cache in the cache"
}

@test "a wrong configuration, no stack file, a wrong call" {
  stack_file_with "slavs: 3"
  run_doctor
  assert_status 1
  assert_has "$stderr" "mesos-testbed:slavs: there is no such key"
  echo 'config: [' >"$stack_file"
  run_doctor
  assert_status 1
  assert_has "$stderr" "$stack_file cannot be read: "
  run --separate-stderr "$project/host/doctor" nowhere
  assert_status 1
  assert_has "$stderr" "there is no stack file $project/Pulumi.nowhere.yaml"
  run --separate-stderr "$project/host/doctor"
  assert_status 2
  run --separate-stderr "$project/host/doctor" --help
  assert_status 0
}

# gate: the check before anything is made, of what the array inputs has as JSON.
gate() {
  jq --null-input --arg cache "$cache" --argjson inputs "[$(IFS=,; echo "${inputs[*]}")]" \
    '{cacheDirectory: $cache, stack: "test", inputs: $inputs}' |
    (cd "$project" && timeout 60 node host/run.cjs checkInputs.ts)
}

# needed ID SOURCE SHA256 [MORE]: an input.
needed() {
  printf '{"id":"%s","sources":["%s"],"below":"","sourceKey":"%s.sources[0]","sha256":"%s"%s}' "$1" "$2" "$1" "$3" "${4:-}"
}

@test "gate: passes where all lives, and says how much it asked for" {
  inputs=("$(needed maven "$SOURCES/well/maven-3.3.9.tar.gz" "")" "$(needed image "$SOURCE_ROOT/el6.qcow2" "")")
  run --separate-stderr gate
  assert_status 0
  assert_equal "$stderr" "inputs: 2 have a living source, 0 are in the cache"
}

@test "gate: does not ask for what the cache, or an artifact in it, makes unnecessary" {
  local digest=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  inputs=("$(needed maven "$SOURCES/404/x" "$digest")" "$(needed mesos "$SOURCES/404/y" "${digest//b/c}" ',"artifactKey":"key"')")
  run --separate-stderr gate
  assert_status 1
  assert_has "$stderr" "2 of 2 inputs have no living source:"
  assert_has "$stderr" "Nothing was made or changed. All sources at a glance: make doctor STACK=test"
  : >"$SOURCE_LOG"
  in_cache "$digest"
  mkdir -p "$cache/artifacts"
  echo x >"$cache/artifacts/key.tar.gz"
  run --separate-stderr gate
  assert_status 1
  assert_has "$stderr" "1 of 2 inputs has no living source:"
  # Its digest is written last.
  echo x >"$cache/artifacts/key.sha256"
  : >"$SOURCE_LOG"
  run --separate-stderr gate
  assert_status 0
  assert_equal "$stderr" "inputs: 0 have a living source, 2 are in the cache"
  assert_equal "$(<"$SOURCE_LOG")" ""
}

@test "the host: a machine that does not start fails the doctor, with the remedy" {
  echo "error: unsupported configuration: CPU mode 'host-passthrough' is not supported by hypervisor" >"$virsh/no-start"
  run_doctor
  assert_status 1
  assert_has "$output" "libvirt at qemu:///system:"
  assert_has "$stderr" "This host is not ready for the cluster:"
  assert_has "$stderr" "set mesos-testbed:cpuMode to another one"
}

@test "the host: the stack that runs is not in its own way, and nothing of it is removed" {
  stack_file_with "namePrefix: x-"
  printf "<network><name>x-network</name><domain name='x.test'/><ip address='192.168.5.1' netmask='255.255.255.0'/></network>\n" \
    >"$virsh/networks/x-network.xml"
  echo "7: virbr0    inet 192.168.5.1/24 scope global virbr0" >"$STUB_STATE/ip"
  # Its machines have it.
  echo 1024 >"$virsh/free-kib"
  echo 1024 >"$STUB_STATE/df"
  run_doctor
  assert_status 0
  assert_has "$stderr" "the stack's network 'x-network' is there"
  [[ ! -e $STUB_STATE/calls ]]
  [[ -e $virsh/networks/x-network.xml ]]
}

@test "gate: does not ask for repositories of which a bundle has brought a copy" {
  local more=',"repositoriesKey":"0123456789abcdef"'
  inputs=("$(needed "repository base" "$SOURCES/404/x" "" "$more")" "$(needed "key of repository base" "$SOURCES/404/y" "" "$more")")
  mkdir -p "$cache/repositories"
  echo x >"$cache/repositories/0123456789abcdef.tar"
  run --separate-stderr gate
  assert_status 1
  assert_has "$stderr" "2 of 2 inputs have no living source:"
  assert_has "$stderr" "host/bundle unpack BUNDLE test"
  # Its digest is written last.
  echo x >"$cache/repositories/0123456789abcdef.sha256"
  : >"$SOURCE_LOG"
  run --separate-stderr gate
  assert_status 0
  assert_equal "$stderr" "inputs: 0 have a living source, 2 are in the cache"
  assert_equal "$(<"$SOURCE_LOG")" ""
}
