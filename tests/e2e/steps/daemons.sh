# shellcheck shell=bash
# kill -9 of what the lab itself runs, and of one QEMU: each time make up converges.

step_daemons() {
  remember_boots master slave2
  check "kill -9 of the mirror: make up converges" converges_after mirror
  check "kill -9 of dnsmasq: make up converges" converges_after dnsmasq
  check "kill -9 of virtlogd: make up converges" converges_after virtlogd
  check "kill -9 of libvirtd: make up converges" converges_after libvirtd
  check "none of this touched a machine" nodes_untouched master slave2
  check "kill -9 of one QEMU: make up starts that node again" qemu_is_started_again
}

# pids_of NAME: the lab's processes of that name. All of them are in its namespace, libvirtd's children too.
pids_of() {
  local pid
  for pid in $(ip netns pids "mesos-testbed-$LAB_NAME"); do
    case $1 in
      mirror) grep -qaF mirror/serve "/proc/$pid/cmdline" && printf '%s\n' "$pid" ;;
      *) [[ $(<"/proc/$pid/comm") == "$1" ]] && printf '%s\n' "$pid" ;;
    esac
  done
  return 0
}

converges_after() {
  local name=$1 before
  before=$(pids_of "$name")
  [[ -n $before ]] || {
    echo "no process of $name"
    return 1
  }
  # Word by word: dnsmasq has a second process.
  # shellcheck disable=SC2086
  kill -KILL $before
  lab up || return 1
  echo "before: $before, after: $(pids_of "$name")"
  [[ -n $(pids_of "$name") && $(pids_of "$name") != "$before" ]] && domains_running 3
}

qemu_is_started_again() {
  local pid domain="$PREFIX-slave2" before
  before=$(boot_id slave2)
  pid=$(<"/run/mesos-testbed/$LAB_NAME/libvirt/qemu/$domain.pid")
  grep -qaF "guest=$domain" "/proc/$pid/cmdline" || return 1
  kill -KILL "$pid"
  within 30 domains_running 2 || return 1
  fails_with "shut off|||slave2 " make --no-print-directory status || return 1
  lab up || return 1
  domains_running 3 && slave_ids_are_the_masters && [[ $(boot_id slave2) != "$before" ]]
}
