# shellcheck shell=bash
# Looks for secrets where none may be, and shows that it would find one: a control is planted in every place, and a place
# whose control is not found fails like one that holds a secret. Values are in files and on standard input only, never in an
# argument or in what is printed.
#
# $canaries is the folder of the search, for its user alone: "map" has "VALUE NAME" lines (canaries.py), "needles" the
# values, "control" what is planted.

# Larger files are disks and archives of programs.
readonly CANARIES_LARGEST_MIB=128

# canaries_control: makes the value that the search has to find, and the text that is planted: as it is, and in Base64.
canaries_control() {
  head -c 24 /dev/urandom | base64 | tr '+/' 'ab' >"$canaries/control-value"
  {
    cat -- "$canaries/control-value"
    # Not at the beginning of three bytes.
    { printf 'x ' && cat -- "$canaries/control-value"; } | base64 --wrap=0
    echo
  } >"$canaries/control"
}

# More secrets: NAME FILE, the first line of which is looked for.
canaries_more=()

# canaries_learn COMMAND...: adds the secrets in the export that the command prints to what is looked for.
canaries_learn() {
  "$@" | "$PROJECT/tests/e2e/lib/canaries.py" control "$canaries/control-value" "${canaries_more[@]}" >"$canaries/learned" || return 1
  cat -- "$canaries/learned" >>"$canaries/map"
  sort -u -o "$canaries/map" -- "$canaries/map"
  cut -d ' ' -f 1 -- "$canaries/map" >"$canaries/needles"
}

# canaries_files NEWER PATH...: the files below the paths, each ended by a NUL. NEWER is a file, or "any".
canaries_files() {
  local newer=$1
  shift
  local -a since=()
  [[ $newer == any ]] || since=(-newer "$newer")
  # What vanishes meanwhile is no fault.
  find "$@" -xdev -path "$canaries" -prune -o -type f -size "-${CANARIES_LARGEST_MIB}M" ! -name '*.qcow2' "${since[@]}" -print0 2>/dev/null || true
}

# canaries_search: the files that standard input names, each ended by a NUL: "PATH:VALUE" of what is found, for canaries_verdict.
canaries_search() {
  local status=0
  xargs --null --no-run-if-empty grep --text --only-matching --with-filename --fixed-strings --file="$canaries/needles" -- || status=$?
  # xargs says 123 when a grep has found nothing, or a file has vanished.
  ((status == 0 || status == 123))
}

# canaries_verdict PLACE HITS WANTED...: reads "PATH:VALUE" lines from the file HITS. WANTED are "NAME PATH" of the controls.
# Prints a line for each secret, by its name, and for each control that was not found; status 1 when there is one.
canaries_verdict() {
  local place=$1 hits=$2 line verdict=0 wanted found
  shift 2
  found=$(awk '
    NR == FNR { name[$1] = $2; next }
    {
      parts = split($0, part, ":")
      value = part[parts]
      path = substr($0, 1, length($0) - length(value) - 1)
      print (value in name ? name[value] : "unknown"), path
    }' "$canaries/map" "$hits" | sort -u)
  for wanted in "$@"; do
    if ! grep -qxF -- "$wanted" <<<"$found"; then
      printf '%s: BLIND: the control was not found: %s\n' "$place" "$wanted"
      verdict=1
    fi
  done
  while IFS= read -r line; do
    # The control is no secret: whoever lists processes has it, too.
    [[ -n $line && $line != control\ * && $line != control-in-base64\ * ]] || continue
    printf '%s: FOUND %s\n' "$place" "$line"
    verdict=1
  done <<<"$found"
  ((verdict != 0)) || printf '%s: no secret; %d controls found\n' "$place" "$#"
  return "$verdict"
}

# canaries_place PLACE NEWER PATH...: plants the control in a file of the first path, searches all of them, and judges.
canaries_place() {
  local place=$1 newer=$2 status=0
  shift 2
  local planted=$1/canary-control
  cp -- "$canaries/control" "$planted" || return 1
  canaries_files "$newer" "$@" | canaries_search >"$canaries/hits" || status=1
  rm -f -- "$planted"
  ((status == 0)) || {
    printf '%s: the search failed\n' "$place"
    return 1
  }
  canaries_verdict "$place" "$canaries/hits" "control $planted" "control-in-base64 $planted"
}
