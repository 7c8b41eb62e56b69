# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables that the tests read, and those that bats sets
# Common to the tests of the scripts in host/: fakes of pulumi, virsh and ssh are first on PATH, guests are folders, and
# the daemons answer on loopback. A call that a fake does not expect is noted in $FAKE_STATE/violations.

# shellcheck source=tests/support/assertions.bash
source "$(dirname "${BASH_SOURCE[0]}")/../support/assertions.bash"
# shellcheck source=tests/support/libvirt-socket.bash
source "$(dirname "${BASH_SOURCE[0]}")/../support/libvirt-socket.bash"

bats_require_minimum_version 1.5.0

# Daemons, and what is started beside them.
wait_until_seconds=20

# Makes a stack of master, slave1 and slave2 ($net.51, .54, .55), all well, with daemons that are not started yet.
host_setup() {
  project=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
  export FAKES=$BATS_TEST_DIRNAME/fakes
  export FAKE_STATE=$BATS_TEST_TMPDIR/fake
  export TMPDIR=$BATS_TEST_TMPDIR
  # A network of each test's own on loopback: the daemons' ports are fixed, and other tests may run beside these.
  net=127.$((RANDOM % 250 + 2)).$((RANDOM % 250))
  # Nothing of a make that runs the tests, or of the machine's own proxies.
  unset MAKEFLAGS MFLAGS MAKELEVEL STACK NODE JSON PULUMI HINT_ARGUMENTS http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
  PATH=$FAKES:$PATH
  cd -- "$project" || return
  mkdir -p "$FAKE_STATE/domains" "$FAKE_STATE/http"
  : >"$FAKE_STATE/ssh-calls"
  echo 'qemu:///system?socket=/run/test/libvirt-sock' >"$FAKE_STATE/libvirt-uri"
  if [[ ! -e $BATS_FILE_TMPDIR/key ]]; then
    ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -C '' -f "$BATS_FILE_TMPDIR/key"
  fi
  # The fixture's key is no key; ssh-add wants one.
  jq --rawfile key "$BATS_FILE_TMPDIR/key" '
    (.deployment.resources[] | select(.type == "command:remote:Command") | .inputs.connection) |=
      (if .plaintext then .plaintext |= (fromjson | .privateKey = $key | tojson)
       else .privateKey.plaintext = ($key | tojson) end)' \
    <(sed "s/127\.77\.0\./$net./g" tests/fixtures/stack/export.json) >"$FAKE_STATE/export.json"
  local node
  for node in master:51 slave1:54 slave2:55; do
    make_guest "${node%:*}" "${node#*:}"
  done
  make_daemons
}

host_teardown() {
  if [[ -n ${serve_pid:-} ]]; then
    kill "$serve_pid" 2>/dev/null || true
    wait "$serve_pid" 2>/dev/null || true
  fi
  if [[ -e $FAKE_STATE/violations ]]; then
    echo "calls that no fake expects:"
    cat "$FAKE_STATE/violations"
    return 1
  fi
}

# make_guest NAME HOST: a guest that has booted, and its domain.
make_guest() {
  local guest=$FAKE_STATE/guests/$net.$2
  echo running >"$FAKE_STATE/domains/6c1e3f8e-0000-4000-8000-0000000000$2"
  mkdir -p "$guest/etc" "$guest/var/lib/cloud/instance" "$guest/var/lib/cloud/data"
  echo "ssh-rsa AAAA$2" >"$guest/host-key"
  echo "$1" >"$guest/etc/hostname"
  printf '%s\n' '127.0.0.1 localhost' "$net.51 master" "$net.54 slave1" "$net.55 slave2" >"$guest/etc/hosts"
  touch "$guest/var/lib/cloud/instance/boot-finished"
  printf '{\n "v1": {\n  "datasource": "DataSourceNoCloud",\n  "errors": []\n }\n}\n' >"$guest/var/lib/cloud/data/result.json"
}

# What the daemons answer: a file per address and path, for fakes/serve.mjs.
make_daemons() {
  local http=$FAKE_STATE/http
  mkdir -p "$http/$net.51:5050/master" "$http/$net.51:8080/v2" "$http/$net.51:2181"
  # From a real master's and a real slave's answers.
  jq --arg net "$net" '.id = "M" | .pid = "master@\($net).51:5050" | .leader = .pid
      | .slaves[0] += { id: "M-S1", pid: "slave(1)@\($net).54:5051", hostname: "\($net).54" }
      | .slaves[1] += { id: "M-S0", pid: "slave(1)@\($net).55:5051", hostname: "\($net).55" }
      | .frameworks = [{ id: "M-0000", name: "marathon", active: true }]' \
    lab/mesos/recordings/state.json >"$http/$net.51:5050/master/state.json"
  local slave
  for slave in 54:M-S1 55:M-S0; do
    mkdir -p "$http/$net.${slave%:*}:5051/slave(1)"
    jq --arg id "${slave#*:}" --arg pid "slave(1)@$net.${slave%:*}:5051" '.id = $id | .pid = $pid' \
      lab/mesos/recordings/slave1-state.json >"$http/$net.${slave%:*}:5051/slave(1)/state.json"
  done
  printf 'marathon:http-secret' >"$http/$net.51:8080/basic"
  jq --null-input --arg leader "$net.51:8080" \
    '{ version: "0.11.0", elected: true, leader: $leader, frameworkId: "M-0000" }' >"$http/$net.51:8080/v2/info"
  printf imok >"$http/$net.51:2181/ruok"
  # The beginning of the real one's answer.
  printf '%s\n' 'Zookeeper version: 3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019 16:18 GMT' \
    'Latency min/avg/max: 0/0/9' >"$http/$net.51:2181/srvr"
}

# start_daemons: those that have a folder now.
start_daemons() {
  node "$FAKES/serve.mjs" "$FAKE_STATE/http" >"$FAKE_STATE/serve.out" 2>&1 3>&- &
  serve_pid=$!
  wait_until grep -qx ready "$FAKE_STATE/serve.out" || {
    cat "$FAKE_STATE/serve.out"
    return 1
  }
}

# end_ui: what a test has left running as ui_pid.
end_ui() {
  if [[ -n ${ui_pid:-} ]]; then
    kill "$ui_pid" 2>/dev/null || true
    wait "$ui_pid" 2>/dev/null || true
  fi
}

# nothing_left: no temporary file or folder of a script, no SSH agent of ours.
nothing_left() {
  local left
  left=$(find "$BATS_TEST_TMPDIR" -mindepth 1 -maxdepth 1 -name 'tmp.*')
  if [[ -n $left ]]; then
    printf 'left behind: %s\n' "$left"
    return 1
  fi
  if pgrep --full "ssh-agent -D -a $BATS_TEST_TMPDIR" >/dev/null; then
    echo "an SSH agent is left"
    return 1
  fi
}

# well_libvirt: virsh, df and ip are stubs of a host on which all that doctor looks at beside the inputs is well.
well_libvirt() {
  export STUB_STATE=$BATS_TEST_TMPDIR/stub
  virsh=$STUB_STATE/virsh
  mkdir -p "$virsh/pools" "$virsh/networks" "$BATS_TEST_TMPDIR/path"
  ln -s "$BATS_TEST_DIRNAME"/stubs/{virsh,df,ip} "$BATS_TEST_TMPDIR/path"
  PATH=$BATS_TEST_TMPDIR/path:$PATH
  echo $((16 * 1024 * 1024)) >"$virsh/free-kib"
  echo $((100 * 1024 * 1024)) >"$STUB_STATE/df"
  echo "1: lo    inet 127.0.0.1/8 scope host lo" >"$STUB_STATE/ip"
  libvirt_socket
}
