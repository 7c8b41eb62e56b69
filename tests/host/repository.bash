# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables that the tests read, and those that bats sets
# A git repository that stands for Mesos' own.

git_at() {
  git -C "$repository" -c user.name=test -c user.email=test@test.test -c commit.gpgSign=false -c tag.gpgSign=false "$@"
}

# make_repository: in $repository; commit is that of the tag 0.24.0, and there is a later one. Nothing of the user's or the
# machine's git has a say in this test any more.
make_repository() {
  export HOME=$BATS_TEST_TMPDIR/home GIT_CONFIG_NOSYSTEM=1
  unset XDG_CONFIG_HOME
  mkdir -p "$HOME"
  repository=$BATS_TEST_TMPDIR/repository
  git init --quiet "$repository"
  printf 'AC_PREREQ([2.61])\nAC_INIT([mesos], [0.24.0])\n' >"$repository/configure.ac"
  printf '#!/bin/sh\necho text\n' >"$repository/bootstrap"
  chmod +x "$repository/bootstrap"
  git_at add .
  git_at commit --quiet --message one
  git_at tag --annotate --message "release" 0.24.0
  commit=$(git_at rev-parse '0.24.0^{commit}')
  echo more >>"$repository/configure.ac"
  git_at commit --quiet --all --message two
}
