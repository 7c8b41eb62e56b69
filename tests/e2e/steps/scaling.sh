# shellcheck shell=bash
# One slave more, then one less: nobody else notices.

step_scaling() {
  remember_boots master slave1 slave2
  output '.slaveIds[:2] | tojson' >"$STATE/ids-before-scaling"
  check "slaves 2 -> 3: only the new node is made" scale_up
  check "its packages came from the cache" packages_came_from_the_cache
  check "slave3 is active, and slaveIds are in slave order" slave_ids_are_the_masters
  check "the others keep uptime and IDs" others_are_as_before
  check "slaves 3 -> 2: only that node goes" scale_down
  check "the master forgets it" state_is '[.slaves[].pid | select(contains("192.168.5.56"))] == [] and .activated_slaves == 2'
  check "the others keep uptime and IDs then, too" others_are_as_before
}

# only_touches REGULAR-EXPRESSION: every step of a preview that changes something is about a resource of such a name.
only_touches() {
  local steps
  steps=$(lab pulumi preview --json | jq --raw-output '.steps[] | select(.op | IN("same", "refresh", "read") | not) | "\(.op) \(.urn)"') || return 1
  printf '%s\n' "$steps"
  [[ -n $steps ]] && ! grep -vE -- "::($1)\$" <<<"$steps"
}

# What knows of all nodes: the checks of the host and the wait for the cluster.
readonly ABOUT_ALL="mesos-host-check|mesos-ready|mesos-ready-wait|mesos|$PREFIX"

scale_up() {
  LAB_SLAVES=3 lab stack-file || return 1
  only_touches "mesos-slave3[a-z0-9-]*|$ABOUT_ALL" || return 1
  LAB_SLAVES=3 lab up 2>&1 | tee "$STATE/scale-up.log" || return 1
  domains_running 4 && [[ $(output '.slaveIds | length') == 3 ]]
}

# Those that slave1 and slave2 have fetched.
packages_came_from_the_cache() {
  grep -E "slave3: sending [1-9][0-9]* cached packages" "$STATE/scale-up.log" || return 1
  ! grep -E "cached packages (could not be sent|are damaged)|are not kept in the cache" "$STATE/scale-up.log"
}

scale_down() {
  LAB_SLAVES=2 lab stack-file || return 1
  only_touches "mesos-slave3[a-z0-9-]*|$ABOUT_ALL" || return 1
  LAB_SLAVES=2 lab up || return 1
  [[ $(virsh list --all --name | sed '/^$/d' | wc -l) == 3 && $(output '.slaveIds | length') == 2 ]]
}

others_are_as_before() {
  nodes_untouched master slave1 slave2 && diff "$STATE/ids-before-scaling" <(output '.slaveIds[:2] | tojson')
}
