# shellcheck shell=bash
# A Marathon application whose tasks run on slaves.

step_application() {
  check "Marathon takes an application" deploy_application
  check "its tasks run on slaves" tasks_run 2
  check "Chromium opens a task's sandbox" sandbox_page
}

deploy_application() {
  marathon POST /v2/apps '{"id": "/e2e", "cmd": "while true; do date; sleep 1; done", "cpus": 0.1, "mem": 16, "instances": 2}'
}
