# shellcheck shell=bash
# Whose stack lives in the lab. The lab exists once per machine and its stack's state lies in a checkout: an up or down from
# another checkout would take the machines of the first for leftovers.

# Fails when the lab is another checkout's. One that is not there any more, or has no stack, owns nothing.
owner_check() {
  local owner
  [[ -s $LAB_OWNER_FILE ]] || return 0
  owner=$(<"$LAB_OWNER_FILE")
  if [[ $owner == "$LAB_PROJECT" || ! -s $owner/${LAB_STACK_FILE##*/} ]]; then
    return 0
  fi
  log_error "lab \"$LAB_NAME\" is in use by the stack of the checkout $owner; run make down there first,"
  log_error "  or have another lab beside it: LAB_NAME=lab-2 make up"
  return 1
}

owner_claim() {
  printf '%s\n' "$LAB_PROJECT" >"$LAB_OWNER_FILE"
}
