# shellcheck shell=bash
# What the build of Mesos finds in its environment. Needs paths.sh, log.sh and files.sh.

# Folders in which EL6's packages and the alternatives system put the JDK of java-1.7.0-openjdk-devel.
readonly compiler_java_folders="java-1.7.0-openjdk java-1.7.0-openjdk.x86_64 java-1.7.0"

# compiler_check_gcc: fails unless g++ in this very shell is 4.8 or newer, which Mesos's configure demands.
compiler_check_gcc() {
  local found major minor
  if ! found=$(g++ -dumpversion 2>&1); then
    log_die "no g++ in the build's environment; is devtoolset-2-toolchain installed?"
  fi
  # 4.8.2, or since GCC 7 the major number alone.
  IFS=. read -r major minor _ <<<"$found.0.0"
  if ! ((major > 4 || (major == 4 && minor >= 8))); then
    log_die "g++ is $found, Mesos needs 4.8 or newer; the Software Collection is not in effect"
  fi
  log_info "g++ $found"
}

# compiler_find_java FLAG...: the JDK's folder on standard output; nothing with configure flag --disable-java.
compiler_find_java() {
  local flag folder
  for flag in "$@"; do
    if [[ $flag == --disable-java || $flag == --enable-java=no ]]; then
      return 0
    fi
  done
  for folder in $compiler_java_folders; do
    folder=$paths_root/usr/lib/jvm/$folder
    if [[ -x $folder/bin/javac ]]; then
      printf '%s' "$folder"
      return 0
    fi
  done
  log_die "no JDK in /usr/lib/jvm ($compiler_java_folders); is java-1.7.0-openjdk-devel installed?"
}

# compiler_environment FOLDER FLAG...: exports JAVA_HOME, PATH and Maven's settings for a build with those configure
# flags. FOLDER takes Maven's settings file.
compiler_environment() {
  local home=$1/home repository=$paths_state/m2
  shift
  export LC_ALL=C
  # make's own, when a caller runs this from make, would change what "make" does here.
  unset MAKEFLAGS MFLAGS MAKELEVEL
  PATH=$PATH:/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin
  JAVA_HOME=$(compiler_find_java "$@")
  if [[ -z $JAVA_HOME ]]; then
    unset JAVA_HOME
    return 0
  fi
  export JAVA_HOME PATH=$JAVA_HOME/bin:$paths_root/opt/apache-maven/bin:$PATH
  # Java 7 before 1.7.0_131 offers TLS 1.2 only when it is told to, and Maven's central repository takes nothing less
  # (Sonatype's announcement of 2018-06-15).
  export MAVEN_OPTS="${MAVEN_OPTS:+$MAVEN_OPTS }-Dhttps.protocols=TLSv1.2"
  if [[ -d $repository ]]; then
    # Java takes the home folder from the user database, not from HOME; settings.xml is looked for there.
    files_write "$home/.m2/settings.xml" <<XML
<settings>
  <localRepository>$repository</localRepository>
  <offline>true</offline>
</settings>
XML
    MAVEN_OPTS+=" -Duser.home=$home"
  fi
}
