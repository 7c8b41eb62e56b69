# shellcheck shell=bash
# What a line of the history is of; tests/e2e/long appends such lines, too. Needs PROJECT and lab/lib/log.sh.

# The commit that is measured, with "-dirty" when it is not the commit alone. What every run itself changes does not count.
measured_commit() {
  local hash changes
  if ! hash=$(git -C "$PROJECT" rev-parse --short HEAD); then
    log_error "a line of the history names the commit that was measured: run the bench in a git checkout"
    return 1
  fi
  changes=$(git -C "$PROJECT" status --porcelain -- . ':!bench/history.jsonl' ':!bench/timeline.md') || return
  printf '%s%s\n' "$hash" "${changes:+-dirty}"
}
