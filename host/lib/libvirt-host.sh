# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables of guest-ssh.sh and of whoever uses this
# libvirt of LIBVIRT_DEFAULT_URI, and the host that it runs on, for scripts of the Pulumi host. One behind SSH is reached as the
# libvirt provider reaches it: one login with the key and the known_hosts of the URI, and libvirt's socket over that. virsh's own
# ssh knows both by other names, and would log in for every call. Needs guest-ssh.sh; a script that uses it has no connection
# to a guest of its own.

LIBVIRT_HOST_HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly LIBVIRT_HOST_HERE

readonly LIBVIRT_HOST_CONNECT_SECONDS=15
# Of one command there; none of them takes longer than libvirt's own waits.
readonly LIBVIRT_HOST_SECONDS=90

libvirt_host_is_remote=no

# libvirt_host_open [--check]: from now on virsh asks the right one. libvirt_uri is the stack's own URI. With --check all that
# the provider demands of key and known_hosts is looked at, too. Status 1 says on standard error what is in the way.
libvirt_host_open() {
  local settings
  libvirt_uri=$LIBVIRT_DEFAULT_URI
  [[ $libvirt_uri == *+ssh://* ]] || return 0
  settings=$(node "$LIBVIRT_HOST_HERE/../run.cjs" libvirtHost.ts "$@" "$libvirt_uri") || return 1
  # Whoever calls this in a condition has no "set -e" in it.
  guest_ssh_read_settings LIBVIRT_SOCKET LIBVIRT_LOCAL < <(printf '%s\n' "$settings") || return 1
  guest_ssh_open || return 1
  guest_ssh_bound "$LIBVIRT_HOST_CONNECT_SECONDS" "$LIBVIRT_HOST_SECONDS"
  if ! guest_ssh_connect; then
    printf "libvirt:uri '%s': %s does not let us in (%s)\n" "$libvirt_uri" "$NODE" \
      "$(grep -v '^[[:space:]]*$' "$guest_ssh_folder/shared.log" | tail -n 1)" >&2
    return 1
  fi
  guest_ssh_forward libvirt "$LIBVIRT_SOCKET" || return 1
  libvirt_host_is_remote=yes
  export LIBVIRT_DEFAULT_URI="${LIBVIRT_LOCAL%%:*}+unix:${LIBVIRT_LOCAL#*:}?socket=$guest_ssh_folder/libvirt"
}

# libvirt_host_shares_this: whether it is this host.
libvirt_host_shares_this() {
  [[ $libvirt_uri == *:///* ]]
}

# libvirt_host_can_run: whether commands can be run on libvirt's host.
libvirt_host_can_run() {
  libvirt_host_shares_this || [[ $libvirt_host_is_remote == yes ]]
}

# libvirt_host_run COMMAND...: on libvirt's host; standard input is empty there.
libvirt_host_run() {
  if [[ $libvirt_host_is_remote == yes ]]; then
    # Where a login shell would look for what root uses.
    guest_ssh "PATH=\$PATH:/usr/sbin:/sbin; $(printf '%q ' "$@")" </dev/null
  else
    "$@" </dev/null
  fi
}
