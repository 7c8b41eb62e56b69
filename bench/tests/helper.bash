# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables that the tests read, and those that bats sets
# Common to the tests of bench/: a project in a temporary folder with this bench, the lab's own libraries, and fakes of the
# lab's scripts, which note their calls in $FAKE_STATE/calls and a call that none expects in $FAKE_STATE/violations.

# shellcheck source=tests/support/assertions.bash
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/assertions.bash"

bats_require_minimum_version 1.5.0

project_setup() {
  export FAKE_STATE=$BATS_TEST_TMPDIR/fake
  export FAKES=$BATS_TEST_DIRNAME/fakes BATS_TEST_TMPDIR
  export MESOS_TESTBED_CACHE=$BATS_TEST_TMPDIR/cache
  export BENCH_FLOOR_TIMEOUT_SECONDS=1
  unset LAB_NAME LAB_BACKEND_URL LAB_PASSPHRASE_FILE LAB_DOMAIN_TYPE
  project=$BATS_TEST_TMPDIR/project
  export PROJECT=$project
  state=$project/.lab/bench
  data=$BATS_TEST_TMPDIR/var/mesos-testbed-lab-bench
  local source
  source=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
  mkdir -p "$FAKE_STATE" "$project/bench" "$project/lab/lib" "$project/lab/image" "$BATS_TEST_TMPDIR/path"
  : >"$FAKE_STATE/calls"
  cp -r "$source"/bench/{run,lib,empty} "$project/bench/"
  # What the pictures are drawn with.
  cp -r "$source"/{lib,loadTypeScript.cjs,tsconfig.json,package.json} "$project/"
  ln -s "$source/node_modules" "$project/node_modules"
  cp "$source"/lab/lib/{log,paths,owner}.sh "$project/lab/lib/"
  # Elsewhere than a lab of this machine has them, and for whoever runs the tests.
  sed -i "s|/var/tmp|$BATS_TEST_TMPDIR/var|; s|/run/mesos-testbed|$BATS_TEST_TMPDIR/run|; s|((EUID != 0))|false|" \
    "$project/lab/lib/paths.sh"
  cp "$BATS_TEST_DIRNAME"/fakes/{lab,pulumi,setup,down,stack-file} "$project/lab/"
  cp "$BATS_TEST_DIRNAME/fakes/image-build" "$project/lab/image/build"
  cp "$BATS_TEST_DIRNAME/fakes/ip" "$BATS_TEST_TMPDIR/path/"
  export FAKE_DOMAIN=$BATS_TEST_DIRNAME/fixtures/domain.xml
  PATH=$BATS_TEST_TMPDIR/path:$PATH
  printf '.lab/\nPulumi.lab-*.yaml\nnode_modules\n' >"$project/.gitignore"
  git -C "$project" init --quiet
  project_commit
}

project_commit() {
  git -C "$project" add --all
  git -C "$project" -c user.name=test -c user.email=test@example.test commit --quiet --message test
  commit=$(git -C "$project" rev-parse --short HEAD)
}

project_teardown() {
  if [[ -e $FAKE_STATE/violations ]]; then
    echo "calls that no fake expects:"
    cat "$FAKE_STATE/violations"
    return 1
  fi
}

# assert_absent PATH...
assert_absent() {
  local path
  for path in "$@"; do
    if [[ -e $path ]]; then
      printf 'is there, but must not be: %s\n' "$path"
      return 1
    fi
  done
}
