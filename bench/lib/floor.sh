# shellcheck shell=bash
# The floor under every `up`: the stack's own machines, with its definitions, its seed disks and fresh overlays of its image,
# booted by plain virsh.

# Longest time from `virsh start` to a finished cloud-init; the product's own bound of a boot (timeouts.bootSeconds).
readonly FLOOR_TIMEOUT_SECONDS=${BENCH_FLOOR_TIMEOUT_SECONDS:-600}
# cloud-init's last module (final-message) says this, and the guest has cloud-init's output on its serial console.
readonly FLOOR_MARK='Cloud-init v\. .* finished at '
# The same folder as the lab's libvirtd sees it, and as this machine does. `lab down` removes it.
readonly FLOOR_FOLDER_IN_LIBVIRT=/var/lib/libvirt/images/floor
readonly FLOOR_FOLDER=$LAB_DATA/lib/images/floor
readonly FLOOR_DEFINITIONS=$STATE/floor

floor_virsh() {
  lab lab virsh --quiet "$@"
}

# The console's log of a domain, as this machine sees it.
floor_console() {
  printf '%s\n' "$LAB_DATA/log/qemu/$1-console.log"
}

# floor_booted DOMAIN: whether cloud-init has finished, by the domain's console.
floor_booted() {
  grep -qasE -- "$FLOOR_MARK" "$(floor_console "$1")"
}

# Takes from the stack, which is up, what its machines were made of. Sets floor_nodes and floor_network.
floor_take() {
  local domain domains
  floor_nodes=()
  # Guests run as libvirt's user, who has to reach what is in there.
  mkdir -p -- "$FLOOR_DEFINITIONS" && install -d -m 0711 -- "$FLOOR_FOLDER" &&
    install -m 0644 -- "$(lab image/build --print-path)" "$FLOOR_FOLDER/base.qcow2" || return
  floor_network=$(floor_virsh net-list --name | sed '/^ *$/d') || return
  if [[ -z $floor_network || $floor_network == *$'\n'* ]]; then
    log_error "the lab's libvirt should have one network, the stack's; it has: ${floor_network:-none}"
    return 1
  fi
  floor_virsh net-dumpxml --inactive "$floor_network" >"$FLOOR_DEFINITIONS/network.xml" || return
  mapfile -t domains < <(floor_virsh list --state-running --name | sed '/^ *$/d')
  for domain in "${domains[@]}"; do
    floor_take_node "$domain" || return
  done
  if ((${#floor_nodes[@]} != LAB_SLAVES + 1)); then
    log_error "the stack should have $((LAB_SLAVES + 1)) running domains; there are: ${floor_nodes[*]:-none}"
    return 1
  fi
}

# floor_take_node DOMAIN: its definition on other files, its seed, and a fresh disk of the same size.
floor_take_node() {
  local domain=$1 node=${1##*-} disks disk seed bytes
  # Before anything is waited for: the machines of the stack have booted, so their consoles have to say so.
  if ! floor_booted "$domain"; then
    log_error "$(floor_console "$domain") has no line \"Cloud-init v. ... finished at\", by which the end of a boot is known"
    return 1
  fi
  disks=$(floor_virsh domblklist --details "$domain") || return
  disk=$(floor_path_of vda <<<"$disks") && seed=$(floor_path_of vdb <<<"$disks") || return
  bytes=$(qemu-img info --force-share --output=json -- "$disk" | jq '."virtual-size"') || return
  # Relative to the overlay: libvirtd sees the folder under another name.
  qemu-img create -q -f qcow2 -F qcow2 -b base.qcow2 -- "$FLOOR_FOLDER/$node.qcow2" "$bytes" || return
  install -m 0644 -- "$seed" "$FLOOR_FOLDER/$node-seed.iso" || return
  floor_virsh dumpxml --inactive "$domain" |
    floor_definition "$node" >"$FLOOR_DEFINITIONS/$node.xml" || return
  floor_nodes+=("$node")
}

# floor_path_of TARGET < TABLE: the file of one disk in virsh domblklist's table, as this machine sees it.
floor_path_of() {
  local target=$1 path
  path=$(awk -v target="$target" '$3 == target { print $4 }')
  if [[ $path != /var/lib/libvirt/* || $path == *$'\n'* ]]; then
    log_error "a domain of the stack should have $target in /var/lib/libvirt; it has: ${path:-none}"
    return 1
  fi
  printf '%s\n' "$LAB_DATA/lib/${path#/var/lib/libvirt/}"
}

# floor_definition NODE < XML: the definition for the floor. XML is that of the stack's domain.
floor_definition() {
  local domain=floor-$1
  xsltproc --nonet --stringparam name "$domain" --stringparam disk "$FLOOR_FOLDER_IN_LIBVIRT/$1.qcow2" \
    --stringparam seed "$FLOOR_FOLDER_IN_LIBVIRT/$1-seed.iso" \
    --stringparam console "/var/log/libvirt/qemu/$domain-console.log" "$BENCH/lib/floor-domain.xslt" -
}

# Network and domains, not started; the stack is destroyed by now.
floor_define() {
  floor_virsh net-define "$FLOOR_DEFINITIONS/network.xml" || return
  floor_virsh net-start "$floor_network" || return
  local node
  for node in "${floor_nodes[@]}"; do
    floor_virsh define "$FLOOR_DEFINITIONS/$node.xml" || return
  done
}

# What is measured: all started side by side, as the CLI does, and all finished. Sets timing_centiseconds.
floor_boot() {
  local started node pid pids=()
  started=$(timing_now)
  for node in "${floor_nodes[@]}"; do
    floor_virsh start "floor-$node" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || return
  done
  floor_await || return
  timing_centiseconds=$(($(timing_now) - started))
}

floor_await() {
  local waiting=("${floor_nodes[@]}") still node end=$((SECONDS + FLOOR_TIMEOUT_SECONDS))
  while true; do
    still=()
    for node in "${waiting[@]}"; do
      floor_booted "floor-$node" || still+=("$node")
    done
    waiting=("${still[@]}")
    ((${#waiting[@]} > 0)) || return 0
    ((SECONDS < end)) || break
    sleep 0.2
  done
  log_error "cloud-init has not finished within $FLOOR_TIMEOUT_SECONDS s on: ${waiting[*]}"
  for node in "${waiting[@]}"; do
    log_error "  the end of $(floor_console "floor-$node"):"
    tail -n 5 -- "$(floor_console "floor-$node")" >&2 || true
  done
  return 1
}

# Everything of the floor, so that the next up finds nothing in its way.
floor_remove() {
  local node
  for node in "${floor_nodes[@]}"; do
    floor_virsh destroy "floor-$node" || return
    floor_virsh undefine "floor-$node" || return
  done
  floor_virsh net-destroy "$floor_network" || return
  floor_virsh net-undefine "$floor_network" || return
  rm -rf -- "$FLOOR_FOLDER" "$FLOOR_DEFINITIONS"
}
