# shellcheck shell=bash
# shellcheck disable=SC2154 # settings, and what the last run printed, of check-host
# Objects of libvirt, and addresses, that are in the stack's way: those of others are faults, those that a dead run of this stack
# left behind are removed. Part of check-host. Needs host-capacity.sh and networks.sh.

# What to do about a range that is taken.
readonly OTHER_NETWORK="set another one: pulumi config set mesos-testbed:networkCidr 192.168.77.0/24"

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
    elif shares_network "$(addresses_of "$xml")"; then
      fault "mesos-testbed:networkCidr $NETWORK_CIDR is taken by libvirt's network '$name'; $OTHER_NETWORK"
    fi
  done < <(virsh --quiet net-list --all --name)
  if libvirt_host_can_run && [[ $NETWORK_CIDR != "${before[NETWORK_CIDR]:-}" && $is_there == no ]]; then
    # What a network that is in the way has brought there is said already.
    ((${#faults[@]} > 0)) || check_routes
  fi
}

# addresses_of XML: ADDRESS/MASK of each IPv4 address of a libvirt network, a line each.
addresses_of() {
  grep -o "<ip [^>]*>" <<<"$1" | sed -n "s,.*[ ]address='\([0-9.]*\)'.*\(netmask\|prefix\)='\([0-9.]*\)'.*,\1/\3,p"
}

# shares_network LINES: whether one of these networks has an address of the stack's.
shares_network() {
  local network
  while read -r network; do
    ! networks_share "$network" "$NETWORK_CIDR" || return 0
  done <<<"$1"
  return 1
}

# Interfaces, and routes of a VPN, say: into the stack's network, or a part of it. A route to more than that gives way to the
# network's own (the longest prefix), and is no fault.
check_routes() {
  local where="this host" number interface network address rest
  libvirt_host_shares_this || where="libvirt's host"
  # 2: eth0    inet 192.168.1.7/24 brd ...
  while read -r number interface network address rest; do
    if [[ $network == inet ]] && networks_share "$address" "$NETWORK_CIDR"; then
      fault "mesos-testbed:networkCidr $NETWORK_CIDR is in use on $where's interface '$interface', which has $address; $OTHER_NETWORK"
      return 0
    fi
  done < <(libvirt_host_run ip -4 -o address show 2>/dev/null)
  # 192.168.5.0/24 dev tun0 ..., or with a kind before it: blackhole 192.168.5.0/24
  while read -r address rest; do
    [[ $address != [a-z]* || $address == default ]] || address=${rest%% *}
    if [[ $address != default ]] && networks_within "$address" "$NETWORK_CIDR"; then
      fault "mesos-testbed:networkCidr $NETWORK_CIDR is in use on $where, which has a route to $address; $OTHER_NETWORK"
      return 0
    fi
  done < <(libvirt_host_run ip -4 route show table all 2>/dev/null)
}

remove_own_network() {
  echo "removing network $NETWORK, left behind by an earlier run of this stack" >&2
  virsh --quiet net-destroy "$NETWORK" >/dev/null 2>&1 || true
  virsh --quiet net-undefine "$NETWORK" >&2
}
