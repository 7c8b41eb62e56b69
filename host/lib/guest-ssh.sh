# shellcheck shell=bash
# SSH to a guest from the Pulumi host, for scripts whose standard input has KEY=VALUE lines, an empty line, and then the
# private key. The key goes from there into an agent of our own: it is never on disk, nor on a command line.

GUEST_SSH_HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly GUEST_SSH_HERE
# shellcheck source=host/lib/ssh-proxy.sh
source "$GUEST_SSH_HERE/ssh-proxy.sh"
# shellcheck source=host/lib/sha1.sh
source "$GUEST_SSH_HERE/sha1.sh"

# Longest path of the temporary folder: sockets lie in it, whose paths have at most 108 bytes on Linux and 104 on macOS
# (sun_path), and while ssh makes one, 17 more stand behind its name.
readonly GUEST_SSH_FOLDER_BYTES=70
# Seconds after which a shared connection that nobody uses ends by itself: that of a script that was killed.
readonly GUEST_SSH_IDLE_SECONDS=600
# As long as the commands in guests go on dialling (components/virtualMachine.ts, dialErrorLimit), and ssh's words for
# nobody being there, as while a machine boots.
readonly GUEST_SSH_BOOT_SECONDS=480
readonly GUEST_SSH_NOBODY='Connection refused|No route to host|Connection timed out|Connection reset|Connection closed|kex_exchange_identification'

# The control socket of the shared connection, or none; and the options that make its owner.
guest_ssh_socket=none
guest_ssh_role=()

# Not from the environment.
SSH_PORT=22

# Settings and key. The names that a script's settings may have beside those of the connection are the arguments; SSH_PORT
# may be missing, and so may the proxy.
guest_ssh_read_settings() {
  guest_ssh_read_lines "$@" || return
  guest_ssh_key=$(cat)
}

# The lines alone, up to the empty one.
guest_ssh_read_lines() {
  local allowed=" NODE ADDRESS SSH_PORT SSH_USER HOST_KEY PROXY_HOST PROXY_PORT PROXY_USER PROXY_HOST_KEY PROXY_KEY $* " line key
  while IFS= read -r line && [[ -n $line ]]; do
    key=${line%%=*}
    if [[ $allowed != *" $key "* ]]; then
      echo "unknown setting '$key' on standard input; known are:$allowed" >&2
      return 2
    fi
    printf -v "$key" '%s' "${line#*=}"
  done
}

# Starts the agent. Everything is in one temporary folder, which goes with the script.
guest_ssh_agent() {
  umask 077
  guest_ssh_folder=$(mktemp -d)
  if ((${#guest_ssh_folder} > GUEST_SSH_FOLDER_BYTES)); then
    rmdir -- "$guest_ssh_folder"
    guest_ssh_folder=$(mktemp -d /tmp/mesos-testbed.XXXXXXXXXX)
  fi
  trap guest_ssh_close EXIT
  sha1_allow "$guest_ssh_folder"
  "${guest_ssh_env[@]}" ssh-agent -D -a "$guest_ssh_folder/agent" >/dev/null &
  guest_ssh_agent_pid=$!
  local waited
  for ((waited = 0; waited < 100; waited++)); do
    [[ -S $guest_ssh_folder/agent ]] && break
    sleep 0.05
  done
}

# The agent with the key, the pinned host key, and the way through the proxy, where there is one.
guest_ssh_open() {
  guest_ssh_agent
  local host=${ADDRESS:?}
  # As ssh looks for it, sshd(8).
  if [[ $SSH_PORT != 22 ]]; then
    host="[$ADDRESS]:$SSH_PORT"
  fi
  printf '%s %s\n' "$host" "${HOST_KEY:?}" >"$guest_ssh_folder/known_hosts"
  if ! SSH_AUTH_SOCK=$guest_ssh_folder/agent ssh-add -q - <<<"$guest_ssh_key"; then
    echo "${NODE:?}: the SSH agent refused the stack's private key; it has to be an RSA key in PEM form without passphrase" >&2
    return 1
  fi
  unset guest_ssh_key
  if [[ -n $PROXY_HOST ]]; then
    ssh_proxy_open "$guest_ssh_folder"
    guest_ssh_route=(-o "ProxyCommand=$(ssh_proxy_command "$guest_ssh_folder")")
  fi
}

# Makes one connection that all later calls of guest_ssh go through: a handshake takes seconds in a guest without KVM. It
# is open when this returns; status 255, with ssh's reason, when it cannot be. A guest that nobody answers for yet is waited
# for: the same run may have started it again. Without this guest_ssh connects by itself.
guest_ssh_share() {
  local status started=$SECONDS said=$SECONDS
  while true; do
    status=0
    guest_ssh_connect || status=$?
    ((status != 0)) || return 0
    if ((SECONDS - started >= GUEST_SSH_BOOT_SECONDS)) || ! guest_ssh_nobody "$guest_ssh_folder/shared.log"; then
      cat -- "$guest_ssh_folder/shared.log" >&2
      guest_ssh_explain_key
      return "$status"
    fi
    if ((SECONDS - said >= 20)); then
      said=$SECONDS
      echo "$NODE: waiting for SSH at $ADDRESS, $((SECONDS - started)) s of at most $GUEST_SSH_BOOT_SECONDS s" >&2
    fi
    sleep 2
  done
}

# guest_ssh_nobody FILE: whether these words of ssh's mean that nobody is there yet. With a proxy that does not let us in
# nobody is heard either, and waiting does not help.
guest_ssh_nobody() {
  ! ssh_proxy_refused "$1" && grep -qE "$GUEST_SSH_NOBODY" "$1"
}

# One try.
guest_ssh_connect() {
  local status=0
  guest_ssh_socket=$guest_ssh_folder/shared
  guest_ssh_role=(-M -N -f -o ControlPersist="$GUEST_SSH_IDLE_SECONDS")
  if [[ -n $PROXY_HOST ]]; then
    # ssh drops what the ProxyCommand of a connection that is to stay says (OpenSSH 9.2, sshconnect.c, ssh_proxy_connect).
    guest_ssh_role+=(-o "ProxyCommand=$(ssh_proxy_command "$guest_ssh_folder" "$guest_ssh_folder/shared_proxy.log")")
  fi
  # Into a file: what it inherits stays open as long as it lives, and whoever reads this script's output would wait for it.
  guest_ssh </dev/null >/dev/null 2>"$guest_ssh_folder/shared.log" || status=$?
  if [[ -e $guest_ssh_folder/shared_proxy.log ]]; then
    cat -- "$guest_ssh_folder/shared_proxy.log" >>"$guest_ssh_folder/shared.log"
  fi
  guest_ssh_role=()
  return "$status"
}

# guest_ssh_forward NAME TARGET: the socket NAME of the folder leads to TARGET of the other host, which is a socket's path or
# address:port, for as long as the shared connection is there.
guest_ssh_forward() {
  timeout 15 ssh -F none -o ControlPath="$guest_ssh_socket" -O forward -L "$guest_ssh_folder/$1:$2" "${ADDRESS:?}" >/dev/null
}

# guest_ssh_explain_key: after a connection that failed: when the machine answers with another key than the pinned one,
# what was expected and seen, and the ways on. It asks once, for 5 s; whatever is behind the key gets nothing of ours.
guest_ssh_explain_key() {
  local seen
  seen=$(ssh_host_key "$guest_ssh_folder" "$ADDRESS" "$SSH_PORT") || return 0
  [[ -n $seen && $seen != "$HOST_KEY" ]] || return 0
  cat >&2 <<ERROR
$NODE: at $ADDRESS another host key answers than the one that the stack has pinned. Nothing was sent there.
  expected $(guest_ssh_fingerprint "$HOST_KEY")
  found    $(guest_ssh_fingerprint "$seen")
See which machine that is before anything else: its console (make console NODE=$NODE) shows who boots there.
  If the machine has made itself a new key, and the one that was found is that: have it read anew,
    pulumi up --replace '**-$NODE-host-key'
  If in doubt, have the machine made anew from a fresh disk; its key is read and pinned then:
    pulumi up --replace '**-$NODE-disk'
For the lab it is lab/pulumi in place of pulumi.
ERROR
}

# guest_ssh_fingerprint KEY: "2048 SHA256:...".
guest_ssh_fingerprint() {
  ssh-keygen -l -f - <<<"$1" | cut -d ' ' -f 1,2
}

guest_ssh_close() {
  if [[ $guest_ssh_socket != none ]]; then
    timeout 5 ssh -F none -o ControlPath="$guest_ssh_socket" -O exit "${ADDRESS:?}" >/dev/null 2>&1 || true
  fi
  ssh_proxy_close "$guest_ssh_folder"
  kill "${guest_ssh_agent_pid:-}" 2>/dev/null || true
  rm -rf -- "${guest_ssh_folder:?}"
}

guest_ssh_limit=()
guest_ssh_options=()
guest_ssh_route=()

# guest_ssh_bound CONNECT_SECONDS TOTAL_SECONDS: from now on guest_ssh tries to connect only once, and ends after the given
# time with status 124: for who reports what is, and does not wait for it. In the foreground, so that Ctrl-C reaches ssh.
guest_ssh_bound() {
  guest_ssh_limit=(timeout --foreground "$2")
  # The first value of an option is the one that ssh takes.
  guest_ssh_options=(-o ConnectTimeout="$1" -o ConnectionAttempts=1)
}

# guest_ssh COMMAND: with this function's standard input and output as the command's. A guest that is gone is noticed
# after a minute.
guest_ssh() {
  local algorithms=ssh-rsa,rsa-sha2-256,rsa-sha2-512
  # A libvirt host's may be of another kind than the guests' are.
  [[ ${HOST_KEY:-} == "ssh-rsa "* ]] || algorithms=${HOST_KEY%% *}
  "${guest_ssh_env[@]}" "${guest_ssh_limit[@]}" ssh -F none "${guest_ssh_options[@]}" -o BatchMode=yes \
    -o IdentityAgent="$guest_ssh_folder/agent" -o UserKnownHostsFile="$guest_ssh_folder/known_hosts" \
    -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes -o ConnectTimeout=15 -o ConnectionAttempts=4 \
    -o ServerAliveInterval=15 -o ServerAliveCountMax=4 \
    -o ControlPath="$guest_ssh_socket" ${guest_ssh_role[@]+"${guest_ssh_role[@]}"} -o Port="$SSH_PORT" "${guest_ssh_route[@]}" \
    -o HostKeyAlgorithms="$algorithms" -o PubkeyAcceptedAlgorithms=+ssh-rsa \
    "${SSH_USER:?}@${ADDRESS:?}" -- "$@"
}

# guest_fetch_tarball FETCH CACHE NAME SHA256 SOURCES: path of the file in the cache of the Pulumi host, where the script FETCH
# brings it.
guest_fetch_tarball() {
  # The cache folder may be empty, which is a line of its own to the script.
  {
    printf '%s\n' "$2"
    tr ' ' '\n' <<<"$5"
  } | "$1" "$3" "$4"
}

# guest_send_tarball FETCH CACHE NAME VERSION SHA256 DESTINATION SOURCES: from the cache of the Pulumi host (where the
# script FETCH brings it) into the guest, unless it is there.
guest_send_tarball() {
  local fetch=$1 cache=$2 name=$3 version=$4 sha256=$5 destination=$6 sources=$7 install file
  install="sudo /usr/local/lib/mesos-testbed/install-tarball --name $name --version $version --sha256 $sha256 --dest $destination"
  if guest_ssh "$install --check" >&2 </dev/null; then
    echo "$NODE: $name $version is there already" >&2
    return 0
  fi
  file=$(guest_fetch_tarball "$fetch" "$cache" "$name" "$sha256" "$sources")
  echo "$NODE: sending $name $version, $(($(stat --format %s "$file") / 1024)) KiB" >&2
  guest_ssh "$install" >&2 <"$file"
}
