# shellcheck shell=bash
# The artifacts in the cache of the Pulumi host: KEY.tar.gz beside KEY.sha256. The digest is written last, so an artifact
# without one was never finished.

artifacts_open() {
  artifacts_folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/mesos-testbed}/artifacts
  mkdir -p -- "$artifacts_folder"
}

artifacts_path() {
  printf '%s\n' "$artifacts_folder/$1.tar.gz"
}

artifacts_sha256() {
  cat -- "$artifacts_folder/$1.sha256"
}

# Whether the artifact is there and whole; a damaged one is removed aloud.
artifacts_verified() {
  local key=$1 path digest
  path=$(artifacts_path "$key")
  [[ -s $path && -s $artifacts_folder/$key.sha256 ]] || return 1
  digest=$(sha256sum -- "$path" | cut -d ' ' -f 1)
  [[ $digest == "$(artifacts_sha256 "$key")" ]] && return 0
  echo "the cached artifact $key is damaged; it is removed and made again" >&2
  rm -f -- "$path" "$artifacts_folder/$key.sha256"
  return 1
}

# artifacts_store KEY < ARTIFACT: atomic, also against a second run of the same key.
artifacts_store() {
  local key=$1 part
  part=$(mktemp -- "$artifacts_folder/.$key.XXXXXX")
  if ! cat >"$part" || ! gzip --test "$part"; then
    rm -f -- "$part"
    echo "the install tree did not arrive whole; run the same command again" >&2
    return 1
  fi
  sha256sum -- "$part" | cut -d ' ' -f 1 >"$part.sha256"
  mv -- "$part" "$(artifacts_path "$key")"
  mv -- "$part.sha256" "$artifacts_folder/$key.sha256"
}
