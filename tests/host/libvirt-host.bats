#!/usr/bin/env bats
# A libvirt behind SSH: a real SSH server on loopback is its host. virsh is a stub that is asked here, over a socket that leads
# there; ip and df are stubs that only the other host has.

# shellcheck disable=SC2154 # variables of bats and of the helpers
bats_require_minimum_version 1.5.0

setup_file() {
  load sshd
  load proxy
  sshd_make_keys
  proxy_make_keys
}

setup() {
  load stubbed
  load sshd
  load proxy
  host_setup
  use_stub virsh df ip
  # Here they would be found by mistake.
  mkdir "$BATS_TEST_TMPDIR/here"
  mv "$BATS_TEST_TMPDIR/stubs/virsh" "$BATS_TEST_TMPDIR/here"
  PATH=$BATS_TEST_TMPDIR/here:${PATH#"$BATS_TEST_TMPDIR/stubs:"}
  virsh=$STUB_STATE/virsh
  mkdir -p "$virsh/pools" "$virsh/networks" "$virsh/domains"
  echo $((16 * 1024 * 1024)) >"$virsh/free-kib"
  echo $((100 * 1024 * 1024)) >"$STUB_STATE/df"
  echo "1: lo    inet 127.0.0.1/8 scope host lo" >"$STUB_STATE/ip"
  proxy_start
  key=$BATS_TEST_TMPDIR/key
  known=$BATS_TEST_TMPDIR/known_hosts
  cp "$BATS_FILE_TMPDIR/proxy-login" "$key"
  printf '[127.0.0.1]:%s %s\n' "$proxy_port" "$(<"$BATS_FILE_TMPDIR/proxy-host-ed25519.pub")" >"$known"
  socket=$BATS_TEST_TMPDIR/libvirt-sock
  LIBVIRT_DEFAULT_URI="qemu+ssh://$(id -un)@127.0.0.1:$proxy_port/system?socket=$socket&keyfile=$key&knownhosts=$known"
  export LIBVIRT_DEFAULT_URI
}

teardown() {
  proxy_stop
  [[ -z ${listener:-} ]] || kill "$listener" 2>/dev/null || true
  if [[ -s $STUB_STATE/violations ]]; then
    cat "$STUB_STATE/violations"
    return 1
  fi
}

# nothing_left: no folder, agent or connection of a script.
nothing_left() {
  wait_until is_clean || { ls -l "$TMPDIR" && pgrep -af "$TMPDIR" && return 1; }
}

is_clean() {
  [[ -z $(ls -A "$TMPDIR") ]] && ! pgrep -f "$TMPDIR/tmp" >/dev/null && [[ -z $(descendants "$proxy_pid") ]]
}

check() {
  run --separate-stderr "$scripts/check-host" < <(
    printf '%s\n' POOL=x-pool POOL_PATH=/srv/images/x NETWORK=x-network NETWORK_CIDR=192.168.5.0/24 NETWORK_DOMAIN=x.test \
      "DOMAINS=x-master x-slave1" "MARK=stack p/x" DOMAIN_TYPE=kvm CPU_MODE=host-passthrough MEMORY_MIB=12288 DISK_GIB=150 \
      DISK_MINIMUM_GIB=12
  )
}

@test "the libvirt of another host is asked over one login, and that host for addresses and space" {
  check
  assert_status 0
  assert_output_has "LIBVIRT_URI=$LIBVIRT_DEFAULT_URI"
  assert_has "$stderr" "host is ready: libvirt answers at $LIBVIRT_DEFAULT_URI"
  [[ $(proxy_logins) == 1 ]]
  grep -q "ip -4 -o address show" "$there/calls"
  grep -q "df -P -k -- /srv" "$there/calls"
  nothing_left
}

@test "what is in the way on the other host is told as its own" {
  echo "2: eth1    inet 192.168.5.7/24 scope global eth1" >"$STUB_STATE/ip"
  check
  assert_status 1
  assert_has "$stderr" "mesos-testbed:networkCidr 192.168.5.0/24 is in use on libvirt's host's interface 'eth1'"
  echo "1: lo    inet 127.0.0.1/8 scope host lo" >"$STUB_STATE/ip"
  echo 1024 >"$STUB_STATE/df"
  check
  assert_status 1
  assert_has "$stderr" "0 GiB are free where /srv/images/x is"
  nothing_left
}

@test "what runs reaches libvirt's socket on the other host, and nothing is left of the way" {
  socat "UNIX-LISTEN:$socket,fork" SYSTEM:"echo libvirt is here" 3>&- &
  listener=$!
  wait_until test -S "$socket"
  # shellcheck disable=SC2016 # for the shell that is started
  run --separate-stderr "$scripts/with-libvirt" bash -c 'echo "${LIBVIRT_DEFAULT_URI%%=*}"; socat -u "UNIX-CONNECT:${LIBVIRT_DEFAULT_URI#*socket=}" -'
  assert_status 0
  assert_equal "$output" "qemu+unix:///system?socket
libvirt is here"
  run "$scripts/with-libvirt" --host echo 'two  words'
  assert_equal "$output" "two  words"
  LIBVIRT_DEFAULT_URI=qemu:///system run "$scripts/with-libvirt" printenv LIBVIRT_DEFAULT_URI
  assert_equal "$output" qemu:///system
  nothing_left
}

@test "check-node asks the other host's libvirt" {
  run --separate-stderr "$scripts/check-node" --help
  assert_status 0
  rm "$BATS_TEST_TMPDIR/here/virsh"
  cat >"$BATS_TEST_TMPDIR/here/virsh" <<VIRSH
#!/usr/bin/env bash
[[ \$LIBVIRT_DEFAULT_URI == "qemu+unix:///system?socket=$TMPDIR/"* ]] || exit 99
[[ \$* == "--quiet dominfo x-master" || \$* == "--quiet vol-info x-master-disk --pool x-pool" ]] && exit 1
exit 98
VIRSH
  chmod +x "$BATS_TEST_TMPDIR/here/virsh"
  run "$scripts/check-node" x-master x-pool "stack p/x" x-master-disk
  assert_status 0
  [[ $(proxy_logins) == 1 ]]
  nothing_left
}

# refused TEXT...: a check that ends with one fault that has each TEXT, without any login.
refused() {
  local text
  check
  assert_status 1
  assert_equal "$output" ""
  [[ $(grep -c '^- ' <<<"$stderr") == 1 ]]
  for text in "$@"; do
    assert_has "$stderr" "$text"
  done
  [[ $(proxy_logins) == 0 && ! -s $there/calls ]]
  nothing_left
}

@test "a known_hosts file that is missing, or does not have the host" {
  rm "$known"
  refused "there is no known_hosts file $known" "ssh-keyscan -p $proxy_port 127.0.0.1 >> $known"
  echo "other.example $(<"$BATS_FILE_TMPDIR/proxy-host-ed25519.pub")" >"$known"
  refused "$known has no key of [127.0.0.1]:$proxy_port" "ssh-keyscan -p $proxy_port 127.0.0.1 >> $known"
}

@test "the remedy for known_hosts does" {
  : >"$known"
  ssh-keyscan -p "$proxy_port" 127.0.0.1 >>"$known" 2>/dev/null
  check
  assert_status 0
  # Hashed, as Debian has them.
  ssh-keygen -q -H -f "$known" 2>/dev/null
  check
  assert_status 0
}

@test "a host that shows another key than known_hosts has" {
  printf '[127.0.0.1]:%s %s\n' "$proxy_port" "$(<"$BATS_FILE_TMPDIR/proxy-login.pub")" >"$known"
  refused "shows another host key (ssh-ed25519 $(ssh-keygen -l -f "$BATS_FILE_TMPDIR/proxy-host-ed25519.pub" | cut -d ' ' -f 2))" \
    "ssh-keygen -R '[127.0.0.1]:$proxy_port' -f $known"
}

@test "a key that is missing, has a passphrase, or is none" {
  rm "$key"
  refused "the private key $key cannot be read" "keyfile=PATH"
  ssh-keygen -q -t ed25519 -N secret -C "" -f "$key"
  refused "the private key $key has a passphrase" "ssh-keygen -p -N '' -f $key"
  ssh-keygen -q -t rsa -m PEM -N secret -C "" -f "$key" <<<y
  refused "the private key $key has a passphrase"
  cp "$BATS_FILE_TMPDIR/proxy-login.pub" "$key"
  refused "$key is no private key that the libvirt provider reads"
}

@test "a key that the host does not know" {
  cp "$BATS_FILE_TMPDIR/other" "$key"
  refused "does not let us in" "Permission denied"
}

@test "an agent without the key hides the key file from the provider" {
  eval "$(ssh-agent -a "$BATS_TEST_TMPDIR/agent")" >/dev/null
  refused "the SSH agent of SSH_AUTH_SOCK does not hold $key" "sshauth=privkey"
  LIBVIRT_DEFAULT_URI="$LIBVIRT_DEFAULT_URI&sshauth=privkey" check
  assert_status 0
  ssh-add -q "$key"
  check
  assert_status 0
  kill "$SSH_AGENT_PID"
}

@test "a URI that the provider would break on" {
  LIBVIRT_DEFAULT_URI=qemu+ssh://127.0.0.1/system refused 'its user is ""' "root@127.0.0.1"
}
