# shellcheck shell=bash
# The lab, its stack and its nodes, by the same commands that a user has.

# lab SCRIPT ARGUMENT...: a script of the lab.
lab() {
  local script=$1
  shift
  "$PROJECT/lab/$script" "$@"
}

# inside COMMAND...: in the lab's namespace, where the cluster's addresses are.
inside() {
  lab lab exec "$@"
}

virsh() {
  lab lab virsh --quiet "$@"
}

# on_node NODE COMMAND: over SSH, with the stack's key.
on_node() {
  PULUMI="$PROJECT/lab/pulumi" inside "$PROJECT/host/ssh" "$@"
}

# output JQ-FILTER: of the stack's outputs.
output() {
  lab pulumi stack output --json --show-secrets | jq --raw-output --exit-status "$1"
}

plain_up() {
  lab pulumi up --yes --skip-preview
}

# resource_counts: the lines below "Resources:" of an up's output on standard input, without blanks at their ends.
resource_counts() {
  sed -n '/^Resources:/,/^$/p' | sed '1d; s/^ *//; s/ *$//; /^$/d'
}

# link_package FOLDER: an example finds this project as its package, by the link that `npm install` makes of a file: dependency.
# The other packages that it names it finds in this project's own folder, in the same versions, so no registry is needed.
link_package() {
  mkdir -p -- "$1/node_modules" && ln -sfn -- "$PROJECT" "$1/node_modules/mesos-testbed"
}

# changes_nothing COMMAND...: an up or a preview of nothing but unchanged resources, by the engine's own count.
changes_nothing() {
  local text
  text=$("$@" 2>&1) || {
    printf '%s\n' "$text"
    return 1
  }
  printf '%s\n' "$text"
  [[ $(resource_counts <<<"$text") =~ ^[0-9]+\ unchanged$ ]]
}

up_changes_nothing() {
  changes_nothing plain_up
}

preview_changes_nothing() {
  changes_nothing lab pulumi preview
}

# Nothing of anybody is in the lab's libvirt.
libvirt_is_empty() {
  local list
  list=$(virsh list --all --name && virsh net-list --all --name && virsh pool-list --all --name) || return
  printf 'libvirt has:%s\n' "$(tr -s '\n' ' ' <<<" $list")"
  [[ -z ${list//[[:space:]]/} ]]
}

domains_running() {
  [[ $(virsh list --state-running --name | sed '/^$/d' | wc -l) == "$1" ]]
}

boot_id() {
  on_node "$1" cat /proc/sys/kernel/random/boot_id
}

# remember_boots NODE...: for nodes_untouched.
remember_boots() {
  local node
  for node in "$@"; do
    boot_id "$node" >"$STATE/boot-$node"
  done
}

# nodes_untouched NODE...: none of them was started anew since remember_boots.
nodes_untouched() {
  local node
  for node in "$@"; do
    printf '%s: ' "$node"
    boot_id "$node" | tee /dev/stderr | cmp -- "$STATE/boot-$node" - || return 1
  done
}

master_state() {
  inside curl --silent --fail --max-time 10 "$(output .uiUrl)/master/state.json"
}

# state_holds JQ-FILTER: of the master's state, now.
state_holds() {
  local state
  # jq 1.6 succeeds on no input at all, whatever it is asked.
  state=$(master_state) || {
    echo "the master does not answer"
    return 1
  }
  jq --exit-status "$1" <<<"$state" >/dev/null || {
    jq . <<<"$state"
    return 1
  }
}

# state_is JQ-FILTER: of the master's state, within two minutes.
state_is() {
  within 120 state_holds "$1"
}

# The active slaves in order of their addresses, which is the slaves' order.
master_slave_ids() {
  master_state | jq --compact-output '[.slaves | map(select(.active)) | sort_by(.pid)[] | .id]'
}

slave_ids_are_the_masters() {
  diff <(output '.slaveIds | tojson') <(master_slave_ids)
}
