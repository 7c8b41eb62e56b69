# shellcheck shell=bash
# Packages in a guest, and their files in the cache of the Pulumi host: packages/KEY, of the repositories that KEY stands for,
# has files/ with what yum has fetched (paths as below /var/cache/yum), and for each list of packages, by its digest, ID.sha256
# with the files that it took. Where they are there yum fetches nothing but metadata, and comes to the same packages: it
# compares every file with the metadata. Needs cache-folder.sh, guest-ssh.sh and repositories.sh.

# packages_install CACHE KEY STAGE TIMEOUT_SECONDS ARGUMENTS: has the guest of the open connection install them, ARGUMENTS being
# those of its install-packages. From a bundle's copy of the repositories nothing is kept: that is a copy already.
packages_install() {
  local keep=--keep folder list
  folder=$(cache_folder "$1")/packages/$2
  list=$folder/$(printf '%s\n' "$5" | sha256sum | cut -c 1-16).sha256
  repositories_send "$1" "$2"
  if [[ -z $2 ]] || repositories_have_copy "$1" "$2"; then
    keep=""
  else
    packages_place "$folder" "$list" || echo "${NODE:?}: cached packages could not be sent; yum fetches them" >&2
  fi
  # shellcheck disable=SC2029 # the arguments are meant to be split by the guest's shell
  guest_ssh "sudo /usr/local/lib/mesos-testbed/install-packages --stage $3 --timeout $4 ${keep:+$keep }$5" >&2 </dev/null ||
    return
  if [[ -n $keep && ! -s $list ]]; then
    packages_keep "$folder" "$list" "$3" || echo "$NODE: the packages of stage $3 are not kept in the cache" >&2
  fi
}

# packages_place FOLDER LIST: sends what the guest has not. A file that is not what it was is removed, and so the list, which is
# made anew.
packages_place() {
  local folder=$1 list=$2 damaged wanted
  [[ -s $list ]] || return 0
  mkdir -p -- "$folder/files"
  damaged=$(cd -- "$folder/files" && LC_ALL=C sha256sum --check --quiet -- "$list" 2>/dev/null | sed -n 's/: FAILED.*$//p') || true
  if [[ -n $damaged ]]; then
    echo "$NODE: $(wc -l <<<"$damaged") cached packages are damaged or missing; yum fetches them again" >&2
    (cd -- "$folder/files" && tr '\n' '\0' <<<"$damaged" | xargs -0 rm -f --)
    rm -f -- "$list"
    return 0
  fi
  wanted=$(cut -c 67- "$list" | guest_ssh "sudo /usr/local/lib/mesos-testbed/place-packages --missing") || return
  # Only what was asked about, whatever the guest says.
  wanted=$(grep -xF -f <(cut -c 67- "$list") <<<"$wanted") || return 0
  # The time of the last use, by which make cache prunes.
  touch -c -- "$folder"
  echo "$NODE: sending $(wc -l <<<"$wanted") cached packages, $(cd -- "$folder/files" && tr '\n' '\0' <<<"$wanted" |
    xargs -0 stat --format %s -- | awk '{ sum += $1 } END { printf "%d", sum / 1024 }') KiB" >&2
  tar --create --directory "$folder/files" --files-from=- <<<"$wanted" |
    guest_ssh "sudo /usr/local/lib/mesos-testbed/place-packages" >&2
}

# packages_keep FOLDER LIST STAGE: fetches what the cache has not. The list is written last, so that one which is there is whole.
packages_keep() {
  local folder=$1 list=$2 stage=$3 part status=0
  mkdir -p -- "$folder/files"
  part=$(mktemp -d -- "$folder/.part.XXXXXX")
  if packages_receive "$folder" "$part" "$stage"; then
    # Empty where the node has had all of it from its image, or from before its files were kept.
    [[ ! -s $part/packages.sha256 ]] || mv -- "$part/packages.sha256" "$list"
  else
    status=1
  fi
  rm -rf -- "$part"
  return "$status"
}

# packages_receive FOLDER PART STAGE
packages_receive() {
  local folder=$1 part=$2 stage=$3 name
  find "$folder" -maxdepth 1 -name '*.sha256' -exec cat -- {} + | LC_ALL=C sort -u >"$part/known"
  guest_ssh "sudo /usr/local/lib/mesos-testbed/pack-packages --stage $stage" <"$part/known" >"$part/archive" || return
  mkdir -- "$part/files"
  tar --extract --no-same-owner --file "$part/archive" --directory "$part/files" || return
  mv -- "$part/files/packages.sha256" "$part/packages.sha256" || return
  # What has come is what the guest has listed, and nothing else.
  while IFS= read -r name; do
    grep -qF -- "  $name" "$part/packages.sha256" || return
    mkdir -p -- "$folder/files/$(dirname -- "$name")" && mv -- "$part/files/$name" "$folder/files/$name" || return
  done < <(cd -- "$part/files" && find . -type f | cut -c 3-)
  [[ ! -s $part/packages.sha256 ]] ||
    (cd -- "$folder/files" && LC_ALL=C sha256sum --check --quiet -- "$part/packages.sha256" >&2)
}
