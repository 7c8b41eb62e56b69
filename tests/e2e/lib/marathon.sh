# shellcheck shell=bash
# Applications through the stack's Marathon, and what the master knows of their tasks.

# marathon_credentials: for curl's --config.
marathon_credentials() {
  output '"user = \"" + .marathonCredentials.username + ":" + .marathonCredentials.password + "\""' >"$STATE/curlrc"
}

# marathon METHOD PATH [BODY]: the body of the answer. Credentials by a file, not by an argument.
marathon() {
  local method=$1 path=$2 body=${3:-}
  marathon_credentials
  inside curl --silent --fail --max-time 30 --config "$STATE/curlrc" --request "$method" \
    --header 'Content-Type: application/json' ${body:+--data "$body"} "$(output .marathonUrl)$path"
}

# tasks_run COUNT: of Marathon, in the master's view, within two minutes.
tasks_run() {
  state_is "[.frameworks[] | select(.name == \"marathon\" and .active) | .tasks[] | select(.state == \"TASK_RUNNING\")] | length == $1"
}

task_ids() {
  master_state | jq --compact-output '[.frameworks[].tasks[] | select(.state == "TASK_RUNNING") | .id] | sort'
}

framework_id() {
  master_state | jq --raw-output --exit-status '.frameworks[] | select(.name == "marathon" and .active) | .id'
}
