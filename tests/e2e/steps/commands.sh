# shellcheck shell=bash
# The commands that look at a cluster: status, logs, ui.

step_commands() {
  check "make status finds every condition to hold" status_is_well
  check "make status DEEP=1 has a task run on every slave" status_is_deep
  check "make logs gathers every node's logs, and no secret" logs_are_gathered
  check "make ui shows the master's page and Marathon on 127.0.0.1, and ends with all it started" ui_is_forwarded
}

status_is_deep() {
  make --no-print-directory status DEEP=1 JSON=1 | tee "$STATE/deep.json" |
    jq --exit-status '.ok and ([.conditions[] | select(.name == "task runs" and (.seen | startswith("ran within"))) | .node] == ["slave1", "slave2"])' &&
    [[ $(master_state | jq '[.frameworks[].tasks[] | select(.id | startswith("mesos-testbed-check-"))] | length') == 0 ]]
}

status_is_well() {
  make --no-print-directory status
  make --no-print-directory status JSON=1 | jq --exit-status '.ok and (.conditions | length) > 10'
}

# One file with all of it, and nothing missing.
logs_are_gathered() {
  local bundle node part folder="$STATE/logs"
  bundle=$(make --no-print-directory logs | tail -n 1) || return 1
  rm -rf -- "$folder"
  mkdir -- "$folder"
  tar --extract --gzip --file="$bundle" --directory="$folder" --strip-components=1 || return 1
  find "$folder" -type f -printf '%P\n'
  for node in master slave1 slave2; do
    for part in console.log state.json domain.xml guest/var/log/mesos guest/var/log/cloud-init.log; do
      [[ -s $folder/$node/$part ]] || {
        printf 'without %s of %s\n' "$part" "$node"
        return 1
      }
    done
  done
  [[ -z $(cat -- "$folder/missing.txt" 2>/dev/null | tee /dev/stderr) ]] || return 1
  ! grep -rlF -e "$(output .marathonCredentials.password)" -e 'PRIVATE KEY' "$folder"
}

# port_shows PORT/PATH TEXT: on this machine's own loopback.
port_shows() {
  curl --silent --max-time 10 "http://127.0.0.1:$1" | grep -F -- "$2"
}

ui_is_forwarded() {
  local ui verdict=0
  # With a process group of its own, as a terminal gives it. SIGTERM below: a command in the background of a script has
  # SIGINT ignored.
  setsid make --no-print-directory ui UI_PORT=15050 MARATHON_PORT=18080 SOCKS_PORT=11080 &
  ui=$!
  within 60 port_shows 15050/master/state.json "$(output '.slaveIds[0]')" || verdict=1
  within 60 marathon_shows || verdict=1
  within 60 port_shows_by_proxy || verdict=1
  kill -TERM -- "-$ui"
  within 30 is_gone "$ui" || verdict=1
  return "$verdict"
}

# is_gone SESSION: none of its processes is left.
is_gone() {
  ! pgrep --session "$1" --list-full
}

# Marathon's API, with the stack's credentials by a file.
marathon_shows() {
  marathon_credentials
  curl --silent --max-time 10 --config "$STATE/curlrc" http://127.0.0.1:18080/v2/info | jq --exit-status '.frameworkId'
}

# A slave's own page, which the browser fetches from the slave's address.
port_shows_by_proxy() {
  curl --silent --max-time 10 --proxy socks5://127.0.0.1:11080 "http://$(output '.slaves[0].address'):5051/slave(1)/state.json" |
    grep -F -- "$(output '.slaveIds[0]')"
}
