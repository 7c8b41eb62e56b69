# shellcheck shell=bash
# Rows of what restarts daemons, or nothing.

row_bounds() {
  # Every daemon is asked, and left alone.
  local previewed="zookeeper@master mesos-master@master $slave_daemons marathon@master"
  change timeouts.healthSeconds 700
}

row_cache() {
  local cache
  cache=${LAB_CACHE_DIRECTORY:-${XDG_CACHE_HOME:-$HOME/.cache}/mesos-testbed}
  ln -sfn -- "$cache" "$STATE/cache"
  change cacheDirectory "$STATE/cache" || return 1
  set_keys cacheDirectory "${LAB_CACHE_DIRECTORY:-}"
}

row_places() {
  change 'image.sources[1]' http://198.18.0.1/another/place
}

row_release() {
  # Of the next new machine; those that later rows make are 6.6 again.
  change image.release 6.10 || return 1
  set_keys image.release 6.6
}

row_ssh_output() {
  change exportSshKey true || return 1
  check "$row: the output is there" holds '.sshPrivateKey | startswith("-----BEGIN")' pulumi stack output --json --show-secrets
}

# outbound STATUS: what curl says of the mirror, which is outside the cluster, on every node: 0 is an answer, 7 a refused connect.
outbound() {
  on_each "curl --silent --show-error --max-time 5 --output /dev/null http://198.18.0.1/; test \$? = $1"
}

row_outbound() {
  change outboundTraffic true || return 1
  check "$row: only the firewall was set" preview_was_of master-mesos-ports slave1-mesos-ports slave2-mesos-ports
  check "$row: every node gets out" outbound 0
}

row_outbound_off() {
  need "$row: every node gets out before" outbound 0 || return 1
  change outboundTraffic - || return 1
  check "$row: no node gets out" outbound 7
  check "$row: yum does" on_node slave1 'sudo /usr/local/lib/mesos-testbed/with-outbound yum makecache'
  check "$row: what a boot restores limits as well" refused_by_saved_rules slave2
}

# refused_by_saved_rules NODE: as its boot loads them.
refused_by_saved_rules() {
  on_node "$1" 'sudo iptables -F OUTPUT; sudo service iptables restart' || return 1
  on_node "$1" 'curl --silent --show-error --max-time 5 --output /dev/null http://198.18.0.1/; test $? = 7'
}

row_toolchain() {
  change mesos.toolchain none || return 1
  check "$row: the compiler is still there" on_node slave1 'rpm -q devtoolset-2-toolchain'
}

row_master_flags() {
  daemons="mesos-master@master"
  change mesos.masterFlags.cluster changes || return 1
  check "$row: the master runs with it" holds '.flags.cluster == "changes"' master_state
}

row_slave_flags() {
  daemons=$slave_daemons
  change mesos.slaveFlags.gc_delay 2days || return 1
  check "$row: slave1 runs with it" holds '.flags.gc_delay == "2days"' slave_state slave1
  check "$row: slave by slave" up_order mesos-slave1-mesos-daemon mesos-slave2-mesos-daemon
}

row_attributes() {
  daemons=$slave_daemons ids=new
  change slave.attributes.rack r1 || return 1
  check "$row: the slaves offer them" holds '[.slaves[] | select(.active) | .attributes.rack] == ["r1", "r1"]' master_state
}

row_resources() {
  daemons=$slave_daemons ids=new
  change slave.resources 'cpus:1;mem:256;disk:1024;ports:[31000-31100]' || return 1
  check "$row: the slaves offer them" holds '[.slaves[] | select(.active) | .resources.mem] == [256, 256]' master_state
}

row_zookeeper_jvm() {
  daemons="zookeeper@master"
  # They end when their session does, and come back.
  tolerated="mesos-master@master marathon@master"
  change zookeeper.jvmOptions "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx120m" || return 1
  check "$row: ZooKeeper runs with it" on_node master 'pgrep -f Xmx120m'
}

row_marathon_jvm() {
  daemons="marathon@master"
  change marathon.jvmOptions "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx124m" || return 1
  check "$row: Marathon runs with it" on_node master 'pgrep -f Xmx124m'
}

row_marathon_http() {
  daemons="marathon@master"
  change authentication.marathonHttp false || return 1
  check "$row: it answers without a password" within 120 inside curl --silent --fail --max-time 10 --output /dev/null \
    "http://$(output '.masterAddress | split(":")[0]'):8080/v2/info"
}

row_frameworks() {
  daemons="mesos-master@master marathon@master"
  change authentication.frameworks true || return 1
  check "$row: the master runs with it" holds '.flags.authenticate == "true"' master_state
  check "$row: Marathon is its framework" holds '[.frameworks[] | select(.active) | .name] == ["marathon"]' master_state
}

# remember_credentials: frameworkCredentials, in a file: a check's log has its arguments.
remember_credentials() {
  (umask 077 && output .frameworkCredentials >"$STATE/credentials")
}

# framework_of PRINCIPAL OWNER: one of that principal registers with the remembered secret of OWNER, by standard input.
framework_of() {
  local address port
  IFS=: read -r address port < <(output .masterAddress)
  jq --raw-output --arg principal "$1" --arg owner "$2" '"\($principal) \(.[$owner])"' "$STATE/credentials" |
    inside "$PROJECT/tests/e2e/lib/scheduler.py" "$address" "$port"
}

# is_refused PRINCIPAL OWNER: by the master's own words, not for another reason.
is_refused() {
  local said
  said=$(framework_of "$@" 2>&1) && return 1
  printf '%s\n' "$said"
  [[ $said == *"Refused authentication"* ]]
}

row_principals() {
  # Without authentication.frameworks, which the row before has set, it would be refused.
  daemons="mesos-master@master"
  change 'authentication.principals[0]' changes-1 'authentication.principals[1]' changes-2 || return 1
  need "$row: each has a secret of its own" holds '.frameworkCredentials | keys == ["changes-1", "changes-2"] and .["changes-1"] != .["changes-2"]' \
    pulumi stack output --json --show-secrets || return 1
  remember_credentials || return 1
  check "$row: a framework registers with its secret" within 60 framework_of changes-1 changes-1
  check "$row: with another one's it is refused" within 60 is_refused changes-1 changes-2
  change 'authentication.principals[0]' - || return 1
  check "$row: taken away, it is refused" within 60 is_refused changes-1 changes-1
  check "$row: the other one keeps its secret" within 60 framework_of changes-2 changes-2
}

framework_id_is() {
  [[ $(framework_id) == "$1" ]]
}

# principals_are NAME...: of the file that the master reads, on its disk.
principals_are() {
  local found
  found=$(on_node master "sudo cut -d ' ' -f 1 /etc/mesos-testbed/master.credentials") || return 1
  same "$*" "$found"
}

# After the rows before, frameworks authenticate, and changes-2 is one of the user's.
row_rotation() {
  local framework
  daemons=$mesos_daemons
  remember_credentials || return 1
  framework=$(framework_id) || return 1
  change authentication.rotation 1 authentication.marathonHttp true || return 1
  check "$row: master, slave by slave, Marathon" up_in_order
  check "$row: Marathon is the same framework" within 120 framework_id_is "$framework"
  check "$row: the master knows the new principals alone" principals_are slave-1 marathon-1 changes-2
  check "$row: a former secret is refused" within 60 is_refused changes-2 changes-2
  remember_credentials || return 1
  check "$row: the new one is taken" within 60 framework_of changes-2 changes-2
  check "$row: Marathon takes its new password" within 120 marathon GET /v2/info
  # Once more: now there is a step that runs again, in place of a new one.
  change authentication.rotation 2 || return 1
  check "$row: Marathon is the same framework again" within 120 framework_id_is "$framework"
  check "$row: the master knows the newest principals alone" principals_are slave-2 marathon-2 changes-2
}

row_slaves_open() {
  daemons="mesos-master@master $slave_daemons"
  change authentication.slaves false || return 1
  check "$row: master, then slave by slave" up_order mesos-master-mesos-daemon mesos-slave1-mesos-daemon mesos-slave2-mesos-daemon
}

row_slaves_closed() {
  daemons="mesos-master@master $slave_daemons"
  # A slave that does not authenticate yet is sent away by the master, and starts anew before its turn comes; or its turn comes
  # first.
  ids=any
  change authentication.slaves true || return 1
  check "$row: the master runs with it" holds '.flags.authenticate_slaves == "true"' master_state
}

row_marathon_off() {
  daemons="mesos-master@master $slave_daemons zookeeper@master marathon@master"
  local previewed="mesos-master@master $slave_daemons"
  change marathon.enabled false || return 1
  check "$row: slaves look for the master by its address" holds '.flags.master | endswith(":5050")' slave_state slave1
  check "$row: no job is left for the next boot" on_node master '! ls /etc/init/marathon.conf /etc/init/zookeeper.conf'
  check "$row: and no secret" on_node master '! sudo ls /etc/mesos-testbed/marathon.env'
}

row_marathon_on() {
  daemons="mesos-master@master $slave_daemons"
  change marathon.enabled true || return 1
  check "$row: slaves look for the master in ZooKeeper" holds '.flags.master | startswith("zk://")' slave_state slave1
  check "$row: Marathon is the framework" holds '[.frameworks[] | select(.active) | .name] == ["marathon"]' master_state
}

row_downgrade() {
  need "$row: what is there before is known" remember || return 1
  cp -- "$STACK_FILE" "$STATE/stack-file"
  set_keys mesos.version 0.23.0 slave.memoryMiB 1280 >"$LOGS/downgrade.log" 2>&1
  check "$row: up refuses it, and says what runs" up_refuses "0.23.0 is older than 0.24.0"
  cp -- "$STATE/stack-file" "$STACK_FILE"
  check "$row: no machine is another one" machines_replaced ""
  check "$row: no daemon is another one" daemons_restarted "" ""
}
