# shellcheck shell=bash
# Chains of our own in the guest's firewall: what is in one is ours to replace, and nothing else is touched. Needs
# paths.sh and log.sh. A rule is given as iptables 1.4.7 prints it, without "-A CHAIN"; that version has neither -C nor
# -w.

# Where "service iptables save" of EL6 writes what the boot restores.
readonly firewall_saved=$paths_root/etc/sysconfig/iptables

# firewall_wanted CHAIN RULE...: as "iptables -S CHAIN" prints them, on standard output.
firewall_wanted() {
  local chain=$1 rule
  shift
  printf -- '-N %s\n' "$chain"
  for rule in "$@"; do
    printf -- '-A %s %s\n' "$chain" "$rule"
  done
}

# firewall_print CHAIN: what is in it, on standard output; status 1 when there is no such chain.
firewall_print() {
  local found
  found=$(iptables -S "$1" 2>/dev/null) || return 1
  # 1.4.7 ends each rule with a blank.
  found=${found// $'\n'/$'\n'}
  printf '%s\n' "${found% }"
}

# firewall_is_entered FROM CHAIN: whether the built-in chain FROM leads into it.
firewall_is_entered() {
  local found
  found=$(firewall_print "$1") || return 1
  [[ $'\n'$found$'\n' == *$'\n'"-A $1 -j $2"$'\n'* ]]
}

# firewall_is_set FROM CHAIN RULE...: whether FROM leads into the chain and it has these rules alone.
firewall_is_set() {
  local found
  found=$(firewall_print "$2") || return 1
  [[ $found == "$(firewall_wanted "${@:2}")" ]] && firewall_is_entered "$1" "$2"
}

# firewall_print_saved FROM CHAIN: those rules of the boot that are in the chain or lead into it, on standard output.
firewall_print_saved() {
  local line
  [[ -r $firewall_saved ]] || return 0
  while IFS= read -r line; do
    line=${line% }
    if [[ $line == "-A $2 "* || $line == "-A $1 -j $2" ]]; then
      printf '%s\n' "$line"
    fi
  done <"$firewall_saved"
}

# firewall_is_saved FROM CHAIN RULE...: whether the boot restores them.
firewall_is_saved() {
  local wanted
  wanted=$(firewall_wanted "${@:2}")
  [[ $(firewall_print_saved "$1" "$2") == "-A $1 -j $2"$'\n'"${wanted#*$'\n'}" ]]
}

# firewall_set FROM CHAIN RULE...: puts the rules into the chain in place of what is there, and has FROM lead into it
# first. Called as a condition, where a fault does not end the script.
firewall_set() {
  local from=$1 chain=$2 rule
  shift 2
  iptables -N "$chain" 2>/dev/null || iptables -F "$chain" || return 1
  for rule in "$@"; do
    # shellcheck disable=SC2086  # its words
    iptables -A "$chain" $rule || return 1
  done
  # Before what the image has, such as the rejecting rule that ends EL6's INPUT.
  firewall_is_entered "$from" "$chain" || iptables -I "$from" 1 -j "$chain"
}

# firewall_remove FROM CHAIN: the chain, and what leads into it. Called as a condition, likewise.
firewall_remove() {
  if firewall_is_entered "$1" "$2"; then
    iptables -D "$1" -j "$2" || return 1
  fi
  firewall_print "$2" >/dev/null || return 0
  iptables -F "$2" && iptables -X "$2"
}

# firewall_save LOSS: for the next boot; LOSS says what it would be like otherwise.
firewall_save() {
  service iptables save >/dev/null || log_die "$HOSTNAME: service iptables save failed; $1"
}
