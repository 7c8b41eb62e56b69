# shellcheck shell=bash
# shellcheck disable=SC2154 # GUEST_SSH_IDLE_SECONDS of guest-ssh.sh, guest_ssh_env of sha1.sh
# The host that guests are reached through, where they are in another host's network: an SSH configuration of its own, with
# pinned host key and one private key, which ssh is given as a whole (-F). Part of guest-ssh.sh.

# Its name in that configuration, in known_hosts, and so in ssh's messages; lib/route.ts has it too.
readonly SSH_PROXY=mesos-testbed-proxy
# ssh's words for a proxy that does not let us in; with a ProxyCommand ssh itself connects to nobody.
readonly SSH_PROXY_REFUSED='^ssh: |Host key verification failed|Permission denied|Could not resolve'

# Not from the environment. Without a host there is no proxy.
PROXY_HOST="" PROXY_PORT="" PROXY_USER="" PROXY_HOST_KEY="" PROXY_KEY=""

# ssh_proxy_open FOLDER: the agent of guest_ssh_agent gets the key, FOLDER/proxy the configuration.
ssh_proxy_open() {
  local folder=$1
  if ! printf '%s' "$PROXY_KEY" | base64 -d | SSH_AUTH_SOCK=$folder/agent ssh-add -q -; then
    echo "the SSH agent refused the private key for $PROXY_USER@$PROXY_HOST:$PROXY_PORT" >&2
    return 1
  fi
  unset PROXY_KEY
  # That key alone is offered.
  SSH_AUTH_SOCK=$folder/agent ssh-add -L | tail -n 1 >"$folder/proxy.pub"
  printf '%s %s\n' "$SSH_PROXY" "${PROXY_HOST_KEY:?}" >"$folder/proxy_known_hosts"
  cat >"$folder/proxy" <<CONFIG
Host $SSH_PROXY
  HostName $PROXY_HOST
  HostKeyAlias $SSH_PROXY
  Port ${PROXY_PORT:?}
  User ${PROXY_USER:?}
  BatchMode yes
  IdentityAgent "$folder/agent"
  IdentityFile "$folder/proxy.pub"
  IdentitiesOnly yes
  UserKnownHostsFile "$folder/proxy_known_hosts"
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  ConnectTimeout 15
  ServerAliveInterval 15
  ServerAliveCountMax 4
  ControlPath "$folder/proxy_shared"
CONFIG
}

# ssh_proxy_command FOLDER [LOG]: prints the ProxyCommand that leads through it, and has its words in a file.
ssh_proxy_command() {
  printf 'ssh -F %q -W %%h:%%p %s' "$1/proxy" "$SSH_PROXY"
  [[ -z ${2:-} ]] || printf ' 2>%q' "$2"
}

# ssh_proxy_share FOLDER: makes one connection that all others to the proxy go through until ssh_proxy_close.
ssh_proxy_share() {
  # Into a file: what it inherits stays open as long as it lives.
  if ! ssh -F "$1/proxy" -M -N -f -o ControlPersist="$GUEST_SSH_IDLE_SECONDS" "$SSH_PROXY" </dev/null >/dev/null 2>"$1/proxy.log"; then
    cat -- "$1/proxy.log" >&2
    return 1
  fi
}

# ssh_proxy_close FOLDER
ssh_proxy_close() {
  if [[ -S $1/proxy_shared ]]; then
    timeout 5 ssh -F "$1/proxy" -O exit "$SSH_PROXY" >/dev/null 2>&1 || true
  fi
}

# ssh_proxy_refused FILE: whether these words of ssh's are about the proxy and not about who is behind it.
ssh_proxy_refused() {
  [[ -n $PROXY_HOST ]] && grep -qE "$SSH_PROXY_REFUSED" "$1"
}

# ssh_host_key FOLDER ADDRESS PORT: prints the RSA key that an SSH server shows, "ssh-rsa AAAA...", or nothing when none
# answers within seconds. It is sent nothing of ours. FOLDER/seen.log has ssh's words afterwards where there is a proxy.
ssh_host_key() {
  local folder=$1 address=$2 port=$3
  if [[ -z $PROXY_HOST ]]; then
    "${guest_ssh_env[@]}" ssh-keyscan -T 5 -p "$port" -t rsa "$address" 2>/dev/null | awk '$2 == "ssh-rsa" { print $2 " " $3; exit }' || true
    return 0
  fi
  # ssh-keyscan knows no proxy, so ssh writes down whose key it sees, and is not let in.
  rm -f -- "$folder/seen"
  "${guest_ssh_env[@]}" timeout 20 ssh -F none -o BatchMode=yes -o "ProxyCommand=$(ssh_proxy_command "$folder")" \
    -o UserKnownHostsFile="$folder/seen" -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=accept-new \
    -o HashKnownHosts=no -o UpdateHostKeys=no -o IdentityAgent=none -o IdentityFile=none -o PreferredAuthentications=none \
    -o HostKeyAlgorithms=ssh-rsa,rsa-sha2-256,rsa-sha2-512 -o Port="$port" "nobody@$address" true \
    </dev/null >/dev/null 2>"$folder/seen.log" || true
  [[ ! -e $folder/seen ]] || awk '$2 == "ssh-rsa" { print $2 " " $3; exit }' "$folder/seen"
}
