# shellcheck shell=bash
# The daemons: names, programs and where their output goes. Needs paths.sh, log.sh and arguments.sh.

readonly daemons_names="zookeeper mesos-master mesos-slave marathon"

# daemons_require NAME: exits 2 unless NAME is a daemon.
daemons_require() {
  case " $daemons_names " in
    *" $1 "*) ;;
    *) arguments_fail "no daemon '$1'; one of: $daemons_names" ;;
  esac
}

# daemons_program NAME: path of its program on standard output.
daemons_program() {
  case $1 in
    zookeeper) printf '%s' "$paths_root/opt/zookeeper/bin/zkServer.sh" ;;
    marathon) printf '%s' "$paths_root/opt/marathon/bin/start" ;;
    mesos-*) printf '%s' "$paths_root/usr/local/sbin/$1" ;;
  esac
}

# daemons_output NAME: file of its standard output and error. Mesos keeps its own files in --log_dir beside it; a wrong
# flag is reported on standard error only, before these are opened.
daemons_output() {
  case $1 in
    mesos-*) printf '%s' "$paths_log/mesos/$1.output" ;;
    *) printf '%s' "$paths_log/$1/$1.log" ;;
  esac
}

# daemons_prefer_java8 NAME: has the JVM daemons find Java 8 where EL6 keeps it. The build's Java 7 is on the same
# machine, and /usr/bin/java means that one, since EL6 gives Java 8 the lower priority (Red Hat bug 1258036); Marathon
# 0.11 needs 8. Its packages have links with or without the architecture, by their age; the last one is the alternatives
# system's.
daemons_prefer_java8() {
  local name home
  case $1 in
    zookeeper | marathon) ;;
    *) return 0 ;;
  esac
  for name in jre-1.8.0-openjdk jre-1.8.0-openjdk.x86_64 jre-1.8.0; do
    home=$paths_root/usr/lib/jvm/$name
    if [[ -x $home/bin/java ]]; then
      export JAVA_HOME=$home PATH=$home/bin:$PATH
      return 0
    fi
  done
}
