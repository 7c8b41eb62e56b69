# shellcheck shell=bash
# A swap file for the time of a compile, where memory is short: EL6's cloud image has no swap, and the kernel ends a
# compiler that gets none ("internal compiler error: Killed (program cc1plus)"). Needs paths.sh, log.sh and build.sh.

# On the root, never on what ensure-space has mounted: writing through a loop device takes the memory that is short.
readonly swap_file="$paths_root/var/lib/mesos-testbed.swap"
# For all but the compilers, in KiB: the system, and the linker, which holds all of libmesos.
readonly swap_system_kib=1048576
# The size is a multiple of it, in KiB.
readonly swap_step_kib=262144
# Seconds to bring back into memory what lies in it.
readonly swap_off_seconds=300

# swap_is_on: whether the kernel uses the file.
swap_is_on() {
  [[ -r $paths_root/proc/swaps ]] && grep -qF -- "$swap_file " "$paths_root/proc/swaps"
}

# swap_missing_kib JOBS: what memory and swap lack for that many compilers, rounded up, on standard output; 0 for none.
swap_missing_kib() {
  local have missing
  have=$(awk '$1 == "MemTotal:" || $1 == "SwapTotal:" { sum += $2 } END { print sum }' "$paths_root/proc/meminfo")
  missing=$(($1 * build_compiler_memory_kib + swap_system_kib - have))
  ((missing > 0)) || missing=0
  printf '%d' $(((missing + swap_step_kib - 1) / swap_step_kib * swap_step_kib))
}

# swap_make KIB allocated|written: the file, ready and in use. Not every kernel takes blocks that were never written.
swap_make() {
  rm -f -- "$swap_file"
  if [[ $2 == allocated ]]; then
    (umask 077 && fallocate -l "$(($1 * 1024))" "$swap_file") || return 1
  else
    (umask 077 && dd if=/dev/zero of="$swap_file" bs=1M count=$(($1 / 1024)) 2>/dev/null) || return 1
  fi
  mkswap "$swap_file" >/dev/null && swapon "$swap_file"
}

# swap_add JOBS: has the kernel use a swap file when memory is short for that many compilers. Without one the build is
# tried all the same.
swap_add() {
  local kib free
  if swap_is_on; then
    return 0
  fi
  kib=$(swap_missing_kib "$1")
  ((kib > 0)) || return 0
  free=$(df -Pk "${swap_file%/*}" | awk 'NR == 2 { print $4 }')
  if ((free < kib * 2)); then
    log_info "memory is short by $((kib / 1024)) MiB, and with $((free / 1024)) MiB free the root has no room for swap"
  elif swap_make "$kib" allocated 2>/dev/null || swap_make "$kib" written; then
    log_info "memory is short: $((kib / 1024)) MiB of swap in $swap_file until the build ends"
  else
    rm -f -- "$swap_file"
    log_info "memory is short by $((kib / 1024)) MiB, and no swap file could be made"
  fi
}

# swap_remove: takes the file back, also one that a killed build has left.
swap_remove() {
  [[ -e $swap_file ]] || return 0
  if swap_is_on && ! timeout "$swap_off_seconds" swapoff "$swap_file"; then
    log_info "$swap_file is still in use and stays until the next boot"
    return 0
  fi
  rm -f -- "$swap_file"
}
