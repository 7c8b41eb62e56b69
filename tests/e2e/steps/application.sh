# shellcheck shell=bash
# A Marathon application whose tasks run on slaves, and what a slave reaches outside the cluster.

# curl's 7 is a refused connect, 28 a time-out; the mirror is what the cluster has outside.
readonly REFUSED_AT_ONCE='curl --silent --show-error --max-time 5 http://198.18.0.1/; test $? = 7'
# With metadata asked for anew: not by itself, and as install-packages runs it.
readonly YUM_ALONE='sudo yum clean all && if sudo yum makecache; then exit 1; fi &&
  sudo /usr/local/lib/mesos-testbed/with-outbound yum makecache'

step_application() {
  check "Marathon takes an application" deploy_application
  check "its tasks run on slaves" tasks_run 2
  check "Chromium opens a task's sandbox" sandbox_page
  check "a slave reaches no host outside the cluster, and is told at once" on_node slave1 "$REFUSED_AT_ONCE"
  check "nor does its root" on_node slave1 "sudo bash -c '$REFUSED_AT_ONCE'"
  check "yum still does" on_node slave1 "$YUM_ALONE"
}

deploy_application() {
  marathon POST /v2/apps '{"id": "/e2e", "cmd": "while true; do date; sleep 1; done", "cpus": 0.1, "mem": 16, "instances": 2}'
}
