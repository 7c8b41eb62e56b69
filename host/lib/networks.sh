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

# networks_bits ADDRESS[/PREFIX|/NETMASK]: bits of its mask, in networks_value; all of them where it has none.
networks_bits() {
  local mask=${1#*/} bits=0
  [[ $1 == */* ]] || mask=32
  if [[ $mask =~ ^[0-9]{1,2}$ ]]; then
    networks_value=$mask
    return 0
  fi
  networks_number "$mask" || return 1
  for ((mask = networks_value; mask > 0; mask = (mask << 1) & 0xffffffff)); do
    bits=$((bits + 1))
  done
  networks_value=$bits
}

# networks_share NETWORK NETWORK: whether two have an address in common.
networks_share() {
  local first second bits
  networks_number "${1%/*}" || return 1
  first=$networks_value
  networks_number "${2%/*}" || return 1
  second=$networks_value
  networks_bits "$1" || return 1
  bits=$networks_value
  networks_bits "$2" || return 1
  ((networks_value >= bits)) || bits=$networks_value
  ((first >> (32 - bits) == second >> (32 - bits)))
}

# networks_within NETWORK NETWORK: whether the first is the second, or a part of it.
networks_within() {
  local bits
  networks_share "$1" "$2" && networks_bits "$1" || return 1
  bits=$networks_value
  networks_bits "$2" && ((bits >= networks_value))
}
