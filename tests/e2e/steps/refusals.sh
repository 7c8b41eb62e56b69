# shellcheck shell=bash
# Wrong settings against the running cluster: each names the fault and the remedy, and changes nothing.

step_refusals() {
  remember_cluster
  check "an unknown key is refused" refuses 'mesos-testbed:slavs|||did you mean' slavs 3
  check "a wrong type is refused" refuses 'mesos-testbed:slaves|||"three"|||whole number' slaves three
  check "a duplicate address is refused" refuses 'mesos-testbed:firstSlaveAddress|||"192.168.5.54" is the master' masterAddress 192.168.5.54
  check "several faults come in one message" refuses 'mesos-testbed:slavs|||mesos-testbed:slaves' slavs 3 slaves three
  check "a libvirt that cannot be reached is named" refuses 'libvirt:uri|||start libvirtd' libvirt:uri 'qemu:///system?socket=/nonexistent/libvirt-sock'
  check "a wrong checksum is named, with the file's own" refuses 'zookeeper: no place has the file|||what it sends has sha256' \
    zookeeper.sha256 0000000000000000000000000000000000000000000000000000000000000000
  check "a tarball that no mirror has is named, with all that were tried" refuses \
    'marathon: no place has the file|||http://198.18.0.1/gone/marathon-0.11.1.tgz|||http://198.18.0.1/gone-too/marathon-0.11.1.tgz|||pulumi config set' \
    marathon.version 0.11.1 'marathon.sources[0]' 'http://198.18.0.1/gone/marathon-{version}.tgz' \
    'marathon.sources[1]' 'http://198.18.0.1/gone-too/marathon-{version}.tgz' \
    marathon.sha256 1111111111111111111111111111111111111111111111111111111111111111
  check "after all these the cluster is as it was" cluster_is_as_before
  check "a foreign domain of a new node's name is refused" foreign_domain_is_refused
  check "a foreign volume of a new node's name is refused" foreign_volume_is_refused
  check "and the cluster is as it was" cluster_is_as_before
  check "with the settings put back, up does nothing in a guest" up_is_back
}

foreign_domain_is_refused() {
  local name="$PREFIX-slave3" verdict=0
  cat >"$STATE/foreign.xml" <<XML
<domain type='qemu'><name>$name</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>
XML
  virsh define "$STATE/foreign.xml" || return 1
  refuses "'$name' exists already and is not this stack's|||namePrefix|||virsh undefine $name" slaves 3 || verdict=1
  virsh dominfo "$name" || verdict=1
  virsh undefine "$name" || verdict=1
  return "$verdict"
}

foreign_volume_is_refused() {
  local pool="$PREFIX-pool" volume="$PREFIX-slave3-disk.qcow2" verdict=0
  virsh vol-create-as "$pool" "$volume" 1M --format qcow2 || return 1
  refuses "'$volume' exists already in pool|||virsh vol-delete $volume" slaves 3 || verdict=1
  virsh vol-info "$volume" --pool "$pool" || verdict=1
  virsh vol-delete "$volume" --pool "$pool" || verdict=1
  return "$verdict"
}

# The empty components of the node that was refused go, and the host's check is told the old sizes again.
up_is_back() {
  plain_up && up_changes_nothing && cluster_is_as_before
}
