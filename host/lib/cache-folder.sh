# shellcheck shell=bash
# Where the cache of the Pulumi host is.

# cache_folder GIVEN: prints GIVEN, or the user's own cache folder when that is empty (XDG Base Directory Specification 0.8,
# $XDG_CACHE_HOME).
cache_folder() {
  printf '%s\n' "${1:-${XDG_CACHE_HOME:-$HOME/.cache}/mesos-testbed}"
}
