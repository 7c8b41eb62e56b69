# shellcheck shell=bash
# The network namespace: every packet of the VMs, of libvirt's bridge and of the mirror stays in it.

# Address of the mirror: on the namespace's loopback interface, so that it does not depend on the cluster's network
# (guests reach it by their gateway) and needs no dummy interface, which some kernels lack. 198.18.0.0/15 is set aside
# for tests (RFC 2544, RFC 6890).
readonly NAMESPACE_MIRROR_ADDRESS=198.18.0.1

namespace_exists() {
  [[ -e /run/netns/$LAB_NAMESPACE ]]
}

namespace_up() {
  if ! namespace_exists; then
    log_info "making network namespace $LAB_NAMESPACE"
    ip netns add "$LAB_NAMESPACE"
  fi
  ip -n "$LAB_NAMESPACE" link set lo up
  ip -n "$LAB_NAMESPACE" address replace "$NAMESPACE_MIRROR_ADDRESS/32" dev lo
}

# Runs a command in the namespace, or in LAB_CLIENT_NAMESPACE, for who stands for another host than the lab's (tests/e2e/remote).
# Proxies of the environment would lead out of it, into nothing.
namespace_exec() {
  if ! namespace_exists; then
    log_error "the lab is not up; run lab/lab up (or make up)"
    return 1
  fi
  ip netns exec "${LAB_CLIENT_NAMESPACE:-$LAB_NAMESPACE}" env -u http_proxy -u https_proxy -u HTTP_PROXY -u HTTPS_PROXY -u all_proxy \
    -u ALL_PROXY -u no_proxy -u NO_PROXY "$@"
}

# Ends what still runs in the namespace (QEMU, dnsmasq: ours by being there) and removes it.
namespace_down() {
  namespace_exists || return 0
  local pid
  for pid in $(ip netns pids "$LAB_NAMESPACE"); do
    [[ $pid == "$$" || $pid == "$BASHPID" ]] && continue
    processes_end "$pid" 10
  done
  ip netns delete "$LAB_NAMESPACE"
}

namespace_status() {
  if namespace_exists; then
    printf 'namespace  %s  up, %d processes\n' "$LAB_NAMESPACE" "$(ip netns pids "$LAB_NAMESPACE" | wc -l)"
  else
    printf 'namespace  %s  absent\n' "$LAB_NAMESPACE"
    return 1
  fi
}
