# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables that the tests read, and those that bats sets
# The lab's own mirror on loopback, with its yum repositories and a file for each input of a stack.

# mirror_files: once a file of tests. They lie in MIRROR_ROOT.
mirror_files() {
  local file
  export MIRROR_ROOT=$BATS_FILE_TMPDIR/mirror
  "$BATS_TEST_DIRNAME/../../lab/mirror/make-repositories" "$MIRROR_ROOT" 2>/dev/null
  mkdir "$MIRROR_ROOT/files"
  for file in el6.qcow2 mesos-0.24.0.tar.gz maven-3.3.9.tar.gz zookeeper-3.4.14.tar.gz marathon-0.11.0.tgz; do
    head -c 100000 /dev/urandom >"$MIRROR_ROOT/files/$file"
  done
}

# mirror_start: at first on a port that the system chooses, later on the same one; MIRROR_HOST is host and port.
mirror_start() {
  local attempt
  : >"$BATS_FILE_TMPDIR/mirror.err"
  "$BATS_TEST_DIRNAME/../../lab/mirror/serve" --bind 127.0.0.1 --port "${MIRROR_PORT:-0}" --root "$MIRROR_ROOT" \
    --log "$BATS_FILE_TMPDIR/mirror.log" --pid-file "$BATS_FILE_TMPDIR/mirror.pid" 2>"$BATS_FILE_TMPDIR/mirror.err" 3>&- &
  for ((attempt = 0; attempt < 200; attempt++)); do
    MIRROR_PORT=$(sed -n 's,^serve: http://127.0.0.1:\([0-9]*\)/.*,\1,p' "$BATS_FILE_TMPDIR/mirror.err")
    [[ -z $MIRROR_PORT ]] || break
    sleep 0.1
  done
  export MIRROR_PORT MIRROR_HOST=127.0.0.1:$MIRROR_PORT
}

# mirror_stop: when it runs. Its pid file goes as its last act.
mirror_stop() {
  local attempt
  for ((attempt = 0; attempt < 200; attempt++)); do
    [[ -e $BATS_FILE_TMPDIR/mirror.pid ]] || return 0
    kill "$(<"$BATS_FILE_TMPDIR/mirror.pid")" 2>/dev/null || true
    sleep 0.1
  done
  return 1
}

# mirror_sha256 INPUT: digest of its file.
mirror_sha256() {
  local file=$1
  [[ $file != image ]] || file=el6
  sha256sum "$MIRROR_ROOT/files/$file"* | cut -d ' ' -f 1
}

# mirror_stack_file FILE CACHE [LINE...]: a stack whose sources and repositories are the mirror's; a LINE takes the place of
# its key's.
mirror_stack_file() {
  local file=$1 cache=$2 name lines
  shift 2
  lines=$(printf '%s\n' "$@")
  {
    echo "config:"
    echo "  mesos-testbed:cacheDirectory: $cache"
    for name in image mesos maven zookeeper marathon; do
      grep -q "^$name:" <<<"$lines" && continue
      printf '  mesos-testbed:%s: { sources: [http://%s/files/%s], sha256: "%s" }\n' "$name" "$MIRROR_HOST" \
        "$(basename -- "$MIRROR_ROOT/files/${name/image/el6}"*)" "$(mirror_sha256 "$name")"
    done
    (($# == 0)) || printf '  mesos-testbed:%s\n' "$@"
    grep -q '^repositories:' <<<"$lines" || mirror_repositories
  } >"$file"
}

mirror_repositories() {
  local name
  echo "  mesos-testbed:repositories:"
  for name in os:base updates:updates extras:extras; do
    echo "    ${name#*:}: { baseurl: [http://$MIRROR_HOST/centos/6.6/${name%:*}/x86_64/] }"
  done
  echo "    devtoolset-2:"
  echo "      baseurl: [http://$MIRROR_HOST/cern/devtoolset/slc6X/x86_64/yum/devtoolset/]"
  echo "      gpgkey: http://$MIRROR_HOST/cern/slc6X/x86_64/RPM-GPG-KEY-cern"
}
