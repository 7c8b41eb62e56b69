#!/usr/bin/env bash
# ZooKeeper's command line: zkCli.sh [-server HOST:PORT] [command...]. A script of the test bed around the real client.
set -eu
ZOOBINDIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=zkEnv.sh
. "$ZOOBINDIR/zkEnv.sh"

# SASL is off: nothing here uses it, and since Java 14 the 3.4 client's look-up of a server principal fails ("Unable to
# canonicalize address .../<unresolved>", ZOOKEEPER-3779), so that it never connects.
# JVM flags are a list of words by definition.
# shellcheck disable=SC2086
exec "$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.root.logger=$ZOO_LOG4J_PROP" -Dzookeeper.sasl.client=false \
  -cp "$CLASSPATH" $CLIENT_JVMFLAGS org.apache.zookeeper.ZooKeeperMain "$@"
