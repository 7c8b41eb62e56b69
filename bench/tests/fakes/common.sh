# shellcheck shell=bash
# Common to the fakes of the lab's scripts. Domains that run are files in $FAKE_STATE/domains.

data=$BATS_TEST_TMPDIR/var/mesos-testbed-$LAB_NAME

note() {
  echo "$*" >>"$FAKE_STATE/calls"
}

refuse() {
  echo "$*" >>"$FAKE_STATE/violations"
  exit 97
}

# boot DOMAIN: it runs, and its console says what a guest's says, unless FAKE_SILENT names it.
boot() {
  mkdir -p "$FAKE_STATE/domains" "$data/log/qemu"
  : >"$FAKE_STATE/domains/$1"
  if [[ ${FAKE_SILENT:-} != "$1" ]]; then
    echo "[   71.204913] cloud-init-all[352]: Cloud-init v. 22.4.2 finished at Wed, 25 Nov 2026 10:00:00 +0000. Up 71.1 seconds" \
      >>"$data/log/qemu/$1-console.log"
  fi
}
