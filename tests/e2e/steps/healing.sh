# shellcheck shell=bash
# kill -9 of every daemon, and a reboot: everything comes back without a hand.

step_healing() {
  check "kill -9 of mesos-slave: back without help" daemon_heals slave2 mesos-slave
  check "kill -9 of ZooKeeper: back without help" daemon_heals master zookeeper
  check "kill -9 of Marathon: back without help" daemon_heals master marathon
  check "the tasks still run" tasks_run 2
  check "kill -9 of mesos-master: framework and tasks keep their IDs, no orphan" heals_after_the_master
  check "a reboot of slave1: back without help, under a new ID" slave_reboots
  check "the next up reports the new ID" up_reports_the_new_id
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
