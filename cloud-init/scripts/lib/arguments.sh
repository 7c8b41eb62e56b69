# shellcheck shell=bash
# Checks of command-line arguments. A fault ends the script with status 2 and names the option, the value and
# what is allowed.

# arguments_fail TEXT...: reports a wrong call and exits 2.
arguments_fail() {
  log_error "$@"
  printf '%s: see %s --help\n' "$log_stage_name" "${0##*/}" >&2
  exit 2
}

# arguments_value OPTION [VALUE...]: fails unless a value follows the option. Called with "$@" at an option.
arguments_value() {
  if (($# < 2)) || [[ -z $2 ]]; then
    arguments_fail "$1 needs a value"
  fi
}

# arguments_seconds OPTION VALUE: fails unless VALUE is a whole number of seconds from 1 to a day.
arguments_seconds() {
  if ! [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || (($2 > 86400)); then
    arguments_fail "$1: '$2' is no number of seconds from 1 to 86400"
  fi
}

# arguments_count OPTION VALUE: fails unless VALUE is a whole number from 1 to 999.
arguments_count() {
  if ! [[ $2 =~ ^[1-9][0-9]{0,2}$ ]]; then
    arguments_fail "$1: '$2' is no number from 1 to 999"
  fi
}

# arguments_sha256 OPTION VALUE: fails unless VALUE is a SHA-256 digest in lower-case hexadecimal.
arguments_sha256() {
  if ! [[ $2 =~ ^[0-9a-f]{64}$ ]]; then
    arguments_fail "$1: '$2' is no SHA-256 digest (64 digits 0-9a-f)"
  fi
}

# arguments_cidr OPTION VALUE: fails unless VALUE is an IPv4 network in CIDR form.
arguments_cidr() {
  [[ $2 =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$ ]] || arguments_fail "$1: '$2' is no CIDR"
}

# arguments_key OPTION VALUE: fails unless VALUE is a content key; it becomes a folder's name.
arguments_key() {
  if ! [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._-]{7,127}$ ]]; then
    arguments_fail "$1: '$2' is no key (8 to 128 letters, digits and . _ -)"
  fi
}

# arguments_name OPTION VALUE: fails unless VALUE may stand in a file name.
arguments_name() {
  if ! [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$ ]]; then
    arguments_fail "$1: '$2' is no name (letters, digits and . _ + -, at most 128)"
  fi
}

# arguments_required OPTION VALUE: fails when a required option was not given.
arguments_required() {
  if [[ -z $2 ]]; then
    arguments_fail "$1 is missing"
  fi
}
