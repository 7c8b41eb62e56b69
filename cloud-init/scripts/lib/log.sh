# shellcheck shell=bash
# What a script says. Every line carries its stage, because the output of several commands on several nodes
# arrives interleaved in one terminal.

# Stage named in every line; a script sets it with log_stage.
log_stage_name=guest
# Descriptor of progress lines: 1, or 2 in scripts whose standard output is data.
log_progress_fd=1
# No line is longer: the far end of the connection shows whole lines and keeps them in memory.
readonly log_line_limit=1000

# log_stage NAME: names the stage for all lines that follow.
log_stage() {
  log_stage_name=$1
}

# log_info TEXT...: one line of progress.
log_info() {
  local text="$*"
  printf '%s: %s\n' "$log_stage_name" "${text:0:$log_line_limit}" >&"$log_progress_fd"
}

# log_error TEXT...: one line on standard error.
log_error() {
  local text="$*"
  printf '%s: error: %s\n' "$log_stage_name" "${text:0:$log_line_limit}" >&2
}

# log_die TEXT...: one line on standard error, then exit 1.
log_die() {
  log_error "$@"
  exit 1
}

# log_tail FILE LINES: the end of a log on standard error. Carriage returns become line ends (progress bars of yum and
# Maven would otherwise be one endless line); other control characters are dropped, long lines cut.
log_tail() {
  local file=$1 lines=$2 line
  if [[ ! -s $file ]]; then
    printf '%s: log %s is empty or missing\n' "$log_stage_name" "$file" >&2
    return 0
  fi
  printf '%s: last %s lines of %s:\n' "$log_stage_name" "$lines" "$file" >&2
  tail -n "$lines" "$file" | tr '\r' '\n' | tr -d '\000-\010\013-\037' | tail -n "$lines" |
    while IFS= read -r line || [[ -n $line ]]; do
      printf '%s: | %s\n' "$log_stage_name" "${line:0:$log_line_limit}" >&2
    done
}

# log_last_line FILE: its last line that is not empty, printable and at most 100 characters, on standard output.
log_last_line() {
  local line
  line=$(tail -c 2000 "$1" 2>/dev/null | tr '\r' '\n' | tr -cd '\n\t\040-\176' |
    awk 'NF { last = $0 } END { print last }')
  printf '%s' "${line:0:100}"
}

# log_duration SECONDS: the same for people, such as "4 min 5 s", on standard output.
log_duration() {
  if (($1 >= 60)); then
    printf '%d min %d s' $(($1 / 60)) $(($1 % 60))
  else
    printf '%d s' "$1"
  fi
}
