# shellcheck shell=bash
# A socket where check-host looks for the one of the system's libvirt.

# libvirt_socket: a new one, at which nobody listens.
libvirt_socket() {
  export MESOS_TESTBED_LIBVIRT_SOCKET=$BATS_TEST_TMPDIR/libvirt-sock
  python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$MESOS_TESTBED_LIBVIRT_SOCKET"
}
