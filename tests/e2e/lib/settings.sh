# shellcheck shell=bash
# Wrong settings on a running stack: the stack file is changed by the CLI itself, tried, and put back as it was. Needs facts.sh.

# refuses "TEXT|||TEXT" KEY VALUE [KEY VALUE]...: an up with these settings (paths below mesos-testbed:, or full keys with a
# colon) fails and says every TEXT.
refuses() {
  local expected=$1 verdict=0 key
  shift
  cp -- "$STACK_FILE" "$STATE/stack-file"
  while (($# > 0)); do
    key=$1
    [[ $key == *:* ]] || key="mesos-testbed:$key"
    lab pulumi config set --path "$key" "$2"
    shift 2
  done
  fails_with "$expected" plain_up || verdict=1
  cp -- "$STATE/stack-file" "$STACK_FILE"
  return "$verdict"
}

# remember_cluster, cluster_is_as_before: the resources that providers made, the domains and the machines.
remember_cluster() {
  cluster_facts >"$STATE/cluster"
}

cluster_is_as_before() {
  diff "$STATE/cluster" <(cluster_facts)
}

cluster_facts() {
  local node
  resource_ids
  virsh list --all
  for node in master slave1 slave2; do
    printf '%s ' "$node"
    boot_id "$node"
  done
  master_slave_ids
}
