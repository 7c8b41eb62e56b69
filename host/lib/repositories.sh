# shellcheck shell=bash
# The copy of yum's repositories that a bundle has brought into the cache of the Pulumi host: repositories/KEY.tar beside
# KEY.sha256, which is written last. Without one, guests fetch their packages by themselves. Needs cache-folder.sh and guest-ssh.sh.

# repositories_base CACHE KEY: the copy's path without its ending.
repositories_base() {
  printf '%s\n' "$(cache_folder "$1")/repositories/$2"
}

# repositories_have_copy CACHE KEY
repositories_have_copy() {
  local base
  base=$(repositories_base "$1" "$2")
  [[ -s $base.sha256 && -s $base.tar ]]
}

# repositories_send CACHE KEY: into the guest of the open connection, unless it stands there. Nothing where the cache has none.
repositories_send() {
  local base sha256 install
  repositories_have_copy "$1" "$2" || return 0
  base=$(repositories_base "$1" "$2")
  sha256=$(<"$base.sha256")
  install="sudo /usr/local/lib/mesos-testbed/install-repositories --sha256 $sha256"
  if guest_ssh "$install --check" >&2 </dev/null; then
    return 0
  fi
  echo "${NODE:?}: sending a copy of the repositories, $(($(stat --format %s "$base.tar") / 1024)) KiB" >&2
  if ! guest_ssh "$install" >&2 <"$base.tar"; then
    echo "$NODE: the copy of the repositories is not there; when it is damaged, unpack the bundle again, or remove $base.*" >&2
    return 1
  fi
}
