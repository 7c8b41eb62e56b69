# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # variables of bats, and those that the tests read
# A real SSH server on 127.0.0.1 in place of a guest, with tests/host/fake-guest for its commands. It runs with keys and
# configuration in the test's folder, and as root in a mount namespace of its own when /run/sshd is missing, so nothing of
# the machine changes.

# sshd_make_keys: for a file of tests.
sshd_make_keys() {
  local name
  for name in host login other; do
    ssh-keygen -q -t rsa -b 2048 -m PEM -N "" -C "" -f "$BATS_FILE_TMPDIR/$name"
  done
}

# sshd_start [NAME [COMMAND]]: the server as sshd_pid at sshd_port, its log in sshd_log; the guest's state in guest. A second one
# beside it has another NAME (default: sshd), and one that is no guest another COMMAND in place of each that it is given.
sshd_start() {
  local name=${1:-sshd} attempt
  local config=$BATS_TEST_TMPDIR/${name}_config
  guest=$BATS_TEST_TMPDIR/guest
  local command=${2:-$BATS_TEST_DIRNAME/fake-guest $guest}
  sshd_log=$BATS_TEST_TMPDIR/$name.log
  mkdir -p "$guest"
  touch "$guest/placed" "$guest/calls"
  for ((attempt = 0; attempt < 10; attempt++)); do
    # Another program may have the port.
    sshd_port=$((20000 + RANDOM))
    cat >"$config" <<CONFIG
ListenAddress 127.0.0.1
Port $sshd_port
PidFile none
UsePAM no
StrictModes no
UseDNS no
PermitRootLogin prohibit-password
PasswordAuthentication no
LogLevel VERBOSE
HostKey $BATS_FILE_TMPDIR/host
AuthorizedKeysFile $BATS_FILE_TMPDIR/login.pub
ForceCommand $command
CONFIG
    sshd_run "$config"
    if wait_until grep -q "Server listening\|Cannot bind" "$sshd_log" && grep -q "Server listening" "$sshd_log"; then
      return 0
    fi
    wait "$sshd_pid" || true
  done
  cat "$sshd_log"
  return 1
}

# sshd_run CONFIG
sshd_run() {
  # shellcheck disable=SC2016  # for the shell that is started
  local prepare='mount -t tmpfs tmpfs /run && mkdir -m 0755 /run/sshd && exec /usr/sbin/sshd -D -e -f "$1"'
  local -a command=(/usr/sbin/sshd -D -e -f "$1")
  if ((EUID == 0)) && [[ ! -d /run/sshd ]]; then
    command=(unshare --mount --propagation private sh -c "$prepare" sh "$1")
  fi
  "${command[@]}" >"$sshd_log" 2>&1 3>&- &
  sshd_pid=$!
}

# descendants PID: the processes below it, one a line.
descendants() {
  local pid
  for pid in $(pgrep -P "$1"); do
    printf '%s\n' "$pid"
    descendants "$pid"
  done
}

# sshd_stop: the server and what its connections still run.
sshd_stop() {
  local pids
  [[ -n ${sshd_pid:-} ]] || return 0
  mapfile -t pids < <(descendants "$sshd_pid")
  kill -TERM "$sshd_pid" "${pids[@]}" 2>/dev/null || true
  kill -CONT "${pids[@]}" 2>/dev/null || true
  wait "$sshd_pid" 2>/dev/null || true
}

# sshd_logins: how many connections have logged in so far.
sshd_logins() {
  grep -c "Accepted publickey" "$sshd_log" || true
}

# sshd_signal_connections SIGNAL: to the processes that serve the connections of the moment.
sshd_signal_connections() {
  local pids
  mapfile -t pids < <(descendants "$sshd_pid")
  ((${#pids[@]} > 0))
  kill "-$1" "${pids[@]}"
}

# settings KEY=VALUE...: what a script of host/ reads, with the connection to this server.
settings() {
  printf '%s\n' NODE=master ADDRESS=127.0.0.1 "SSH_PORT=$sshd_port" "SSH_USER=$(id -un)" \
    "HOST_KEY=$(cut -d ' ' -f 1,2 "$BATS_FILE_TMPDIR/host.pub")" "$@" ""
  cat "$BATS_FILE_TMPDIR/login"
}
