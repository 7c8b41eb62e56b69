# shellcheck shell=bash
# Sourced by the make-* scripts: log, cache and packing. The caller sets `set -euo pipefail` and `program`.

# log TEXT...: one line on stderr, with the program's name.
log() {
  printf '%s: %s\n' "${program:?}" "$*" >&2
}

# die TEXT...: log and end with status 1.
die() {
  log "$@"
  exit 1
}

# cache_directory: print the cache's root, shared by all parts of the project.
cache_directory() {
  printf '%s\n' "${MESOS_TESTBED_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mesos-testbed}"
}

# need COMMAND...: end with an error that names every command missing from PATH.
need() {
  local missing="" command
  for command in "$@"; do
    command -v "$command" >/dev/null || missing="$missing $command"
  done
  [[ -z $missing ]] || die "not on PATH:$missing. Install what provides them (Debian: maven, default-jdk-headless, tar, gzip)."
}

# content_hash DIR [TEXT...]: 16 hexadecimal digits that change with the name, mode or content of any file under DIR, or
# with a TEXT (a tool's version). Several folders: join the results as TEXTs.
content_hash() {
  local directory=$1
  shift
  {
    printf '%s\n' "$@"
    (cd "$directory" && find . -type f -printf '%m %p\n' | LC_ALL=C sort)
    (cd "$directory" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum)
  } | sha256sum | cut -c1-16
}

# pack_tree PARENT TOP FILE: write PARENT/TOP as the gzipped tar FILE. The same tree gives the same bytes: names are sorted,
# owners and times fixed.
pack_tree() {
  local parent=$1 top=$2 file=$3
  tar --sort=name --mtime='2015-10-01 00:00:00 UTC' --owner=0 --group=0 --numeric-owner --format=gnu \
    -C "$parent" -cf - "$top" | gzip -9n >"$file.part"
  mv -f "$file.part" "$file"
}

# deliver CACHED OUT_DIR NAME: put CACHED into OUT_DIR as NAME by way of a temporary name, and print where it is.
deliver() {
  local cached=$1 directory=$2 name=$3
  mkdir -p "$directory"
  directory=$(cd "$directory" && pwd)
  cp --reflink=auto "$cached" "$directory/.$name.$$"
  mv -f "$directory/.$name.$$" "$directory/$name"
  printf '%s\n' "$directory/$name"
}
