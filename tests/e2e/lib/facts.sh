# shellcheck shell=bash
# What tells one machine, disk or daemon from another one, before and after. Needs cluster.sh.

# resource_ids [TYPES]: "URN ID" of what providers made; TYPES is the beginning of a type, such as libvirt:.
resource_ids() {
  lab pulumi stack export | jq --raw-output --arg types "${1:-}" \
    '.deployment.resources[] | select(.id and (.type | startswith($types))) | "\(.urn) \(.id)"' | sort
}

# node_ids: "NODE UUID" of every machine in the state.
node_ids() {
  lab pulumi stack export | jq --raw-output '.deployment.resources[] | select(.type == "libvirt:index/domain:Domain")
    | "\(.urn | capture("::mesos-(?<node>[a-z0-9]+)-domain$").node) \(.id)"' | sort
}

nodes() {
  node_ids | cut -d ' ' -f 1
}

# on_each COMMAND: on every node at once; its output with the node's name before each line, in order of the names. Status 1
# when it fails on one of them.
on_each() {
  local node status=0
  local -A running=()
  for node in $(nodes); do
    on_node "$node" "$1" >"$STATE/on-$node" &
    running[$node]=$!
  done
  for node in $(printf '%s\n' "${!running[@]}" | sort); do
    wait "${running[$node]}" || status=1
    sed "s/^/$node /" "$STATE/on-$node"
  done
  return "$status"
}

# daemon_ids: "JOB@NODE PROCESS" of every daemon that runs.
daemon_ids() {
  on_each 'for job in zookeeper mesos-master mesos-slave marathon; do sudo initctl status $job 2>/dev/null; done; true' |
    sed -n 's/^\([a-z0-9]*\) \([a-z-]*\) start\/running, process \([0-9]*\)$/\2@\1 \3/p'
}
