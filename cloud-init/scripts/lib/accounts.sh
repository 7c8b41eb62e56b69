# shellcheck shell=bash
# Users and groups with a number of ours. Needs log.sh. EL6 gives its packages numbers below 500 from both ends: known
# ones from below, the others from 499 downwards (shadow-utils 4.1.4.2, groupadd -r). Ours are far from both.

# accounts_require_free DATABASE NAME NUMBER: fails when the number belongs to another name in passwd or group.
accounts_require_free() {
  local entry
  entry=$(getent "$1" "$3") || return 0
  log_die "number $3 in $1 belongs to '${entry%%:*}'; it is meant for $2 on every node"
}

# accounts_ensure_group NAME NUMBER: makes a system group, unless it is there as it should.
accounts_ensure_group() {
  local entry id
  if entry=$(getent group "$1"); then
    IFS=: read -r _ _ id _ <<<"$entry"
    [[ $id == "$2" ]] || log_die "group $1 exists, not as $2: $entry"
    return 0
  fi
  accounts_require_free group "$1" "$2"
  groupadd -r -g "$2" "$1"
}
