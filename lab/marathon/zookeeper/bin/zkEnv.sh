#!/usr/bin/env bash
# Sourced by zkServer.sh and zkCli.sh: where things are. A script of the test bed with the names of upstream's.
# Read: ZOOBINDIR ZOOCFGDIR ZOOCFG ZOO_LOG_DIR ZOO_LOG4J_PROP JAVA_HOME JVMFLAGS SERVER_JVMFLAGS CLIENT_JVMFLAGS.

ZOOBINDIR=${ZOOBINDIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
ZOOKEEPER_PREFIX=$(cd "$ZOOBINDIR/.." && pwd)
ZOOCFGDIR=${ZOOCFGDIR:-$ZOOKEEPER_PREFIX/conf}

# A file of settings beside the configuration, as upstream reads it.
if [ -f "$ZOOCFGDIR/zookeeper-env.sh" ]; then
  # shellcheck disable=SC1091
  . "$ZOOCFGDIR/zookeeper-env.sh"
fi
if [ -f "$ZOOCFGDIR/java.env" ]; then
  # shellcheck disable=SC1091
  . "$ZOOCFGDIR/java.env"
fi

ZOOCFG=${ZOOCFG:-zoo.cfg}
case $ZOOCFG in
  */*) ;;
  *) ZOOCFG=$ZOOCFGDIR/$ZOOCFG ;;
esac
ZOO_LOG_DIR=${ZOO_LOG_DIR:-.}
ZOO_LOG4J_PROP=${ZOO_LOG4J_PROP:-INFO,CONSOLE}

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  JAVA=$JAVA_HOME/bin/java
else
  JAVA=java
fi

# The configuration's folder comes first, for log4j.properties. Without one there, the tarball's own is used.
CLASSPATH=$ZOOCFGDIR
if [ "$ZOOCFGDIR" != "$ZOOKEEPER_PREFIX/conf" ]; then
  CLASSPATH=$CLASSPATH:$ZOOKEEPER_PREFIX/conf
fi
for jar in "$ZOOKEEPER_PREFIX"/zookeeper-*.jar "$ZOOKEEPER_PREFIX"/lib/*.jar; do
  CLASSPATH=$CLASSPATH:$jar
done
unset jar

SERVER_JVMFLAGS="${SERVER_JVMFLAGS:-} ${JVMFLAGS:-}"
CLIENT_JVMFLAGS="${CLIENT_JVMFLAGS:-} ${JVMFLAGS:-}"
export ZOOBINDIR ZOOKEEPER_PREFIX ZOOCFGDIR ZOOCFG ZOO_LOG_DIR ZOO_LOG4J_PROP JAVA CLASSPATH SERVER_JVMFLAGS CLIENT_JVMFLAGS
