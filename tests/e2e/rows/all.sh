# shellcheck shell=bash
# Rows of what replaces every machine.

row_cpu_mode() {
  all_replaced kept cpuMode host-model || return 1
  check "$row: libvirt has it" xml_has slave1 "<cpu mode='host-model'"
}

row_cpu_mode_none() {
  all_replaced kept cpuMode none || return 1
  check "$row: libvirt has it no more" xml_lacks slave1 "<cpu mode='host-model'"
}

row_domain_type() {
  if [[ $(pulumi config get mesos-testbed:domainType) != kvm ]]; then
    printf 'skipped %s: there is no KVM here to change to or from\n' "$row"
    return 0
  fi
  all_replaced kept domainType qemu cpuMode none
}

row_repositories() {
  all_replaced fresh repositories.changes.enabled false || return 1
  check "$row: the guest has it" on_node slave1 "grep -qxF '[changes]' /etc/yum.repos.d/CentOS-Base.repo"
}

row_ssh_key() {
  ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -C changes -f "$STATE/key"
  all_replaced fresh sshKeyPath "$STATE/key" || return 1
  check "$row: no other key is let in" on_node slave1 'test $(wc -l <.ssh/authorized_keys) = 1'
}

row_master_address() {
  all_replaced fresh masterAddress 192.168.5.61 || return 1
  check "$row: the master has it" holds '.flags.ip == "192.168.5.61"' master_state
}

row_slave_address() {
  all_replaced fresh firstSlaveAddress 192.168.5.71 || return 1
  check "$row: slave1 has it" holds '.flags.ip == "192.168.5.71"' slave_state slave1
}

row_network() {
  all_replaced fresh networkCidr 192.168.77.0/24 masterAddress - firstSlaveAddress - || return 1
  check "$row: the master has it" holds '.flags.ip == "192.168.77.51"' master_state
}

row_prefix() {
  all_replaced fresh namePrefix "changes-$LAB_NAME-" || return 1
  check "$row: nothing of the old name is left" no_other_names "changes-$LAB_NAME-"
}

# no_other_names PREFIX: nothing in the lab's libvirt begins otherwise.
no_other_names() {
  local names
  names=$(virsh list --all --name && virsh net-list --all --name && virsh pool-list --all --name)
  printf '%s\n' "$names"
  ! sed '/^$/d' <<<"$names" | grep -v "^$1"
}

row_pool() {
  local path
  path=$(pulumi stack export | jq --raw-output '.deployment.resources[] | select(.type == "libvirt:index/pool:Pool") | .inputs.path')
  all_replaced fresh poolPath "$path-moved" || return 1
  check "$row: disks are there" xml_has slave1 "<source file='$path-moved/"
  check "$row: the old folder is gone" test ! -e "$path"
}
