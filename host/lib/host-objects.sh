# shellcheck shell=bash
# shellcheck disable=SC2154 # settings, and what the last run printed, of check-host
# Objects of libvirt, and addresses, that are in the stack's way: those of others are faults, those that a dead run of this stack
# left behind are removed. Part of check-host. Needs host-capacity.sh.

# A pool of this stack's name is this stack's, left behind by a run that died, only when it lies where this stack puts it.
check_pool() {
  local path
  [[ $POOL != "${before[POOL]:-}" ]] || return 0
  path=$(pool_path "$POOL") || path=""
  if [[ -n $path ]]; then
    if [[ $mode == look && $path == "$POOL_PATH" ]]; then
      return 0
    elif [[ $path != "$POOL_PATH" || $mode == running ]]; then
      fault "a pool named '$POOL' exists already and is another one (its folder is $path, this stack's would be $POOL_PATH); set mesos-testbed:namePrefix, or remove it: virsh pool-destroy $POOL; virsh pool-undefine $POOL"
    else
      remove_own_pool
    fi
  fi
}

remove_own_pool() {
  local volume
  echo "removing pool $POOL, left behind by an earlier run of this stack" >&2
  virsh --quiet pool-start "$POOL" >/dev/null 2>&1 || true
  virsh --quiet pool-refresh "$POOL" >/dev/null 2>&1 || true
  while read -r volume _; do
    [[ -n $volume ]] || continue
    virsh --quiet vol-delete "$volume" --pool "$POOL" >&2
  done < <(virsh --quiet vol-list "$POOL")
  virsh --quiet pool-destroy "$POOL" >&2
  virsh --quiet pool-delete "$POOL" >/dev/null 2>&1 || true
  virsh --quiet pool-undefine "$POOL" >&2
}

# Another cluster under the same prefix would have its network and pool taken for what a dead run of this stack left behind:
# only its domains tell it from that.
check_domains() {
  local name xml
  for name in $DOMAINS; do
    xml=$(virsh --quiet dumpxml --inactive "$name" 2>/dev/null) || continue
    if [[ $xml != *"<description>$MARK</description>"* ]]; then
      fault "a domain named '$name' exists already and is not this stack's; set mesos-testbed:namePrefix, or remove it: virsh destroy $name; virsh undefine $name"
    fi
  done
}

check_network() {
  local name xml
  while read -r name; do
    [[ -n $name ]] || continue
    xml=$(virsh --quiet net-dumpxml "$name")
    if [[ $name == "${before[NETWORK]:-}" && $xml == *"<domain name='${before[NETWORK_DOMAIN]}'"* ]]; then
      # The stack's own, which it is about to replace, or to keep.
      continue
    elif [[ $mode == look && $is_there == yes && $name == "$NETWORK" ]]; then
      continue
    elif [[ $name == "$NETWORK" ]]; then
      if [[ $mode == create && $xml == *"<domain name='$NETWORK_DOMAIN'"* ]]; then
        # Only when nothing else is wrong.
        ((${#faults[@]} > 0)) || remove_own_network
      else
        fault "a network named '$NETWORK' exists already and is not this stack's; set mesos-testbed:namePrefix, or remove it: virsh net-destroy $NETWORK; virsh net-undefine $NETWORK"
      fi
    elif [[ $xml == *"<ip address='${NETWORK_CIDR%.*}."* ]]; then
      fault "mesos-testbed:networkCidr $NETWORK_CIDR is taken by libvirt's network '$name'; set another one: pulumi config set mesos-testbed:networkCidr 192.168.77.0/24"
    fi
  done < <(virsh --quiet net-list --all --name)
  if libvirt_host_can_run && [[ $NETWORK_CIDR != "${before[NETWORK_CIDR]:-}" && $is_there == no ]]; then
    local route where="this host"
    libvirt_host_shares_this || where="libvirt's host"
    route=$(libvirt_host_run ip -4 -o address show 2>/dev/null | awk -v start=" ${NETWORK_CIDR%.*}." 'index($0, start) { print $2; exit }')
    if [[ -n $route && ${#faults[@]} -eq 0 ]]; then
      fault "mesos-testbed:networkCidr $NETWORK_CIDR is in use on $where's interface '$route'; set another one: pulumi config set mesos-testbed:networkCidr 192.168.77.0/24"
    fi
  fi
}

remove_own_network() {
  echo "removing network $NETWORK, left behind by an earlier run of this stack" >&2
  virsh --quiet net-destroy "$NETWORK" >/dev/null 2>&1 || true
  virsh --quiet net-undefine "$NETWORK" >&2
}
