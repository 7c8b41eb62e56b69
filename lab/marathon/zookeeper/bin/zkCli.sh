#!/usr/bin/env bash
# ZooKeeper's command line: zkCli.sh [-server HOST:PORT] [command...]. A script of the test bed around the real client.
set -eu
ZOOBINDIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=zkEnv.sh
. "$ZOOBINDIR/zkEnv.sh"

# The 3.4 client takes host names out of InetSocketAddress.toString(), whose form changed in Java 14: it would try for ever
# to reach "HOST/<unresolved>". The server is not concerned.
major=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1)
if [ "${major:-0}" -ge 14 ]; then
  echo "$0: the client of ZooKeeper 3.4 cannot connect on Java $major. Set JAVA_HOME to a Java of at most 13." >&2
  exit 1
fi

# JVM flags are a list of words by definition.
# shellcheck disable=SC2086
exec "$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.root.logger=$ZOO_LOG4J_PROP" \
  -cp "$CLASSPATH" $CLIENT_JVMFLAGS org.apache.zookeeper.ZooKeeperMain "$@"
