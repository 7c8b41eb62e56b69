# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of helper.bash and of the lab's root.bash
# For tests with yum: the lab's mirror on loopback, and a root with its packages, of which those of a fresh guest are installed.
# Loaded outside of any function, it brings the mirror up and down as well.

# shellcheck source=lab/image/tests/root.bash
source "$(dirname "${BASH_SOURCE[0]}")/../../lab/image/tests/root.bash"

setup_file() {
  start_mirror
}

teardown_file() {
  stop_mirror
}

# packages_setup: after guest_setup.
packages_setup() {
  make_root
  centos_repositories
}

# has_installed NAME...: yum has been here before.
has_installed() {
  "$BIN/yum" -y -q install "$@" >/dev/null
}

# erased NAME: somebody has removed a package.
erased() {
  sed -i "/^$1\t/d" "$root/var/lib/rpm/lab-installed.tsv"
}

# break_repositories, mend_repositories: nobody answers at the first of them.
break_repositories() {
  sed -i "s,^baseurl=http://127.0.0.1:$PORT/,baseurl=http://127.0.0.1:1/," "$root/etc/yum.repos.d/base.repo"
}

mend_repositories() {
  centos_repositories
}
