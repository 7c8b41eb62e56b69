# shellcheck shell=bash
# What a row of tests/e2e/changes compares: the preview, and machines, disks, daemons and slave IDs before and after. Needs
# lib/facts.sh.

# same WANTED FOUND: two texts, word by word.
same() {
  diff <(tr -s ' ' '\n' <<<"$1" | sed '/^$/d' | sort) <(tr -s ' ' '\n' <<<"$2" | sed '/^$/d' | sort)
}

pulumi() {
  lab pulumi "$@"
}

# set_keys KEY VALUE [KEY VALUE]...: paths below mesos-testbed:; the value - takes a key away.
set_keys() {
  while (($# > 0)); do
    if [[ $2 == - ]]; then
      pulumi config rm --path -- "mesos-testbed:$1"
    else
      pulumi config set --path -- "mesos-testbed:$1" "$2"
    fi
    shift 2
  done
}

# What is true of the cluster.

domain_of() {
  node_ids | awk -v node="$1" '$1 == node { print $2 }'
}

# slave_state NODE
slave_state() {
  local address
  address=$(output ".slaves[] | select(.name == \"$1\") | .address")
  inside curl --silent --fail --max-time 10 "http://$address:5051/slave(1)/state.json"
}

slave_ids() {
  output '.slaveIds | join(" ")'
}

# mark_disks: on nodes that have no mark.
mark_disks() {
  on_each "sudo touch $MARKER"
}

# fresh_disks: names of the nodes without the mark.
fresh_disks() {
  on_each "test -e $MARKER || echo fresh" | sed -n 's/ fresh$//p' | tr '\n' ' '
}

# remember: what the next checks compare with.
remember() {
  mark_disks && node_ids >"$STATE/nodes" && daemon_ids >"$STATE/daemons" && slave_ids >"$STATE/slave-ids"
}

# changed FILE: first words of the lines of a file that standard input lacks.
changed() {
  grep -vxF -f <(cat) -- "$1" | cut -d ' ' -f 1 | tr '\n' ' ' || true
}

# preview_names OPERATION...: resources of a preview's steps of these kinds, without "mesos-", in order of their names.
preview_names() {
  jq --raw-output --arg kinds " $* " '.steps[] | " \(.op) " as $kind | select($kinds | contains($kind))
    | .urn | split("::")[-1] | ltrimstr("mesos-")' "$STATE/preview.json" | sort --unique
}

# preview_was_of NAME...: these are all the resources that the last preview would change, without "mesos-".
preview_was_of() {
  same "$*" "$(preview_names update replace create delete | tr '\n' ' ')"
}

# preview_says MACHINES RESTARTED: a preview, compared by names of machines, and of daemons as JOB@NODE.
preview_says() {
  pulumi preview --json >"$STATE/preview.json" || return 1
  local machines daemons
  machines=$(preview_names replace create-replacement delete-replaced | sed -n 's/-domain$//p')
  same "$1" "$machines" || return 1
  daemons=$(preview_names update | sed -nE '
    s/^(zookeeper|marathon)-daemon$/\1@master/p
    s/^master-mesos-daemon$/mesos-master@master/p
    s/^(slave[0-9]+)-mesos-daemon$/mesos-slave@\1/p')
  same "$2" "$daemons"
}

up() {
  pulumi up --yes --skip-preview --color never >"$STATE/up.log" 2>&1 || {
    cat -- "$STATE/up.log"
    return 1
  }
  cat -- "$STATE/up.log"
}

# up_order NAME...: resources that the last up has updated, in this order.
up_order() {
  local found wanted
  wanted=$(printf '%s\n' "$@")
  found=$(sed -nE 's/^ *~ +command:remote:Command ([a-z0-9-]+) updated .*/\1/p' "$STATE/up.log" | grep -xF -- "$wanted")
  diff <(printf '%s\n' "$wanted") <(printf '%s\n' "$found")
}

# up_in_order: the one of Mesos' upgrade guide.
up_in_order() {
  up_order mesos-master-mesos-daemon mesos-slave1-mesos-daemon mesos-slave2-mesos-daemon mesos-marathon-daemon
}

machines_replaced() {
  same "$1" "$(node_ids | changed "$STATE/nodes")"
}

disks_fresh() {
  same "$1" "$(fresh_disks)"
}

# daemons_restarted WANTED TOLERATED: on machines that stayed; what is tolerated may be another process too.
daemons_restarted() {
  local found word machines
  machines=$(node_ids | changed "$STATE/nodes")
  found=$(daemon_ids | changed "$STATE/daemons")
  for word in $2 $(printf '[a-z-]*@%s ' $machines); do
    found=$(tr ' ' '\n' <<<"$found" | grep -vx -- "$word" | tr '\n' ' ') || true
  done
  same "$1" "$found"
}

# slave_ids_are same|new|any: of the slaves that there were.
slave_ids_are() {
  local before after
  before=$(<"$STATE/slave-ids")
  after=$(slave_ids)
  printf '%s\n%s\n' "$before" "$after"
  case $1 in
    same) [[ "$after " == "$before "* ]] ;;
    new) ! grep -qFx -f <(tr ' ' '\n' <<<"$before") <(tr ' ' '\n' <<<"$after") ;;
    any) ;;
  esac
}

# change KEY VALUE...: one row. The globals tell what has to be: machines, disks, daemons (JOB@NODE), tolerated, ids. Status 1
# when the row cannot be gone on with.
change() {
  need "$row: what is there before is known" remember || return 1
  need "$row: set" set_keys "$@" || return 1
  check "$row: the preview replaces [$machines], updates [${previewed-$daemons}]" preview_says "$machines" "${previewed-$daemons}"
  need "$row: up" up || return 1
  check "$row: other machines are [$machines]" machines_replaced "$machines"
  check "$row: other disks are [$disks]" disks_fresh "$disks"
  check "$row: other processes are [$daemons]" daemons_restarted "$daemons" "$tolerated"
  check "$row: the slaves have the $ids IDs" slave_ids_are "$ids"
}

up_refuses() {
  ! up && grep -qF -- "$1" "$STATE/up.log"
}

# Rows. What is not said stays: no machine, no disk, no daemon, the same IDs.

all_nodes="master slave1 slave2"
slave_daemons="mesos-slave@slave1 mesos-slave@slave2"
# Of Mesos, and Marathon, which has its library.
mesos_daemons="mesos-master@master $slave_daemons marathon@master"

# all_replaced kept|fresh KEY VALUE...
all_replaced() {
  machines=$all_nodes ids=new
  [[ $1 == kept ]] || disks=$all_nodes
  change "${@:2}"
}

# holds JQ-FILTER COMMAND...: of the JSON that the command prints.
holds() {
  local filter=$1 json
  shift
  json=$("$@") || return 1
  jq --exit-status "$filter" <<<"$json" >/dev/null || {
    jq . <<<"$json"
    return 1
  }
}

# xml_has NODE TEXT, xml_lacks NODE TEXT: libvirt's definition of a machine.
xml_has() {
  local xml
  xml=$(virsh dumpxml --inactive "$(domain_of "$1")") || return 1
  printf '%s\n' "$xml"
  [[ $xml == *"$2"* ]]
}

xml_lacks() {
  ! xml_has "$@"
}
