# shellcheck shell=bash
# Rows of what replaces the machines of one kind of node.

row_slaves_more() {
  # A new node, beside the others.
  disks=slave3
  change slaves 3 || return 1
  check "$row: the master has three" holds '.activated_slaves == 3' master_state
}

row_slaves_fewer() {
  need "$row: slave3 is known" remember || return 1
  need "$row: set" set_keys slaves 2 || return 1
  need "$row: up" up || return 1
  check "$row: slave3 was drained" grep -q 'SIGUSR1 to process' "$STATE/up.log"
  check "$row: the master has forgotten it at once" holds '[.slaves[] | select(.active)] | length == 2' master_state
  check "$row: its machine is gone, no other one is" machines_replaced "slave3"
}

row_slave_memory() {
  machines="slave1 slave2" ids=new
  change slave.memoryMiB 1152 slave.resources - || return 1
  check "$row: libvirt has it" xml_has slave1 "<memory unit='KiB'>$((1152 * 1024))</memory>"
  check "$row: slaves offer what follows from it" holds '[.slaves[] | select(.active) | .resources.mem] == [576, 576]' master_state
}

row_slave_vcpus() {
  machines="slave1 slave2" ids=new
  change slave.vcpus 2 || return 1
  check "$row: libvirt has it" xml_has slave2 ">2</vcpu>"
}

row_slave_disk() {
  machines="slave1 slave2" disks="slave1 slave2" ids=new
  change slave.diskGiB 11 || return 1
  check "$row: the guest sees it" on_node slave1 "test \$(cat /sys/block/vda/size) = $((11 * 1024 * 1024 * 2))"
}

row_master_memory() {
  machines="master"
  # The artifact is asked for again, so the preview does not know its digest.
  local previewed=$slave_daemons
  change master.memoryMiB 1664 || return 1
  check "$row: libvirt has it" xml_has master "<memory unit='KiB'>$((1664 * 1024))</memory>"
}

row_master_vcpus() {
  machines="master"
  local previewed=$slave_daemons
  change master.vcpus 2 || return 1
  check "$row: libvirt has it" xml_has master ">2</vcpu>"
}

row_master_disk() {
  machines="master" disks="master"
  local previewed=$slave_daemons
  change master.diskGiB 11
}
