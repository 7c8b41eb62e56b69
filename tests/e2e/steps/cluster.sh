# shellcheck shell=bash
# What an up has made: machines, daemons, outputs, web pages.

step_cluster() {
  check "three domains run" domains_running 3
  check "names resolve alike, never to 127.0.0.1" names_resolve_alike
  check "both slaves are active, Marathon leads and is one framework" state_is \
    '.activated_slaves == 2 and .leader == .pid and ([.frameworks[] | select(.active) | .name] == ["marathon"])'
  check "slaveIds are the master's, slave1 first" slave_ids_are_the_masters
  check "the daemons' version is the one asked for" versions_are 0.24.0
  check "resources follow the rule" state_is \
    '[.slaves[].resources | [.cpus, .mem, .disk, .ports]] == [[1, 512, 5120, "[31000-32000]"], [1, 512, 5120, "[31000-32000]"]]'
  check "outputs are JSON and nothing else" outputs_are_json
  check "Chromium opens the start page" start_page
  check "and a slave's page, fetched from the slave" slave_page
  check "and that slave's log" slave_log_page
}

names_resolve_alike() {
  local node
  for node in master slave1 slave2; do
    diff - <(on_node "$node" getent hosts master slave1 slave2 | awk '{ print $1, $2 }') <<'HOSTS' || return 1
192.168.5.51 master
192.168.5.54 slave1
192.168.5.55 slave2
HOSTS
  done
}

versions_are() {
  local url
  for url in "$(output .uiUrl)/master/state.json" "http://$(output '.slaves[0].address'):5051/slave(1)/state.json" \
    "http://$(output '.slaves[1].address'):5051/slave(1)/state.json"; do
    inside curl --silent --fail --max-time 10 "$url" | jq --exit-status --arg version "$1" '.version == $version' || return 1
  done
  output .mesosVersion | grep -qxF -- "$1"
}

outputs_are_json() {
  make --no-print-directory outputs 2>/dev/null | jq --exit-status \
    '.schemaVersion == 1 and (.slaveIds | length) == 2 and (.marathonCredentials == "[secret]")'
}
