# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # variables of bats, and those that the tests read
# A second SSH server in place of the host that guests are reached through: libvirt's. It has keys of its own, and does the
# commands that it is given with the stubs of tests/host first in PATH. Needs sshd.bash.

# proxy_make_keys: for a file of tests, after sshd_make_keys. In the forms that people have today.
proxy_make_keys() {
  local kind
  for kind in ed25519 ecdsa; do
    ssh-keygen -q -t "$kind" -N "" -C "" -f "$BATS_FILE_TMPDIR/proxy-host-$kind"
  done
  ssh-keygen -q -t ed25519 -N "" -C "" -f "$BATS_FILE_TMPDIR/proxy-login"
}

# proxy_start: the server as proxy_pid at proxy_port, its log in proxy_log; "there" is where its commands note themselves.
# Before sshd_start, whose names it uses.
proxy_start() {
  there=$BATS_TEST_TMPDIR/there
  mkdir -p "$there"
  touch "$there/calls"
  cat >"$there/command" <<COMMAND
#!/usr/bin/env bash
printf '%s\n' "\$SSH_ORIGINAL_COMMAND" >>"$there/calls"
export STUB_STATE=${STUB_STATE:-$there} PATH=$BATS_TEST_TMPDIR/stubs:\$PATH
exec bash -c "\$SSH_ORIGINAL_COMMAND"
COMMAND
  chmod +x "$there/command"
  # The agent's key would count, too.
  unset SSH_AUTH_SOCK
  # sshd_start takes the files of these names.
  mkdir -p "$BATS_TEST_TMPDIR/proxy-keys"
  cp "$BATS_FILE_TMPDIR/proxy-host-ed25519" "$BATS_TEST_TMPDIR/proxy-keys/host"
  cp "$BATS_FILE_TMPDIR/proxy-login.pub" "$BATS_TEST_TMPDIR/proxy-keys/login.pub"
  BATS_FILE_TMPDIR=$BATS_TEST_TMPDIR/proxy-keys sshd_start proxy "$there/command"
  proxy_pid=$sshd_pid proxy_port=$sshd_port proxy_log=$sshd_log
  sshd_pid=""
}

proxy_stop() {
  local pids
  [[ -n ${proxy_pid:-} ]] || return 0
  mapfile -t pids < <(descendants "$proxy_pid")
  kill -TERM "$proxy_pid" "${pids[@]}" 2>/dev/null || true
  wait "$proxy_pid" 2>/dev/null || true
}

# proxy_settings [FILE]: the lines that a script of host/ reads, with the key of FILE (default: the right one) as the host's.
proxy_settings() {
  printf '%s\n' PROXY_HOST=127.0.0.1 "PROXY_PORT=$proxy_port" "PROXY_USER=$(id -un)" \
    "PROXY_HOST_KEY=$(cut -d ' ' -f 1,2 "${1:-$BATS_FILE_TMPDIR/proxy-host-ed25519.pub}")" \
    "PROXY_KEY=$(base64 -w 0 "$BATS_FILE_TMPDIR/proxy-login")"
}

# proxy_logins: how many connections have logged in so far.
proxy_logins() {
  grep -c "Accepted publickey" "$proxy_log" || true
}
