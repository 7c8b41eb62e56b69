# shellcheck shell=bash
# A destroy with nodes in every odd state leaves nothing.

step_destroy() {
  check "destroy with one node paused, one powered off, one undefined by hand" destroy_of_odd_nodes
  check "no domain, volume, network or pool of ours is left" nothing_of_ours_is_left
  check "down ends the lab" lab down
  check "nothing of the lab is on the machine after" inventory_is_empty
  check "and git sees no change" worktree_is_as_before
}

destroy_of_odd_nodes() {
  local started=$SECONDS
  virsh suspend "$PREFIX-slave1" || return 1
  virsh destroy "$PREFIX-master" || return 1
  virsh destroy "$PREFIX-slave2" && virsh undefine "$PREFIX-slave2" || return 1
  lab pulumi destroy --yes --skip-preview || return 1
  # 60 s a node.
  ((SECONDS - started <= 180))
}

nothing_of_ours_is_left() {
  libvirt_is_empty && ! compgen -G "/var/tmp/mesos-testbed-$LAB_NAME/lib/images/*/*"
}

inventory_is_empty() {
  local left
  left=$(lab lab inventory)
  printf '%s\n' "$left"
  [[ -z $left ]]
}

worktree_is_as_before() {
  diff "$STATE/git-status" <(git -C "$PROJECT" status --porcelain)
}
