# shellcheck shell=bash
# Names and places of the lab. Everything that exists once per machine carries LAB_NAME, nothing the checkout's path:
# a second checkout sees the same lab.

LAB_NAME=${LAB_NAME:-lab}
LAB_PROJECT=$(cd -- "$LAB_HOME/.." && pwd)
LAB_NAMESPACE="mesos-testbed-$LAB_NAME"
# Sockets and pid files. Short, because a UNIX socket's path ends at 107 bytes (unix(7), sun_path).
LAB_RUN_PARENT=/run/mesos-testbed
LAB_RUN="$LAB_RUN_PARENT/$LAB_NAME"
# libvirt's own folders (/etc/libvirt, /var/lib/libvirt ... as the lab's libvirtd sees them): gigabytes, so not in /run.
LAB_DATA="/var/tmp/mesos-testbed-$LAB_NAME"
LAB_SOCKET="$LAB_RUN/libvirt/libvirt-sock"
LAB_URI="qemu:///system?socket=$LAB_SOCKET"
# Stack state and passphrase: in the checkout, ignored by git, and kept by `lab down`.
LAB_STATE="$LAB_PROJECT/.lab"
# Each lab has a stack of its own, so that a test's lab is never taken for that of `make up`.
LAB_STACK=$LAB_NAME
LAB_STACK_FILE="$LAB_PROJECT/Pulumi.$LAB_STACK.yaml"
# The checkout whose stack lives in this lab.
LAB_OWNER_FILE="$LAB_RUN/owner"
LAB_CACHE="${MESOS_TESTBED_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mesos-testbed}"
readonly LAB_NAME LAB_PROJECT LAB_NAMESPACE LAB_RUN_PARENT LAB_RUN LAB_DATA LAB_SOCKET LAB_URI LAB_STATE LAB_STACK
readonly LAB_STACK_FILE LAB_OWNER_FILE LAB_CACHE

paths_print() {
  cat <<PATHS
LAB_NAME=$LAB_NAME
LAB_NAMESPACE=$LAB_NAMESPACE
LAB_RUN=$LAB_RUN
LAB_DATA=$LAB_DATA
LAB_URI=$LAB_URI
LAB_STATE=$LAB_STATE
LAB_CACHE=$LAB_CACHE
PATHS
}

paths_require_root() {
  if ((EUID != 0)); then
    log_error "the lab makes a network namespace and needs root: run it as root (the real stack needs none: STACK=dev)"
    return 1
  fi
  if [[ ! $LAB_NAME =~ ^lab(-[a-z0-9]{1,12})?$ ]]; then
    log_error "LAB_NAME is '$LAB_NAME'; allowed: lab, or lab- and up to 12 of a-z and 0-9"
    return 1
  fi
}
