# shellcheck shell=bash
# Archives of tar that arrive on standard input, packed with gzip or not: tar 1.23 sees by itself which.

# archive_receive FILE SHA256: standard input into FILE. Status 1, with the fault named, when its digest differs:
# an interrupted connection looks like the end of the data.
archive_receive() {
  local sum
  sum=$(tee -- "$1" | sha256sum)
  sum=${sum%% *}
  if [[ $sum != "$2" ]]; then
    log_error "SHA-256 of the $(stat -c %s "$1") bytes received is $sum, not $2"
    return 1
  fi
}

# archive_members FILE: the names in it, one a line. Status 1 when it cannot be read or a name leads out of the
# folder that it is unpacked into.
archive_members() {
  local names bad
  if ! command -v tar >/dev/null 2>&1; then
    log_error "this image has no tar, which yum brings: make the machine without a bundle first, or take another image"
    return 1
  fi
  if ! names=$(tar -tf "$1" 2>/dev/null); then
    log_error "not a readable archive of tar"
    return 1
  fi
  bad=$(awk '/^\// || /(^|\/)\.\.(\/|$)/ { print; exit }' <<<"$names")
  if [[ -n $bad ]]; then
    log_error "member '$bad' leads out of the archive"
    return 1
  fi
  printf '%s\n' "$names"
}

# archive_top FILE: the one top folder of an archive on standard output; status 1 when it has none or several.
archive_top() {
  local names tops
  names=$(archive_members "$1") || return 1
  tops=$(awk '{ sub(/^(\.\/)+/, ""); sub(/\/.*/, "/"); if ($0 != "") seen[$0] = 1 }
    END { for (name in seen) print name }' <<<"$names")
  if ! [[ $tops =~ ^([A-Za-z0-9][A-Za-z0-9._+-]*)/$ ]]; then
    log_error "the archive must hold one top folder, not: ${tops//$'\n'/ }"
    return 1
  fi
  printf '%s' "${BASH_REMATCH[1]}"
}
