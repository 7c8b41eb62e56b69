# shellcheck shell=bash
# Which Pulumi CLI is used: an official one on PATH, or the one built here.
# shellcheck disable=SC2034 # cli_path and cli_reason are for the script that sources this file

# The oldest official CLI that this project is run with. Older ones lack options of Pulumi.yaml that it relies on.
readonly MINIMUM_CLI_VERSION=3.207.0

# Bound of `pulumi version`, which does no more than print; a wrapper of that name might wait for input.
readonly VERSION_TIMEOUT_SECONDS=30

# numeric_version TEXT: the numbers of a version, as 3.207.0 of "v3.207.0-alpha.1"; status 1 if there are none.
numeric_version() {
  if [[ $1 =~ ^v?([0-9]+)\.([0-9]+)\.([0-9]+)([-+].*)?$ ]]; then
    printf '%s.%s.%s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  else
    return 1
  fi
}

# is_at_least VERSION MINIMUM: compares versions of three numbers, number by number.
is_at_least() {
  [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$2" ]]
}

# find_cli: looks for a usable official CLI on PATH. Sets cli_path (empty: none) and cli_reason, a phrase for the log. A CLI
# that lies in the cache is one that was built here, and is not official.
find_cli() {
  local tools_dir=$1 candidate text version
  cli_path=""
  if ! candidate=$(type -P pulumi); then
    cli_reason="no pulumi is on PATH"
    return 0
  fi
  if [[ $(realpath -- "$candidate") == "$(realpath -m -- "$tools_dir")"/* ]]; then
    cli_reason="the pulumi on PATH was built by plugins/build"
    return 0
  fi
  if ! text=$(timeout "$VERSION_TIMEOUT_SECONDS" "$candidate" version 2>/dev/null </dev/null) ||
    ! version=$(numeric_version "$text"); then
    cli_reason="$candidate does not tell its version"
    return 0
  fi
  if ! is_at_least "$version" "$MINIMUM_CLI_VERSION"; then
    cli_reason="$candidate is $version, older than $MINIMUM_CLI_VERSION"
    return 0
  fi
  if [[ ! -x $(dirname -- "$candidate")/pulumi-language-nodejs ]] && ! type -P pulumi-language-nodejs >/dev/null; then
    cli_reason="$candidate is $version, but pulumi-language-nodejs is neither beside it nor on PATH"
    return 0
  fi
  cli_path=$candidate
  cli_reason="$candidate is $version, at least $MINIMUM_CLI_VERSION"
}
