#!/usr/bin/env bats

setup() {
  bats_require_minimum_version 1.5.0
  load stubbed
  load ../support/libvirt-socket
  host_setup
  use_stub virsh df ip
  virsh=$STUB_STATE/virsh
  mkdir -p "$virsh/pools" "$virsh/networks" "$virsh/domains"
  echo $((16 * 1024 * 1024)) >"$virsh/free-kib"
  echo $((100 * 1024 * 1024)) >"$STUB_STATE/df"
  echo "1: lo    inet 127.0.0.1/8 scope host lo" >"$STUB_STATE/ip"
  export LIBVIRT_DEFAULT_URI=qemu:///system
  libvirt_socket
  pool_path=$BATS_TEST_TMPDIR/images/x
}

teardown() {
  if [[ -s $STUB_STATE/violations ]]; then
    cat "$STUB_STATE/violations"
    return 1
  fi
}

# settings [KEY=VALUE...]: the stack's, with some others.
settings() {
  local defaults=(POOL=x-pool "POOL_PATH=$pool_path" NETWORK=x-network NETWORK_CIDR=192.168.5.0/24 NETWORK_DOMAIN=x.test
    "DOMAINS=x-master x-slave1" "MARK=stack p/x" DOMAIN_TYPE=kvm CPU_MODE=host-passthrough MEMORY_MIB=12288 DISK_GIB=150
    DISK_MINIMUM_GIB=12)
  printf '%s\n' "${defaults[@]}" "$@"
}

check() {
  run --separate-stderr "$scripts/check-host" < <(settings "$@")
  all=$stderr
}

# change BEFORE... -- NOW...: a second run, after one with other settings.
change() {
  local before=()
  while [[ $1 != -- ]]; do
    before+=("$1")
    shift
  done
  shift
  PULUMI_COMMAND_STDOUT=$(
    settings "${before[@]}"
    printf 'LIBVIRT_URI=qemu:///system\n'
  )
  export PULUMI_COMMAND_STDOUT
  run --separate-stderr "$scripts/check-host" --running < <(settings "$@")
  all=$stderr
}

# says TEXT: on standard error.
says() {
  if [[ $all != *"$1"* ]]; then
    printf 'not said: %s\nbut: %s\n' "$1" "$all"
    return 1
  fi
}

network() {
  printf "<network><name>%s</name><domain name='%s'/><ip address='%s.1' netmask='255.255.255.0'/></network>\n" \
    "$1" "$2" "$3" >"$virsh/networks/$1.xml"
}

pool() {
  printf '<pool><name>%s</name><target>\n<path>%s</path>\n</target></pool>\n' "$1" "$2" >"$virsh/pools/$1.xml"
  echo $((${3:-100} * 1024 * 1024 * 1024)) >"$virsh/pools/$1.available"
}

changed_nothing() {
  if grep '^virsh' "$STUB_STATE/calls"; then
    return 1
  fi
}

@test "a machine that does not start is a fault, and is gone" {
  printf "error: Failed to create domain from /dev/stdin\nerror: internal error: process exited: Could not access KVM kernel module: Permission denied\n" \
    >"$virsh/no-start"
  check
  assert_status 1
  says "- libvirt does not start a machine of type kvm with CPU mode host-passthrough (internal error: process exited: Could not access KVM kernel module: Permission denied); let QEMU use /dev/kvm"
  [[ -z $(ls "$virsh/trial") ]]
  changed_nothing
}

@test "a change tries a machine when it is another kind, and only then" {
  echo "error: no" >"$virsh/no-start"
  change -- MEMORY_MIB=12289
  assert_status 0
  change -- CPU_MODE=host-model
  assert_status 1
  says "type kvm with CPU mode host-model (no)"
  change -- DOMAIN_TYPE=qemu CPU_MODE=none
  assert_status 1
}

@test "a free host is ready, and the settings are printed for the next run" {
  check
  assert_status 0
  assert_output_has "NETWORK=x-network
NETWORK_CIDR=192.168.5.0/24"
  assert_output_has "LIBVIRT_URI=qemu:///system"
  changed_nothing
}

@test "the provider's socket has to be there, whatever virsh finds" {
  rm "$MESOS_TESTBED_LIBVIRT_SOCKET"
  check
  assert_status 1
  says "libvirt:uri 'qemu:///system': there is no socket $MESOS_TESTBED_LIBVIRT_SOCKET, which the libvirt provider connects to"
  says "systemctl enable --now virtproxyd.socket"
  LIBVIRT_DEFAULT_URI="qemu:///system?mode=x&socket=$BATS_TEST_TMPDIR/other" check
  assert_status 1
  says "there is no socket $BATS_TEST_TMPDIR/other"
  libvirt_socket
  LIBVIRT_DEFAULT_URI="qemu+unix:///system?socket=$MESOS_TESTBED_LIBVIRT_SOCKET" check
  assert_status 0
}

@test "a user's own libvirt needs the path of its socket" {
  LIBVIRT_DEFAULT_URI=qemu:///session check
  assert_status 1
  says "means the libvirt of one user, and the provider connects to the system's all the same; set libvirt:uri to qemu:///system"
  LIBVIRT_DEFAULT_URI="qemu:///session?socket=$MESOS_TESTBED_LIBVIRT_SOCKET" check
  assert_status 0
}

@test "networks that share an address with the stack's are in its way, whatever their size" {
  local address="ip address='192.168.5.129' prefix='25'"
  for address in "ip address='192.168.5.129' prefix='25'" "ip family='ipv4' address='192.168.4.1' netmask='255.255.252.0'"     "ip address='192.0.0.1' prefix='8'"; do
    echo "<network><name>other</name><domain name='other.test'/><$address></network>" >"$virsh/networks/other.xml"
    check
    assert_status 1
    says "mesos-testbed:networkCidr 192.168.5.0/24 is taken by libvirt's network 'other'"
  done
  for address in "ip address='192.168.6.1' netmask='255.255.254.0'" "ip address='192.168.50.1' prefix='24'"     "ip family='ipv6' address='fd00::1' prefix='64'"; do
    echo "<network><name>other</name><domain name='other.test'/><$address></network>" >"$virsh/networks/other.xml"
    check
    assert_status 0
  done
}

@test "interfaces and routes into the stack's network are in its way, wider routes are not" {
  local line
  for line in "2: eth0    inet 192.168.4.9/23 brd 192.168.5.255 scope global eth0" "3: tun0    inet 192.168.5.7/32 scope global tun0"; do
    echo "$line" >"$STUB_STATE/ip"
    check
    assert_status 1
    says "is in use on this host's interface '${line:3:4}', which has "
  done
  echo "1: lo    inet 127.0.0.1/8 scope host lo" >"$STUB_STATE/ip"
  for line in "192.168.5.0/24 dev wg0 scope link" "192.168.5.0/25 via 10.0.0.1 dev wg0 table 51820" "192.168.5.51 dev tun0"     "blackhole 192.168.5.0/24"; do
    echo "$line" >"$STUB_STATE/routes"
    check
    assert_status 1
    says "is in use on this host, which has a route to 192.168.5."
    says "set another one: pulumi config set mesos-testbed:networkCidr 192.168.77.0/24"
  done
  printf '%s
' "default via 10.0.0.1 dev eth0" "192.168.0.0/16 via 10.0.0.1 dev wg0" "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.7"     "local 127.0.0.0/8 dev lo table local" "broadcast 10.0.0.255 dev eth0 table local" "unreachable default dev lo metric 4" "192.168.50.0/24 dev x"     >"$STUB_STATE/routes"
  check
  assert_status 0
}

@test "a pool that holds the folder is asked for the disk, not what the caller sees of the file system" {
  pool default "$BATS_TEST_TMPDIR" 3
  check
  assert_status 1
  says "3 GiB are free where $pool_path is"
  assert_stub_calls ""
}

@test "git is wanted by who builds from git alone" {
  local programs=$BATS_TEST_TMPDIR/programs
  mkdir "$programs"
  ln -s /usr/sbin/* /usr/bin/* "$programs" 2>/dev/null || true
  rm "$programs/git"
  PATH=${PATH%%:*}:$programs
  check
  assert_status 0
  check MESOS_SOURCE=git
  assert_status 1
  says "- program git is missing on this host; install git, or set mesos-testbed:mesos.source to tarball"
  ln -s /bin/true "$programs/git"
  check MESOS_SOURCE=git
  assert_status 0
}

@test "all faults come at once" {
  touch "$virsh/no-kvm"
  echo 1024 >"$virsh/free-kib"
  echo 1024 >"$STUB_STATE/df"
  network other other.test 192.168.5
  check
  assert_status 1
  [[ -z $output ]]
  says "domainType is 'kvm'"
  says "need 12288 MiB of memory, the host has 3 MiB free"
  says "0 GiB are free where $pool_path is, the disk image and what the nodes write at first take 12 GiB; free some"
  says "taken by libvirt's network 'other'"
  changed_nothing
}

@test "the disk of a folder that is not there yet is that of its nearest parent" {
  mkdir -p "$BATS_TEST_TMPDIR/images"
  check
  assert_status 0
  assert_stub_calls "df $BATS_TEST_TMPDIR/images"
  echo $((13 * 1024 * 1024)) >"$STUB_STATE/df"
  check
  assert_status 0
  says "may grow to 150 GiB in all, and 13 GiB are free"
}

@test "far away libvirt is asked for the disk, by the pool that holds the folder" {
  export LIBVIRT_DEFAULT_URI=qemu+tcp://host2/system
  pool default /var/lib/libvirt/images 3
  pool deeper /var/lib/libvirt/images/deep 200
  pool beside /var/lib/libvirt/images/de 200
  check POOL_PATH=/var/lib/libvirt/images/x
  assert_status 1
  says "3 GiB are free"
  check POOL_PATH=/var/lib/libvirt/images/deep/x
  assert_status 0
  check POOL_PATH=/srv/x
  assert_status 0
  says "cannot be told"
  assert_stub_calls ""
}

@test "what a dead run of this stack left behind is removed, but nothing of others'" {
  network x-network x.test 192.168.5
  pool x-pool "$pool_path"
  echo "disk.qcow2 $pool_path/disk.qcow2" >"$virsh/pools/x-pool.volumes"
  check
  assert_status 0
  assert_stub_calls "virsh net-destroy x-network
virsh net-undefine x-network
virsh vol-delete disk.qcow2 --pool x-pool
virsh pool-destroy x-pool
virsh pool-delete x-pool
virsh pool-undefine x-pool"
  network x-network foreign.test 192.168.5
  pool x-pool /elsewhere
  : >"$STUB_STATE/calls"
  check
  assert_status 1
  says "a network named 'x-network' exists already"
  changed_nothing
}

domain() {
  printf '<domain><name>%s</name><description>%s</description></domain>\n' "$1" "$2" >"$virsh/domains/$1.xml"
}

@test "another cluster under the same prefix is refused, and its network and pool stay" {
  network x-network x.test 192.168.5
  pool x-pool "$pool_path"
  echo "disk.qcow2 $pool_path/disk.qcow2" >"$virsh/pools/x-pool.volumes"
  domain x-slave1 "stack other/x"
  check
  assert_status 1
  says "a domain named 'x-slave1' exists already and is not this stack's; set mesos-testbed:namePrefix"
  [[ $(grep -c '^- ' <<<"$all") == 1 ]]
  changed_nothing
  domain x-slave1 "stack p/x"
  check
  assert_status 0
  says "removing network x-network, left behind"
  says "removing pool x-pool, left behind"
}

@test "of what a dead run left behind nothing is removed while something else is wrong" {
  network x-network x.test 192.168.5
  pool x-pool "$pool_path"
  echo 1024 >"$virsh/free-kib"
  check
  assert_status 1
  says "need 12288 MiB of memory"
  [[ $(grep -c '^- ' <<<"$all") == 1 ]]
  changed_nothing
}

# The running stack, as an earlier run left it.
running_stack() {
  network x-network x.test 192.168.5
  pool x-pool "$pool_path" 50
  echo "2: virbr1    inet 192.168.5.1/24 scope global virbr1" >>"$STUB_STATE/ip"
}

@test "a change of the running stack removes nothing of it" {
  running_stack
  change -- MEMORY_MIB=13312
  assert_status 0
  changed_nothing
  change -- NETWORK_CIDR=192.168.77.0/24
  assert_status 0
  change -- "POOL_PATH=$BATS_TEST_TMPDIR/y"
  assert_status 0
  change -- POOL=y-pool NETWORK=y-network NETWORK_DOMAIN=y.test
  assert_status 0
  changed_nothing
}

@test "a change needs only what comes on top of the former memory and disk" {
  running_stack
  echo $((1024 * 1024)) >"$virsh/free-kib"
  pool x-pool "$pool_path" 1
  change -- MEMORY_MIB=13312
  assert_status 0
  change -- MEMORY_MIB=16384
  assert_status 1
  says "need 4096 MiB of memory more, the host has 1026 MiB free"
  says "nothing was changed"
  change -- DISK_MINIMUM_GIB=14
  assert_status 1
  says "1 GiB are free where $pool_path is, the disk image and what the nodes write at first take 2 GiB more"
  change MEMORY_MIB=16384 -- MEMORY_MIB=4096
  assert_status 0
}

@test "a change refuses what is somebody else's" {
  running_stack
  network other other.test 192.168.77
  network y-network y.test 192.168.9
  change -- NETWORK_CIDR=192.168.77.0/24
  assert_status 1
  says "taken by libvirt's network 'other'"
  change -- NETWORK=y-network NETWORK_DOMAIN=y.test
  assert_status 1
  says "a network named 'y-network' exists already"
  domain x-slave2 "stack other/x"
  domain x-master "stack p/x"
  change -- "DOMAINS=x-master x-slave1 x-slave2"
  assert_status 1
  says "a domain named 'x-slave2' exists already"
  pool y-pool /elsewhere
  change -- POOL=y-pool
  assert_status 1
  says "a pool named 'y-pool' exists already"
  changed_nothing
}

@test "another libvirt is refused, another way to the same one is not" {
  running_stack
  export LIBVIRT_DEFAULT_URI=qemu+tcp://host1/system
  change --
  assert_status 0
  rm "$virsh/networks/x-network.xml"
  change -- NETWORK=y-network NETWORK_DOMAIN=y.test
  assert_status 1
  says "is not where this stack runs: network 'x-network' is not there; put the old value back (qemu:///system)"
  touch "$virsh/unreachable"
  change --
  assert_status 1
  says "cannot be reached"
  says "nothing was changed"
}

@test "what the last run of an older form printed is nothing to go by" {
  running_stack
  export PULUMI_COMMAND_STDOUT="host is ready: libvirt answers"
  run --separate-stderr "$scripts/check-host" --running < <(settings)
  all=$stderr
  assert_status 1
  says "a network named 'x-network' exists already"
  changed_nothing
}

@test "a wrong call is one" {
  run "$scripts/check-host" --bogus </dev/null
  assert_status 2
  run "$scripts/check-host" <<<"BOGUS=1"
  assert_status 2
  assert_output_has "unknown setting 'BOGUS'"
}
