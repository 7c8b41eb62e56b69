# shellcheck shell=bash
# kill -9 of every daemon, and a reboot: everything comes back without a hand. Another host key does not, on purpose.

step_healing() {
  check "kill -9 of mesos-slave: back without help" daemon_heals slave2 mesos-slave
  check "kill -9 of ZooKeeper: back without help" daemon_heals master zookeeper
  check "kill -9 of Marathon: back without help" daemon_heals master marathon
  check "the tasks still run" tasks_run 2
  check "kill -9 of mesos-master: framework and tasks keep their IDs, no orphan" heals_after_the_master
  check "a reboot of slave1: back without help, under a new ID" slave_reboots
  check "the next up reports the new ID" up_reports_the_new_id
  check "another host key on slave2 is refused, with the ways on" swapped_key_is_refused
  check "make status names it" fails_with "another key answers at slave2's address" make --no-print-directory status
  check "the way on has the key read anew, and nothing restarted" key_is_read_anew
}

# The guest makes itself a new key, as whoever stands in its place would have one.
swapped_key_is_refused() {
  # The connection may end before the command does.
  on_node slave2 'sudo rm -f /etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_rsa_key.pub &&
    sudo ssh-keygen -q -t rsa -b 2048 -m PEM -N "" -C "" -f /etc/ssh/ssh_host_rsa_key && sudo service sshd restart' || true
  within 60 fails_with "Host key verification failed|||slave2: at $(output '.slaves[1].address') another host key answers|||pulumi up --replace '**-slave2-host-key'" \
    on_node slave2 true
}

key_is_read_anew() {
  local before
  before=$(master_slave_ids)
  remember_boots master slave1
  lab pulumi up --yes --skip-preview --replace '**-slave2-host-key' || return 1
  on_node slave2 true && nodes_untouched master slave1 && [[ $(master_slave_ids) == "$before" ]] && up_changes_nothing
}

# daemon_heals NODE JOB: kill -9 of its main process; another one runs within a minute.
daemon_heals() {
  local node=$1 job=$2 before
  before=$(on_node "$node" "sudo initctl status $job" | sed 's/.*process //')
  on_node "$node" "sudo kill -KILL $before"
  within 60 runs_anew "$node" "$job" "$before"
}

# runs_anew NODE JOB PID: the job runs as another process than PID.
runs_anew() {
  local after
  after=$(on_node "$1" "sudo initctl status $2" | sed -n 's/.*start\/running, process //p')
  [[ -n $after && $after != "$3" ]]
}

# After the master's end: Marathon under its old ID, the tasks under theirs, no orphan, within a minute.
heals_after_the_master() {
  local framework tasks
  framework=$(framework_id) || return 1
  tasks=$(task_ids)
  daemon_heals master mesos-master || return 1
  within 60 state_holds "([.frameworks[] | select(.active) | .id] == [\"$framework\"])
    and ([.frameworks[].tasks[] | select(.state == \"TASK_RUNNING\") | .id] | sort) == $tasks
    and .orphan_tasks == []"
}

slave_reboots() {
  local before
  before=$(output '.slaveIds[0]')
  printf '%s\n' "$before" >"$STATE/id-before-reboot"
  # The connection may end before the command does.
  on_node slave1 'sudo reboot' || true
  # Without KVM the firmware takes minutes of it: QEMU emulates slowly what writes over code of the system before.
  within 600 state_holds "[.slaves[] | select(.active and .pid == \"slave(1)@192.168.5.54:5051\" and .id != \"$before\")] | length == 1"
}

up_reports_the_new_id() {
  plain_up && slave_ids_are_the_masters && [[ $(output '.slaveIds[0]') != "$(<"$STATE/id-before-reboot")" ]]
}
