# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # variables of bench/run, which uses this, and of the lab's libraries
# The cluster that is measured, and the empty program beside it: what is timed, and what has to be true of a run.

# timed SECONDS [--peak-memory FILE] -- ARGUMENT...: the CLI on the lab's stack, bounded.
timed() {
  local seconds=$1 options=()
  shift
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  timing_run "${options[@]}" timeout --kill-after=60 "$seconds" "$LAB_HOME/pulumi" "$@"
}

clear_away() {
  timeout "$DOWN_TIMEOUT_SECONDS" "$LAB_HOME/down" 8>&- 9>&-
}

# As lab/up does it; what the lab itself takes is in no figure.
prepare() {
  lab setup
  lab lab up
  owner_claim
  lab stack-file
  domain_type=$(sed -n 's/^ *mesos-testbed:domainType: *//p' "$LAB_STACK_FILE")
  if [[ $domain_type != kvm && $domain_type != qemu ]]; then
    log_error "mesos-testbed:domainType in $LAB_STACK_FILE is '$domain_type'; allowed: kvm, qemu; lab/settings writes it"
    return 1
  fi
}

# Name, inode and time of every artifact: another list means that Mesos was compiled.
artifacts() {
  find "$LAB_CACHE_DIRECTORY/artifacts" -name '*.tar.gz' -printf '%f %i %T@\n' 2>/dev/null | sort
}

check_cold_up() {
  if [[ ! -s $STATE/peak-memory ]]; then
    log_error "no memory of the cold up was seen; a user who may not read /proc/PID/smaps_rollup sees none"
    return 1
  fi
  artifacts_of_cold_up=$(artifacts)
  if [[ -z $artifacts_of_cold_up ]]; then
    log_error "the cold up has left no artifact in $LAB_CACHE_DIRECTORY/artifacts; see $LOGS/cold-up.log"
    return 1
  fi
}

check_warm_up() {
  if [[ $(artifacts) != "$artifacts_of_cold_up" ]]; then
    log_error "the warm up has compiled Mesos again, though the artifact was in the cache; see $LOGS/warm-up.log"
    return 1
  fi
}

# The empty program lies below the checkout, where Node.js finds the same SDK.
empty_make() {
  rm -rf -- "$STATE/empty"
  mkdir -p -- "$STATE/empty/backend" && cp -- "$BENCH"/empty/* "$STATE/empty/" &&
    empty_pulumi stack init "$LAB_STACK" &&
    # Those that are measured are like the lab's: the stack is there, and nothing changes.
    empty_pulumi up --yes --skip-preview
}

# empty_pulumi ARGUMENT...: as timed does it, on a file backend of its own.
empty_pulumi() {
  LAB_BACKEND_URL=file://$STATE/empty/backend timed "$SHORT_TIMEOUT_SECONDS" -- --cwd "$STATE/empty" "$@"
}
