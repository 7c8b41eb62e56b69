# shellcheck shell=bash
# IPv4 networks as numbers, for scripts.

# networks_number ADDRESS: in networks_value; status 1 when it is none.
networks_number() {
  local IFS=. part
  local -a parts
  read -ra parts <<<"$1"
  ((${#parts[@]} == 4)) || return 1
  networks_value=0
  for part in "${parts[@]}"; do
    [[ $part =~ ^[0-9]{1,3}$ ]] && ((10#$part < 256)) || return 1
    networks_value=$(((networks_value << 8) + 10#$part))
  done
}

# networks_prefix PREFIX|NETMASK: bits of a mask, in networks_value.
networks_prefix() {
  local mask bits=0
  if [[ $1 =~ ^[0-9]{1,2}$ ]]; then
    networks_value=$1
    return 0
  fi
  networks_number "$1" || return 1
  for ((mask = networks_value; mask > 0; mask = (mask << 1) & 0xffffffff)); do
    bits=$((bits + 1))
  done
  networks_value=$bits
}

# networks_share ADDRESS/MASK ADDRESS/MASK: whether two networks have an address in common; one without a mask is a host.
networks_share() {
  local first second bits
  networks_number "${1%/*}" || return 1
  first=$networks_value
  networks_number "${2%/*}" || return 1
  second=$networks_value
  bits=32
  if [[ $1 == */* ]]; then
    networks_prefix "${1#*/}" || return 1
    bits=$networks_value
  fi
  if [[ $2 == */* ]]; then
    networks_prefix "${2#*/}" || return 1
    ((networks_value >= bits)) || bits=$networks_value
  fi
  ((first >> (32 - bits) == second >> (32 - bits)))
}

# networks_within ADDRESS/MASK ADDRESS/MASK: whether the first is the second, or a part of it.
networks_within() {
  local bits=32
  networks_share "$1" "$2" || return 1
  if [[ $1 == */* ]]; then
    networks_prefix "${1#*/}" || return 1
    bits=$networks_value
  fi
  networks_prefix "${2#*/}" && ((bits >= networks_value))
}
