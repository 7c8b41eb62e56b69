# shellcheck shell=bash
# A temporary guest root with the package table, a stash of marker files, and
# the real mirror on loopback. Sourced by the .bats files.

IMAGE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
MIRROR="$(cd "$IMAGE/../mirror" && pwd)"
BIN="$IMAGE/shims/bin"
KEY=etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-6
export IMAGE MIRROR BIN PYTHONDONTWRITEBYTECODE=1

# await SECONDS COMMAND...: until the command succeeds; fails after the bound.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.05
  done
}

make_root() {
  export LAB_ROOT="$BATS_TEST_TMPDIR/root"
  mkdir -p "$LAB_ROOT"/{etc/yum.repos.d,etc/init,etc/init.d,etc/pki/rpm-gpg,run}
  mkdir -p "$LAB_ROOT"/{var/log,var/cache,var/run,var/lib/rpm,var/lib/lab/stash,usr/lib/lab}
  cp "$IMAGE/packages.tsv" "$LAB_ROOT/usr/lib/lab/"
  cp "$IMAGE/rootfs/etc/yum.conf" "$LAB_ROOT/etc/"
  cp "$IMAGE/rootfs/$KEY" "$LAB_ROOT/$KEY"
  awk -F'\t' -v OFS='\t' '/^[^#]/ && $6 == "installed" { print $1, $2, $3, $4, $5 }' \
    "$IMAGE/packages.tsv" >"$LAB_ROOT/var/lib/rpm/lab-installed.tsv"
  local unit
  while read -r unit; do
    mkdir -p "$LAB_ROOT/var/lib/lab/stash/$unit/usr/bin"
    : >"$LAB_ROOT/var/lib/lab/stash/$unit/usr/bin/of-$unit"
  done < <(awk -F'\t' '/^[^#]/ && $6 == "available" && $9 != "none" { print $9 }' \
    "$IMAGE/packages.tsv" | tr ' ' '\n' | sort -u)
}

# start_mirror: on a port that the system chooses; PORT is set.
start_mirror() {
  MIRROR_ROOT="$BATS_FILE_TMPDIR/mirror"
  "$MIRROR/make-repositories" "$MIRROR_ROOT" 2>/dev/null
  "$MIRROR/serve" --bind 127.0.0.1 --port 0 --root "$MIRROR_ROOT" --log "$BATS_FILE_TMPDIR/mirror.log" \
    --pid-file "$BATS_FILE_TMPDIR/mirror.pid" 2>"$BATS_FILE_TMPDIR/mirror.err" 3>&- &
  await 10 grep -q '^serve:' "$BATS_FILE_TMPDIR/mirror.err"
  PORT="$(sed -n 's,^serve: http://127.0.0.1:\([0-9]*\)/.*,\1,p' "$BATS_FILE_TMPDIR/mirror.err")"
  export PORT MIRROR_ROOT
}

stop_mirror() {
  kill "$(cat "$BATS_FILE_TMPDIR/mirror.pid")"
}

# repository ID PATH [LINE...]: a .repo file for a repository of the mirror.
repository() {
  local id="$1" path="$2"
  shift 2
  {
    printf '[%s]\nname=%s\nbaseurl=http://127.0.0.1:%s/%s/\n' "$id" "$id" "$PORT" "$path"
    printf 'gpgkey=file:///%s\n' "$KEY"
    (($# == 0)) || printf '%s\n' "$@"
  } >"$LAB_ROOT/etc/yum.repos.d/$id.repo"
}

centos_repositories() {
  # shellcheck disable=SC2016 # yum fills in $basearch
  repository base 'centos/6.6/os/$basearch'
  # shellcheck disable=SC2016
  repository updates 'centos/6.6/updates/$basearch'
}

devtoolset_repository() {
  # shellcheck disable=SC2016
  repository devtoolset-2 'cern/devtoolset/slc6X/$basearch/yum/devtoolset' \
    "gpgkey=http://127.0.0.1:$PORT/cern/slc6X/x86_64/RPM-GPG-KEY-cern"
}
