# shellcheck shell=bash
# A stack of another program (examples/consumer) reads the outputs, runs an application on Marathon, and takes it away again.

# Its own stack, in the lab's backend.
readonly CONSUMER_STACK=e2e

step_consumer() {
  check "the example finds the package, and its stack is made" prepare_consumer
  check "a stack that reads the outputs deploys an application, and its tasks run" consumer up --yes --skip-preview
  check "where it says they run is what Marathon and the master say" consumer_places_are_true
  check "a second up of it changes nothing" changes_nothing consumer up --yes --skip-preview
  check "Marathon's password is in its state encrypted alone" consumer_state_has_no_password
  check "its destroy ends" consumer destroy --yes --skip-preview
  check "the application is gone, and the other one's tasks run on" consumer_application_is_gone
  check "its stack is removed" consumer stack rm --yes "$CONSUMER_STACK"
}

# consumer ARGUMENT...: the CLI on the example's stack, beside the lab's own.
consumer() (
  cd -- "$PROJECT/examples/consumer" || return 1
  PULUMI_STACK=$CONSUMER_STACK lab with-pulumi pulumi "$@"
)

prepare_consumer() {
  link_package "$PROJECT/examples/consumer" || return 1
  # Of an earlier run with another cluster, whose applications went with it.
  consumer stack rm --yes --force "$CONSUMER_STACK" 2>/dev/null || true
  consumer stack init "$CONSUMER_STACK" && consumer config set clusterStack "organization/mesos-testbed/$LAB_NAME"
}

# task_places JQ-FILTER: of the tasks that it gives on standard input, one form for all.
task_places() {
  jq --compact-output --exit-status "[$1 | {id, host, slaveId}] | sort_by(.id)"
}

consumer_places_are_true() {
  local told
  told=$(consumer stack output --json | task_places '.tasks[]') || return 1
  printf '%s\n' "$told"
  [[ $(jq length <<<"$told") == 2 ]] || return 1
  diff <(printf '%s\n' "$told") <(marathon GET /v2/apps/consumer/tasks | task_places '.tasks[]') || return 1
  # By the master's word: these tasks, on these slaves; and the slaves are the stack's.
  state_holds "$told as \$told | [.frameworks[].tasks[] | select(.state == \"TASK_RUNNING\") | {id, slave_id}] as \$running
    | all(\$told[]; {id: .id, slave_id: .slaveId} as \$task | \$running | index(\$task))" || return 1
  output "(.slaves | map({address, id})) as \$slaves | all(${told}[]; {address: .host, id: .slaveId} as \$place | \$slaves | index(\$place))"
}

# The password goes to grep by a file, as everywhere.
consumer_state_has_no_password() {
  local folder=$PROJECT/.lab/backend/.pulumi/stacks/mesos-consumer password
  password=$(output .marathonCredentials.password) && [[ -n $password ]] || return 1
  ls -- "$folder/$CONSUMER_STACK.json" &&
    ! grep --recursive --fixed-strings --files-with-matches --file=<(printf '%s\n' "$password") -- "$folder"
}

consumer_application_is_gone() {
  marathon GET /v2/apps | jq --exit-status '[.apps[].id] | index("/consumer") == null' || return 1
  tasks_run 2
}
