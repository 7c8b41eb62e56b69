#!/usr/bin/env bats
# Machines whose crypto policy has OpenSSL refuse SHA-1 signatures. This one's OpenSSL knows no such setting, so ssh, ssh-agent
# and ssh-keyscan are stubs, which do as that OpenSSL has them do.

# shellcheck disable=SC2154 # variables of bats and of the helpers
bats_require_minimum_version 1.5.0

setup() {
  load stubbed
  host_setup
  policy=$BATS_TEST_TMPDIR/opensslcnf.config
  export MESOS_TESTBED_CRYPTO_POLICY=$policy
  unset OPENSSL_CONF
  bin=$BATS_TEST_TMPDIR/bin
  mkdir "$bin"
  # allowed: whether this process's own configuration of OpenSSL allows them.
  cat >"$bin/allowed" <<'STUB'
#!/usr/bin/env bash
[[ ! -e $STUB_STATE/refuses ]] || { [[ -n ${OPENSSL_CONF:-} ]] && tail -n 1 "$OPENSSL_CONF" | grep -qx 'rh-allow-sha1-signatures = yes'; }
STUB
  cat >"$bin/ssh" <<'STUB'
#!/usr/bin/env bash
printf 'ssh %s\n' "${OPENSSL_CONF:-none}" >>"$STUB_STATE/calls"
[[ -z ${OPENSSL_CONF:-} ]] || cp "$OPENSSL_CONF" "$STUB_STATE/openssl.cnf"
allowed || { echo "ssh_dispatch_run_fatal: Connection to 127.0.0.1 port 22: error in libcrypto" >&2; exit 255; }
STUB
  cat >"$bin/ssh-keyscan" <<'STUB'
#!/usr/bin/env bash
allowed && echo "127.0.0.1 ssh-rsa AAAA"
STUB
  cat >"$bin/ssh-agent" <<'STUB'
#!/usr/bin/env bash
allowed || exit 1
exec "$REAL_AGENT" "$@"
STUB
  chmod +x "$bin"/*
  REAL_AGENT=$(command -v ssh-agent)
  export REAL_AGENT
  PATH=$bin:$PATH
  ssh-keygen -q -t rsa -b 2048 -m PEM -N "" -C "" -f "$BATS_TEST_TMPDIR/key"
}

# ask: host/show-log of a guest, whose SSH is asked once.
ask() {
  run "$scripts/show-log" 5 10 mesos-slave < <(
    printf '%s\n' NODE=slave1 ADDRESS=127.0.0.1 SSH_USER=centos "HOST_KEY=ssh-rsa AAAA" ""
    cat "$BATS_TEST_TMPDIR/key"
  )
}

policy_says() {
  printf '%s\n' "CipherString = @SECLEVEL=2" "[openssl_init]" "alg_section = evp_properties" "[evp_properties]" \
    "rh-allow-sha1-signatures = $1" >"$policy"
}

@test "where the policy refuses SHA-1, ssh and its agent are allowed it, by a file of their own that goes with them" {
  policy_says no
  touch "$STUB_STATE/refuses"
  ask
  assert_status 0
  assert_has "$(<"$STUB_STATE/calls")" "ssh $TMPDIR/"
  assert_has "$(<"$STUB_STATE/openssl.cnf")" "[openssl_init]
alg_section = evp_properties
[evp_properties]
rh-allow-sha1-signatures = yes"
  [[ -z $(ls -A "$TMPDIR") ]]
  # Nothing of it is this process's, or another program's.
  [[ -z ${OPENSSL_CONF:-} ]]
}

@test "the machine's own configuration comes before that one setting" {
  policy_says no
  echo "# mine" >"$BATS_TEST_TMPDIR/mine.cnf"
  OPENSSL_CONF=$BATS_TEST_TMPDIR/mine.cnf ask
  assert_status 0
  assert_has "$(<"$STUB_STATE/openssl.cnf")" ".include $BATS_TEST_TMPDIR/mine.cnf
[openssl_init]"
}

@test "read-host-key likewise" {
  policy_says no
  touch "$STUB_STATE/refuses"
  run --separate-stderr "$scripts/read-host-key" slave1 127.0.0.1 5
  assert_status 0
  assert_equal "$output" "ssh-rsa AAAA"
}

@test "elsewhere nothing is set: an OpenSSL without the setting would refuse it" {
  ask
  assert_status 0
  policy_says yes
  ask
  assert_status 0
  assert_equal "$(sort -u "$STUB_STATE/calls")" "ssh none"
}
