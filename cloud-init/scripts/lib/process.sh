# shellcheck shell=bash
# Processes told apart for certain: a process id is used again, after a reboot very soon.

# process_identity PID: "PID START BOOT" on standard output: id, start time in clock ticks since boot (field 22 of
# /proc/PID/stat, proc(5)) and the boot's own id. Status 1 when there is no such process.
process_identity() {
  local stat fields boot
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # The second field is the command in parentheses and may hold spaces and parentheses.
  read -r -a fields <<<"${stat##*) }"
  # A zombie has ended; only its parent does not know yet.
  [[ ${fields[0]} != Z ]] || return 1
  boot=$(</proc/sys/kernel/random/boot_id)
  printf '%s %s %s' "$1" "${fields[19]}" "$boot"
}

# process_is_alive IDENTITY: whether the process with that identity still runs.
process_is_alive() {
  local now
  [[ -n $1 ]] || return 1
  now=$(process_identity "${1%% *}") || return 1
  [[ $now == "$1" ]]
}

# process_age PID: whole seconds since its start on standard output. Status 1 when there is no such process.
process_age() {
  local fields uptime
  fields=$(process_identity "$1") || return 1
  read -r -a fields <<<"$fields"
  read -r uptime _ </proc/uptime
  printf '%d' $((${uptime%.*} - fields[1] / $(getconf CLK_TCK)))
}
