# shellcheck shell=bash
# Everything of the lab that this machine holds, one line each: empty when there is no lab.

inventory_print() {
  local pid path
  if namespace_exists; then
    printf 'namespace %s\n' "$LAB_NAMESPACE"
    for pid in $(ip netns pids "$LAB_NAMESPACE"); do
      printf 'process %s %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c1-120)"
    done
    ip -n "$LAB_NAMESPACE" -o link show | awk -F': ' '$2 != "lo" { print "link " $2 }'
    if libvirt_virsh version >/dev/null 2>&1; then
      libvirt_virsh list --all --name | sed '/^$/d; s/^/domain /'
      libvirt_virsh net-list --all --name | sed '/^$/d; s/^/network /'
      libvirt_virsh pool-list --all --name | sed '/^$/d; s/^/pool /'
    fi
  fi
  for path in "$LAB_RUN" "$LAB_DATA" "$LAB_RUN_PARENT/$LAB_NAME.lock"; do
    [[ ! -e $path ]] || printf 'path %s\n' "$path"
  done
  awk -v run="$LAB_RUN" -v data="$LAB_DATA" 'index($2, run) == 1 || index($2, data) == 1 { print "mount " $2 }' /proc/mounts
  losetup --list --noheadings --output NAME,BACK-FILE 2>/dev/null |
    awk -v data="$LAB_DATA" -v cache="$LAB_CACHE" 'index($2, data) == 1 || index($2, cache) == 1 { print "loop " $1 " " $2 }'
}
