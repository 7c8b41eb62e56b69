# shellcheck shell=bash
# shellcheck disable=SC2154 # settings, and what the last run printed, of check-host
# Whether memory and disk are there that the stack needs. Part of check-host; a fault goes to its "fault".

# added KEY: how much of a sum comes on top of what the stack has already; all of it at first.
added() {
  printf '%d' $((${!1} - ${before[$1]:-0}))
}

check_memory() {
  local free_mib needed_mib
  needed_mib=$(added MEMORY_MIB)
  free_mib=$(virsh --quiet nodememstats | awk -F '[: ]+' '$1 ~ /^(free|buffers|cached)$/ { sum += $2 } END { printf "%d", sum / 1024 }')
  if ((free_mib < needed_mib)); then
    fault "the VMs need $needed_mib MiB of memory${before[POOL]:+ more}, the host has $free_mib MiB free; lower mesos-testbed:master.memoryMiB, mesos-testbed:slave.memoryMiB or mesos-testbed:slaves"
  fi
}

# pool_available NAME: MiB that libvirt says are free in a pool, on standard output.
pool_available() {
  # What it knows is as old as the last refresh.
  timeout 60 virsh --quiet pool-refresh "$1" >/dev/null 2>&1 || true
  virsh --quiet pool-info --bytes "$1" | awk '$1 == "Available:" { printf "%d", $2 / 1024 / 1024 }'
}

pool_path() {
  virsh --quiet pool-dumpxml "$1" 2>/dev/null | sed -n 's|.*<path>\(.*\)</path>.*|\1|p'
}

# pool_holding FOLDER: the active pool whose folder holds it, the deepest one, on standard output.
pool_holding() {
  local name path best="" found=""
  while read -r name; do
    [[ -n $name ]] || continue
    path=$(pool_path "$name") || path=""
    if [[ -n $path && $1/ == "${path%/}/"* && ${#path} -gt ${#best} ]]; then
      best=$path found=$name
    fi
  done < <(virsh --quiet pool-list --name)
  printf '%s' "$found"
}

# folder_available FOLDER: MiB that its file system on libvirt's host has free, on standard output.
folder_available() {
  local folder=$1
  # It may not be there yet.
  until libvirt_host_run test -d "$folder"; do
    [[ $folder != / ]] || return 1
    folder=$(dirname -- "$folder")
  done
  libvirt_host_run df -P -k -- "$folder" | awk 'NR == 2 { printf "%d", $4 / 1024 }'
}

# disk_available: MiB that are free where the pool's folder is or will be, on standard output; nothing when nobody can tell.
disk_available() {
  local pool
  # The caller may not see the folder that libvirt sees, nor have a shell where it is.
  pool=$(pool_holding "$POOL_PATH")
  if [[ -n $pool ]]; then
    pool_available "$pool"
  elif libvirt_host_can_run; then
    folder_available "$POOL_PATH" || true
  fi
}

# The disks are sparse: what they may grow to need not be free, what is written at first has to be.
check_disk() {
  local free_mib needed_gib free_gib
  if [[ $POOL_PATH != "${before[POOL_PATH]:-}" ]]; then
    # In another folder it has nothing yet.
    unset 'before[DISK_MINIMUM_GIB]' 'before[DISK_GIB]'
  fi
  needed_gib=$(added DISK_MINIMUM_GIB)
  free_mib=$(disk_available)
  if [[ -z $free_mib ]]; then
    echo "how much is free in $POOL_PATH cannot be told: no pool of that libvirt holds the folder; at least $needed_gib GiB are needed" >&2
    return 0
  fi
  free_gib=$((free_mib / 1024))
  if ((free_gib < needed_gib)); then
    fault "$free_gib GiB are free where $POOL_PATH is, the disk image and what the nodes write at first take $needed_gib GiB${before[DISK_GIB]:+ more}; free some, or set mesos-testbed:poolPath to a folder on another disk"
  elif ((free_gib < $(added DISK_GIB))); then
    echo "the disks may grow to $DISK_GIB GiB in all, and $free_gib GiB are free where $POOL_PATH is: QEMU pauses a VM when the disk is full" >&2
  fi
}
