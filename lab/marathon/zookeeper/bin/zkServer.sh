#!/usr/bin/env bash
# Starts and stops the real ZooKeeper. A script of the test bed with upstream's commands, variables and pid file.
set -eu
ZOOBINDIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  echo "Usage: $0 [--config CONF_DIR] {start|start-foreground|stop|restart|status|print-cmd} [CONFIG_FILE]" >&2
  exit 2
}

if [ "${1:-}" = --config ]; then
  [ $# -ge 2 ] || usage
  if [ ! -d "$2" ]; then
    echo "$0: --config $2: no such directory" >&2
    exit 1
  fi
  export ZOOCFGDIR=$2
  shift 2
fi
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  usage
fi
command=$1
if [ $# -eq 2 ]; then
  export ZOOCFG=$2
fi
# shellcheck source-path=SCRIPTDIR source=zkEnv.sh
. "$ZOOBINDIR/zkEnv.sh"

# setting KEY: the value of KEY in zoo.cfg, empty when it is not there.
setting() {
  sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$ZOOCFG" | tail -n 1 | tr -d '\r'
}

if [ ! -f "$ZOOCFG" ]; then
  echo "$0: $ZOOCFG: no such configuration file (conf/zoo_sample.cfg is a start)" >&2
  exit 1
fi
ZOO_DATADIR=$(setting dataDir)
ZOOPIDFILE=${ZOOPIDFILE:-$ZOO_DATADIR/zookeeper_server.pid}
main_class=org.apache.zookeeper.server.quorum.QuorumPeerMain
jmx_flags=
if [ -z "${JMXDISABLE:-}" ]; then
  jmx_flags="-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.local.only=true"
  echo "JMX enabled by default" >&2
fi
echo "Using config: $ZOOCFG" >&2

# is_running: whether the process that the pid file names lives.
is_running() {
  [ -f "$ZOOPIDFILE" ] && kill -0 "$(cat "$ZOOPIDFILE")" 2>/dev/null
}

# server_command: sets the array `words` to the server's command line.
server_command() {
  # JVM flags are a list of words by definition.
  # shellcheck disable=SC2206
  words=("$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.root.logger=$ZOO_LOG4J_PROP" -cp "$CLASSPATH"
    $SERVER_JVMFLAGS $jmx_flags "$main_class" "$ZOOCFG")
}

start() {
  echo "Starting zookeeper ... " >&2
  if is_running; then
    echo "already running as process $(cat "$ZOOPIDFILE")" >&2
    exit 0
  fi
  mkdir -p "$ZOO_DATADIR" "$ZOO_LOG_DIR"
  server_command
  nohup "${words[@]}" >"$ZOO_LOG_DIR/zookeeper.out" 2>&1 </dev/null &
  echo $! >"$ZOOPIDFILE"
  echo STARTED >&2
}

stop() {
  local pid tenths=0
  echo "Stopping zookeeper ... " >&2
  if [ ! -f "$ZOOPIDFILE" ]; then
    echo "no zookeeper to stop (could not find file $ZOOPIDFILE)" >&2
    return
  fi
  pid=$(cat "$ZOOPIDFILE")
  kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do
    if [ "$tenths" -ge 100 ]; then
      kill -9 "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.1
    tenths=$((tenths + 1))
  done
  rm -f "$ZOOPIDFILE"
  echo STOPPED >&2
}

# status: ask the server itself, with the four-letter word srvr.
status() {
  local port address answer
  port=$(setting clientPort)
  address=$(setting clientPortAddress)
  # shellcheck disable=SC2086
  answer=$("$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" -Dzookeeper.root.logger=OFF -cp "$CLASSPATH" $CLIENT_JVMFLAGS \
    org.apache.zookeeper.client.FourLetterWordMain "${address:-localhost}" "$port" srvr 2>/dev/null | grep Mode) || {
    echo "Error contacting service. It is probably not running."
    exit 1
  }
  echo "$answer"
}

case $command in
  start) start ;;
  start-foreground)
    server_command
    exec "${words[@]}"
    ;;
  print-cmd)
    server_command
    printf '%q ' "${words[@]}"
    echo
    ;;
  stop) stop ;;
  restart)
    stop
    start
    ;;
  status) status ;;
  *) usage ;;
esac
