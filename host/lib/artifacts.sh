# shellcheck shell=bash
# The artifacts in the cache of the Pulumi host. For each: KEY.tar.gz; KEY.json, what it was made of; KEY.sha256, which is
# written last, so that an artifact without one was never finished, and whose time is that of the last use; KEY.lock. Who
# reads one holds its lock shared, who makes or removes one alone; the kernel takes the lock back from a killed process. Lock
# files are empty and stay: one that is removed could be held twice.

# The lock is descriptor 7. What may outlive a killed script is started with 7>&-: a download or a connection that is left
# must not keep the next run from attaching to the build.
artifacts_lock_is_open=no
# Seconds between two lines while another run is waited for; below the 30 s after which a silent command looks dead.
readonly artifacts_tick_seconds=${MESOS_TESTBED_TICK_SECONDS:-15}

artifacts_open() {
  artifacts_folder=$(cache_folder "$1")/artifacts
  mkdir -p -- "$artifacts_folder"
}

artifacts_path() {
  printf '%s\n' "$artifacts_folder/$1.tar.gz"
}

artifacts_sha256() {
  cat -- "$artifacts_folder/$1.sha256"
}

# artifacts_lock shared|exclusive KEY SECONDS: status 1, aloud, when others hold it for longer. A shared lock is made an
# exclusive one, and what was seen before has to be looked at again then.
artifacts_lock() {
  local mode=$1 key=$2 seconds=$3 lock="$artifacts_folder/$2.lock" started=$SECONDS tick=$artifacts_tick_seconds
  if [[ $artifacts_lock_is_open == no ]]; then
    exec 7>>"$lock"
    artifacts_lock_is_open=yes
  fi
  until flock "--$mode" --wait "$((tick < seconds ? tick : seconds))" 7; do
    if ((SECONDS - started >= seconds)); then
      echo "another run has been holding the artifact $key for more than $seconds s; see which: fuser $lock" >&2
      return 1
    fi
    echo "another run makes or sends the artifact $key; waiting for it, $((SECONDS - started)) s of at most $seconds s" >&2
  done
}

# Whether the artifact is there and whole.
artifacts_verified() {
  local key=$1 path digest
  path=$(artifacts_path "$key")
  [[ -s $path && -s $artifacts_folder/$key.sha256 ]] || return 1
  digest=$(sha256sum -- "$path" | cut -d ' ' -f 1)
  [[ $digest == "$(artifacts_sha256 "$key")" ]]
}

# artifacts_clear KEY: removes, aloud, a damaged or unfinished artifact and what killed runs have left of it. For the holder
# of the exclusive lock.
artifacts_clear() {
  local key=$1 path
  path=$(artifacts_path "$key")
  if [[ -e $path && -e $artifacts_folder/$key.sha256 ]]; then
    echo "the cached artifact $key is damaged; it is removed and made again" >&2
  elif [[ -e $path || -e $artifacts_folder/$key.sha256 ]]; then
    echo "the cached artifact $key is not complete; it is removed and made again" >&2
  fi
  rm -f -- "$artifacts_folder/$key".{sha256,json,tar.gz} "$artifacts_folder/.$key".*
}

# artifacts_part KEY: an empty file to receive the artifact into, in the cache's file system.
artifacts_part() {
  mktemp -- "$artifacts_folder/.$1.XXXXXX"
}

# artifacts_commit KEY PART INPUTS: PART, all of which has come, becomes the artifact. INPUTS as for artifacts_used. For the
# holder of the exclusive lock.
artifacts_commit() {
  local key=$1 part=$2
  # Whoever packed it may have been cut off and still have ended the stream well.
  if ! tar --list --gzip --file "$part" >/dev/null; then
    rm -f -- "$part"
    echo "the install tree did not arrive whole; run the same command again" >&2
    return 1
  fi
  sha256sum -- "$part" | cut -d ' ' -f 1 >"$part.sha256"
  # Data before the digest that vouches for it, also across a power cut.
  sync -- "$part" "$part.sha256"
  mv -- "$part" "$(artifacts_path "$key")"
  artifacts_describe "$key" "$3" "$(cat -- "$part.sha256")"
  mv -- "$part.sha256" "$artifacts_folder/$key.sha256"
}

# artifacts_used KEY INPUTS: notes the use; INPUTS, a JSON object in one line, is what the artifact was made of.
artifacts_used() {
  # One from a cache of an earlier version of this project has no description.
  [[ -s $artifacts_folder/$1.json ]] || artifacts_describe "$1" "$2" "$(artifacts_sha256 "$1")"
  touch -c -- "$artifacts_folder/$1.sha256"
}

# artifacts_describe KEY INPUTS SHA256: writes KEY.json. Form 1, which lib/cacheIndex.ts reads.
artifacts_describe() {
  local key=$1 inputs=$2 sha256=$3 path part
  path=$(artifacts_path "$key")
  part=$(mktemp -- "$artifacts_folder/.$key.XXXXXX")
  printf '{"schemaVersion":1,"key":"%s","sha256":"%s","sizeBytes":%s,"made":"%s","inputs":%s}\n' "$key" "$sha256" \
    "$(stat --format %s -- "$path")" "$(date --utc --reference="$path" +%Y-%m-%dT%H:%M:%SZ)" "$inputs" >"$part"
  mv -- "$part" "$artifacts_folder/$key.json"
}
