# shellcheck shell=bash
# Headless Chromium outside the guests, in the lab's namespace.

# page URL TEXT...: the page shows every TEXT.
page() {
  local url=$1 profile dom text
  shift
  profile=$(mktemp -d)
  dom=$(inside timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$profile" \
    --virtual-time-budget=20000 --dump-dom "$url" 2>/dev/null) || true
  rm -rf -- "$profile"
  printf '%s\n' "$dom"
  for text in "$@"; do
    grep -qF -- "$text" <<<"$dom" || {
      printf 'not on the page: %s\n' "$text"
      return 1
    }
  done
}

start_page() {
  page "$(output .uiUrl)/" "$(output '.slaveIds[0]')" "$(output '.slaveIds[1]')"
}

slave_page() {
  page "$(output .uiUrl)/#/slaves/$(output '.slaveIds[0]')" "Slave $(output '.slaveIds[0]')" "$(output '.slaves[0].address')"
}

# Fetched by the browser from the slave itself, as the page does.
slave_log_page() {
  page "$(output .uiUrl)/#/slaves/$(output '.slaveIds[0]')/log" "/slave/log" "$(output '.slaveIds[0]')"
}

# The sandbox of one running task of Marathon's, and what the task has printed there.
sandbox_page() {
  local task
  task=$(master_state | jq --compact-output --exit-status '[.frameworks[].tasks[] | select(.state == "TASK_RUNNING")][0]')
  page "$(output .uiUrl)/#/slaves/$(jq --raw-output .slave_id <<<"$task")/frameworks/$(jq --raw-output .framework_id <<<"$task")/executors/$(jq --raw-output .id <<<"$task")/browse" \
    "stdout" "stderr"
}
