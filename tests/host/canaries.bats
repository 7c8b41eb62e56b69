#!/usr/bin/env bats
# The search for secrets of tests/e2e/secrets, on folders: it finds them in every form, and says when it is blind.

setup() {
  load ../guest/helper
  PROJECT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  canaries=$BATS_TEST_TMPDIR/canaries
  place=$BATS_TEST_TMPDIR/place
  mkdir "$canaries" "$place"
  # shellcheck source=tests/e2e/lib/canaries.sh
  source "$PROJECT/tests/e2e/lib/canaries.sh"
  canaries_control
  secret=Xk29sLw0aPq7ZtBv4Nm6RcYh1GdEuJf3
  [[ -e $BATS_FILE_TMPDIR/key ]] || ssh-keygen -q -t rsa -b 2048 -m PEM -N "" -C "" -f "$BATS_FILE_TMPDIR/key"
  export_of slave marathon marathon-http >"$BATS_TEST_TMPDIR/export.json"
  canaries_learn cat "$BATS_TEST_TMPDIR/export.json"
}

# export_of OWNER...: of a stack with their secrets; the first one's is $secret.
export_of() {
  printf '%s\n' "$@" | jq --raw-input --slurp --arg secret "$secret" --rawfile key "$BATS_FILE_TMPDIR/key" '
    def secretly: {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: tojson};
    split("\n")[:-1] as $owners
    | {deployment: {resources: ([$owners | to_entries[] | {
        urn: "urn:pulumi:t::p::t::mesos-\(.value)-secret", type: "random:index/randomPassword:RandomPassword",
        outputs: {result: ((if .key == 0 then $secret else "another-secret-of-\(.value)-here" end) | secretly)}}]
      + [{urn: "urn:pulumi:t::p::t::mesos-ssh-key", type: "command:local:Command",
          outputs: {stdout: ($key + "ssh-rsa AAAA x" | secretly)}},
         {urn: "urn:pulumi:t::p::t::mesos-network", type: "libvirt:index/network:Network", inputs: {name: "n"}}])}}'
}

# look: at $place; what is said in output.
look() {
  run canaries_place "the place" any "$place"
}

@test "a place without secrets is clean, and its control is gone again" {
  echo "nothing to see" >"$place/file"
  look
  assert_status 0
  assert_output_has "the place: no secret; 2 controls found"
  [[ $(ls "$place") == file ]]
}

@test "a secret is found as it is, in binary files, and in folders" {
  mkdir -p "$place/a/b"
  printf 'x\0\1\2%s\0\n' "$secret" >"$place/a/b/seed.iso"
  look
  assert_status 1
  assert_output_has "the place: FOUND mesos-slave-secret $place/a/b/seed.iso"
  assert_output_lacks "$secret"
}

@test "a secret is found in Base64, wherever among three bytes it begins" {
  local before
  for before in "" a ab abc "slave "; do
    printf '%s%s\n' "$before" "$secret" | base64 --wrap=0 >"$place/file"
    look
    assert_status 1
    assert_output_has "FOUND mesos-slave-secret-in-base64 $place/file"
  done
}

@test "a line of the private key is found, the public key is not" {
  cp "$BATS_FILE_TMPDIR/key.pub" "$place/authorized_keys"
  look
  assert_status 0
  sed -n 15p "$BATS_FILE_TMPDIR/key" >"$place/file"
  look
  assert_status 1
  assert_output_has "FOUND mesos-ssh-key $place/file"
  # As one line, as in JSON.
  tr '\n' '|' <"$BATS_FILE_TMPDIR/key" >"$place/file"
  look
  assert_status 1
  assert_output_has "FOUND mesos-ssh-key $place/file"
}

@test "secrets of before a rotation stay among what is looked for" {
  secret=Zz93hTq8eWm5VbNc2Xk7LpRs6YdGaFu1 export_of slave marathon marathon-http >"$BATS_TEST_TMPDIR/export.json"
  canaries_learn cat "$BATS_TEST_TMPDIR/export.json"
  echo "$secret" >"$place/former"
  look
  assert_status 1
  assert_output_has "FOUND mesos-slave-secret $place/former"
}

@test "more secrets come from files" {
  echo a-passphrase-of-some-length >"$BATS_TEST_TMPDIR/passphrase"
  canaries_more=(passphrase "$BATS_TEST_TMPDIR/passphrase")
  canaries_learn cat "$BATS_TEST_TMPDIR/export.json"
  cp "$BATS_TEST_TMPDIR/passphrase" "$place/log"
  look
  assert_status 1
  assert_output_has "FOUND passphrase $place/log"
}

@test "a search that does not find its control is blind" {
  echo no-needle-is-this >"$canaries/needles"
  look
  assert_status 1
  assert_output_has "the place: BLIND: the control was not found: control $place/canary-control"
}

@test "the control is no secret where somebody else has it" {
  cp "$canaries/control" "$place/list-of-processes"
  look
  assert_status 0
}

@test "a place that cannot be written, and one that is not there, are no clean places" {
  run canaries_place "the place" any "$BATS_TEST_TMPDIR/nowhere"
  assert_status 1
  assert_output_lacks "no secret"
}

@test "only newer files are searched where others have files, too, and disks never" {
  echo "$secret" >"$place/old"
  echo "$secret" >"$place/slave1-disk.qcow2"
  touch -d '1 hour ago' "$place/old"
  touch -d '1 minute ago' "$BATS_TEST_TMPDIR/begin"
  run canaries_place "the place" "$BATS_TEST_TMPDIR/begin" "$place"
  assert_status 0
  touch "$place/old"
  run canaries_place "the place" "$BATS_TEST_TMPDIR/begin" "$place"
  assert_status 1
  assert_output_has "$place/old"
  assert_output_lacks qcow2
}

@test "an export without the secrets that every stack has is refused" {
  export_of slave >"$BATS_TEST_TMPDIR/export.json"
  run canaries_learn cat "$BATS_TEST_TMPDIR/export.json"
  assert_status 1
  assert_output_has "the export lacks secrets"
  assert_output_lacks "$secret"
  run canaries_learn false
  assert_status 1
}

@test "the sampler sees arguments while it runs, each once, and ends with the stop file" {
  local stop=$BATS_TEST_TMPDIR/stop seen=$BATS_TEST_TMPDIR/seen sampler
  "$PROJECT/tests/e2e/lib/sample-arguments" 60 "$stop" 0.05 >"$seen" 3>&- &
  sampler=$!
  bash -c 'sleep 1; true' "an argument" "$(<"$canaries/control-value")" 3>&- &
  wait_until grep -q "an argument" "$seen"
  wait $!
  touch "$stop"
  wait "$sampler"
  [[ $(grep -c "an argument" "$seen") == 1 ]]
  printf '%s\0' "$seen" | canaries_search >"$canaries/hits"
  run canaries_verdict "the arguments" "$canaries/hits" "control $seen"
  assert_status 0
  printf 'mesos-master --secret=%s\n' "$secret" >>"$seen"
  printf '%s\0' "$seen" | canaries_search >"$canaries/hits"
  run canaries_verdict "the arguments" "$canaries/hits" "control $seen"
  assert_status 1
  assert_output_has "the arguments: FOUND mesos-slave-secret $seen"
}

@test "the sampler ends by itself, starts no process, and reads what is there" {
  mkdir -p "$BATS_TEST_TMPDIR/proc/77" "$BATS_TEST_TMPDIR/proc/self"
  printf 'program\0two\nlines\0' >"$BATS_TEST_TMPDIR/proc/77/cmdline"
  printf 'not a number\0' >"$BATS_TEST_TMPDIR/proc/self/cmdline"
  PROC_FOLDER=$BATS_TEST_TMPDIR/proc run "$PROJECT/tests/e2e/lib/sample-arguments" 1 "$BATS_TEST_TMPDIR/stop" 0.1
  [[ $output == "program two lines "* && ${#lines[@]} == 1 ]]
  "$PROJECT/tests/guest/check-bash41" "$PROJECT/tests/e2e/lib/sample-arguments"
}

@test "the search has no secret in an argument" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  local program
  for program in awk base64 cat cut find grep head python3 sort tr xargs; do
    printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>"%s"\nexec %s "$@"\n' "$program" "$BATS_TEST_TMPDIR/arguments" \
      "$(command -v "$program")" >"$BATS_TEST_TMPDIR/bin/$program"
  done
  chmod +x "$BATS_TEST_TMPDIR/bin"/*
  echo "$secret" >"$place/file"
  (
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
    canaries_control
    canaries_learn cat "$BATS_TEST_TMPDIR/export.json"
    ! canaries_place "the place" any "$place"
  )
  grep -q ^grep "$BATS_TEST_TMPDIR/arguments"
  run grep -F -f "$canaries/needles" "$BATS_TEST_TMPDIR/arguments"
  assert_status 1
}
