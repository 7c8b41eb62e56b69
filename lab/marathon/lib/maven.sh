# shellcheck shell=bash
# Sourced after common.sh: files from Maven Central by name, through mvn as this machine has it set up, checked against
# artifacts.lock.

# The plugin that copies files out of a repository; pinned, since mvn would otherwise ask for the newest.
maven_dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1

# lock_rows LOCK SET...: the rows "coordinates sha256" of LOCK that belong to one of the sets.
lock_rows() {
  local lock=$1
  shift
  awk -v sets=" $* " '!/^#/ && NF { if (NF != 3) exit 3; if (index(sets, " " $1 " ")) print $2, $3 }' "$lock" ||
    die "$lock: a row has not the three columns set, coordinates, sha256"
}

# file_name COORDINATES: what Maven calls the file, e.g. zookeeper-3.4.14.jar.
file_name() {
  local group artifact version type classifier
  IFS=: read -r group artifact version type classifier <<<"$1"
  : "$group"
  printf '%s-%s%s.%s\n' "$artifact" "$version" "${classifier:+-$classifier}" "${type:-jar}"
}

# is_file FILE SHA256: whether FILE is there with that digest.
is_file() {
  [[ -f $1 ]] && printf '%s  %s\n' "$2" "$1" | sha256sum --check --status -
}

# write_pom FILE COORDINATES...: a pom that depends on just these files, without what they depend on.
write_pom() {
  local file=$1 coordinates group artifact version type classifier
  shift
  {
    printf '<project><modelVersion>4.0.0</modelVersion>\n'
    printf '<groupId>mesos-testbed</groupId><artifactId>fetch</artifactId><version>1</version>\n'
    printf '<packaging>pom</packaging><dependencies>\n'
    for coordinates in "$@"; do
      IFS=: read -r group artifact version type classifier <<<"$coordinates"
      printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>' \
        "$group" "$artifact" "$version"
      printf '<type>%s</type>%s' "${type:-jar}" "${classifier:+<classifier>$classifier</classifier>}"
      printf '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>\n'
    done
    printf '</dependencies></project>\n'
  } >"$file"
}

# await_fetch PID: its status, with a line every 20 s until it ends.
await_fetch() {
  local halves=0
  while kill -0 "$1" 2>/dev/null; do
    sleep 0.5
    halves=$((halves + 1))
    ((halves % 40)) || log "still fetching, $((halves / 2)) s"
  done
  wait "$1"
}

# run_maven POM LOCAL_REPOSITORY OUT_DIR: copy the pom's files to OUT_DIR, with a line every 20 s, ended after 300 s.
run_maven() {
  local pom=$1 repository=$2 out=$3 status=0
  timeout --kill-after=10 300 nice -n 5 mvn --batch-mode --quiet --file "$pom" "-Dmaven.repo.local=$repository" \
    "$maven_dependency_plugin:copy-dependencies" "-DoutputDirectory=$out" </dev/null >"$pom.log" 2>&1 &
  await_fetch $! || status=$?
  [[ $status -eq 0 ]] && return
  tail -n 30 "$pom.log" >&2
  die "mvn ended with status $status (124: after 300 s); its log's end is above. Check that mvn reaches Maven Central."
}

# fetch_locked LOCK SET...: make sure that every file of the sets lies in the cache with its digest; print the folder.
fetch_locked() {
  local lock=$1 directory work coordinates digest missing=() rows name started=$SECONDS
  rows=$(lock_rows "$@")
  [[ -n $rows ]] || die "$lock: no row of ${*:2}"
  directory=$(cache_directory)/downloads/maven
  mkdir -p "$directory"
  while read -r coordinates digest; do
    is_file "$directory/$(file_name "$coordinates")" "$digest" || missing+=("$coordinates")
  done <<<"$rows"
  if ((${#missing[@]})); then
    need mvn
    log "fetching ${#missing[@]} files from Maven Central with mvn, about 15 s"
    work=$(mktemp -d "$directory/.fetch.XXXXXX")
    # The subshell lets its trap remove the folder whatever happens, without touching the caller's traps.
    (
      trap 'rm -rf "$work"' EXIT
      write_pom "$work/pom.xml" "${missing[@]}"
      run_maven "$work/pom.xml" "$work/repository" "$work/out"
      while read -r coordinates digest; do
        name=$(file_name "$coordinates")
        [[ -f $work/out/$name ]] || continue
        is_file "$work/out/$name" "$digest" ||
          die "$coordinates: sha256 is $(sha256sum <"$work/out/$name" | cut -d' ' -f1), $lock says $digest. Do not use it; find out which is right."
        mv -f "$work/out/$name" "$directory/$name"
      done <<<"$rows"
    )
    log "fetched in $((SECONDS - started)) s"
  fi
  while read -r coordinates digest; do
    is_file "$directory/$(file_name "$coordinates")" "$digest" || die "$coordinates: mvn did not deliver it"
  done <<<"$rows"
  printf '%s\n' "$directory"
}
