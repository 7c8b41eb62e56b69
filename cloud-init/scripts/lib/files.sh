# shellcheck shell=bash
# Small files that must be whole or absent.

# files_write PATH [MODE]: standard input becomes the file, atomically: readers see the old content or the new one,
# also after a power cut in between. MODE is 0644 unless given.
files_write() {
  local path=$1 mode=${2:-0644} temporary
  [[ -d ${path%/*} ]] || mkdir -p -- "${path%/*}"
  temporary=$(mktemp "${path%/*}/.${path##*/}.XXXXXX")
  if ! { cat >"$temporary" && chmod "$mode" "$temporary" && mv -f -- "$temporary" "$path"; }; then
    rm -f -- "$temporary"
    return 1
  fi
}

# files_first_line PATH: the first line of a file on standard output; nothing when it is absent.
files_first_line() {
  local line=""
  if [[ -r $1 ]]; then
    IFS= read -r line <"$1" || true
  fi
  printf '%s' "$line"
}

# files_sha256 PATH: its SHA-256 digest on standard output.
files_sha256() {
  local sum
  sum=$(sha256sum <"$1")
  printf '%s' "${sum%% *}"
}
