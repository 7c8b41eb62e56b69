# shellcheck shell=bash
# A second run, and one from another checkout, change nothing.

step_unchanged() {
  remember_boots master slave1 slave2
  check "a preview shows nothing but unchanged resources" preview_changes_nothing
  check "a second up changes nothing" up_changes_nothing
  check "nor does one from another checkout" up_elsewhere_changes_nothing
  check "and the machines are as they were" nodes_untouched master slave1 slave2
}

# The same project in another folder, set up there by its own command, on the same backend.
up_elsewhere_changes_nothing() {
  local other=$STATE/checkout/mesos-testbed verdict=0
  mkdir -p -- "$other"
  git -C "$PROJECT" ls-files --cached --others --exclude-standard -z |
    tar --create --directory="$PROJECT" --null --files-from=- --ignore-failed-read | tar --extract --directory="$other"
  "$other/lab/setup" || return 1
  cp -- "$STACK_FILE" "$other/"
  (
    PROJECT=$other
    export LAB_BACKEND_URL=file://$ORIGINAL_PROJECT/.lab/backend LAB_PASSPHRASE_FILE=$ORIGINAL_PROJECT/.lab/passphrase
    up_changes_nothing
  ) || verdict=1
  rm -rf -- "$STATE/checkout"
  return "$verdict"
}
