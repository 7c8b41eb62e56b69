# shellcheck shell=bash
# Rows of what is compiled, and of what it is compiled from and with.

# repack KEY: the same tarball with another digest, as a file of this machine, and its settings.
repack() {
  local key=$1 source digest
  source=$(pulumi config get --path "mesos-testbed:$key.sources[0]")
  inside curl --silent --fail --max-time 300 "$source" | gzip --decompress | gzip -1 >"$STATE/$(basename -- "$source")"
  digest=$(sha256sum -- "$STATE/$(basename -- "$source")" | cut -d ' ' -f 1)
  change "$key.sha256" "$digest" "$key.sources[0]" "$STATE/$(basename -- "$source")"
}

row_mesos_digest() {
  daemons=$mesos_daemons
  repack mesos || return 1
  check "$row: master, slave by slave, Marathon" up_in_order
}

row_maven_digest() {
  daemons=$mesos_daemons
  repack maven || return 1
  check "$row: Maven had its files" on_node master 'test -e /var/lib/mesos-testbed/m2/org/apache/apache/11/apache-11.pom'
  check "$row: it makes Java bindings with them, without the network" bindings_are_made
}

# bindings_are_made: what the stand-in's build does not do, by the real Maven. Its version is older than the modules of the lab's Java.
bindings_are_made() {
  on_node master 'mkdir -p bindings && cat >bindings/pom.xml' <"$PROJECT/lab/marathon/java-bindings.pom.xml" || return 1
  on_node master "sudo env JAVA_HOME=/usr/lib/jvm/java-1.7.0-openjdk \
    MAVEN_OPTS='--add-opens java.base/java.lang=ALL-UNNAMED -XX:TieredStopAtLevel=1' \
    /opt/apache-maven/bin/mvn --batch-mode --offline -Dmaven.repo.local=/var/lib/mesos-testbed/m2 --file bindings/pom.xml package"
}

# The lab's stack file has them, switched off.
row_recipe() {
  all_replaced fresh repositories.epel-apache-maven.enabled true repositories.WANdiscoSVN.enabled true \
    repositories.devtoolset-7.enabled true || return 1
  check "$row: Maven is the package, not the tarball" on_node master 'rpm -q apache-maven && test ! -e /opt/apache-maven'
  check "$row: configure has found it" build_log_has 'checking for mvn[.]{3} (/usr)?/bin/mvn'
  check "$row: Mesos was compiled with Subversion 1.8" on_node master 'rpm -q subversion-devel | grep -x "subversion-devel-1[.]8[.].*"'
  check "$row: and every node has it" on_each 'rpm -q subversion | grep -x "subversion-1[.]8[.].*"'
  check "$row: no compiler but the recipe's" on_node master 'rpm -q devtoolset-2-toolchain && ! rpm -q devtoolset-7-toolchain'
}

# build_log_has PATTERN: a line of the last build's log.
build_log_has() {
  on_node master "sudo grep -Ex '$1' /var/log/mesos-testbed/build.log"
}

# Its repository is there since the row before.
row_compiler() {
  daemons=$mesos_daemons
  change mesos.compiler devtoolset-7 || return 1
  check "$row: master, slave by slave, Marathon" up_in_order
  check "$row: it has compiled" build_log_has 'checking for C[+]{2} compiler version[.]{3} 7'
  check "$row: it is beside the former one" on_node master 'rpm -q devtoolset-2-toolchain devtoolset-7-toolchain'
}

# The last of the settings that doctor gives where the recipe's compiler is nowhere.
row_fallback() {
  all_replaced fresh repositories.devtoolset-2.enabled false || return 1
  check "$row: the recipe's compiler is not there" on_node master 'rpm -q devtoolset-7-toolchain && ! rpm -q devtoolset-2-toolchain'
}

row_image() {
  local image=$STATE/image.qcow2
  # The same disk in another file: with the cluster size that qemu-img takes by itself it would be the same byte by byte.
  qemu-img convert -O qcow2 -o cluster_size=131072 "$(pulumi config get --path 'mesos-testbed:image.sources[0]')" "$image"
  all_replaced fresh image.sha256 "$(sha256sum -- "$image" | cut -d ' ' -f 1)" 'image.sources[0]' "$image" || return 1
  check "$row: one image is left" one_image
}

one_image() {
  local pool volumes
  pool=$(virsh pool-list --name | awk 'NF { print $1 }')
  volumes=$(virsh vol-list "$pool")
  printf '%s\n' "$volumes"
  [[ $(grep -c -- '-base-\|^ *base-' <<<"$volumes") == 1 ]]
}

# newest_artifact: path of the install tree that was used last, on standard output.
newest_artifact() {
  "$PROJECT/host/cache" list --json ${LAB_CACHE_DIRECTORY:+--directory "$LAB_CACHE_DIRECTORY"} | jq --raw-output --exit-status '
    .folder + "/artifacts/" + ([.entries[] | select(.kind == "artifact" and .state == "whole")] | max_by(.lastUsedMs).name) + ".tar.gz"'
}

row_source_artifact() {
  local artifact tree=$STATE/install-tree.tar.gz
  artifact=$(newest_artifact) || return 1
  # The same files with another digest, as somebody else would have packed them.
  gzip --decompress --stdout -- "$artifact" | gzip -1 >"$tree"
  daemons=$mesos_daemons
  change mesos.source artifact mesos.sha256 "$(sha256sum -- "$tree" | cut -d ' ' -f 1)" 'mesos.sources[0]' "$tree" || return 1
  check "$row: nothing is left of the build" nothing_is_built
  need "$row: what is there before is known" remember || return 1
  cp -- "$STACK_FILE" "$STATE/stack-file"
  set_keys mesos.version 0.25.0 >"$LOGS/source-artifact.log" 2>&1
  check "$row: a tree of another version is refused" up_refuses "the install tree is not of Mesos 0.25.0"
  cp -- "$STATE/stack-file" "$STACK_FILE"
  check "$row: no daemon is another one" daemons_restarted "" ""
  check "$row: and the right one is taken again" up
}

nothing_is_built() {
  local names
  names=$(pulumi stack export | jq --raw-output '.deployment.resources[].urn | split("::")[-1] | select(test("mesos-build|toolchain"))')
  printf '%s\n' "$names"
  [[ -z $names ]]
}

# unpack_stand_in FOLDER: the sources of the stand-in for Mesos.
unpack_stand_in() {
  local folder=$1 tarball
  tarball=$("$PROJECT/lab/mesos/make-tarball" "$STATE") || return 1
  rm -rf -- "$folder"
  mkdir -p -- "$folder"
  tar -xzf "$tarball" -C "$folder" --strip-components 1
}

# make_checkout FOLDER: a repository with the stand-in as git has Mesos: without configure, which bootstrap makes.
make_checkout() {
  local folder=$1
  unpack_stand_in "$folder" || return 1
  mv -- "$folder/configure" "$folder/configure.in"
  cat >"$folder/bootstrap" <<'BOOTSTRAP' || return 1
#!/bin/sh
set -e
test -f configure.ac
echo "bootstrap of the stand-in"
cp configure.in configure
chmod +x configure
BOOTSTRAP
  chmod +x "$folder/bootstrap"
  printf 'AC_INIT([mesos], [0.24.0])\n' >"$folder/configure.ac"
  git -C "$folder" init --quiet
  git -C "$folder" add --all
  git -C "$folder" -c user.name=changes -c user.email=changes@test.test commit --quiet --message 'Mesos 0.24.0'
  git -C "$folder" -c user.name=changes -c user.email=changes@test.test tag --annotate --message 'Mesos 0.24.0' 0.24.0
}

row_source_git() {
  local checkout=$STATE/checkout lock=$PROJECT/inputs.$LAB_NAME.lock.json commit
  # What an earlier run has locked is of a repository that is gone.
  rm -f -- "$lock"
  need "$row: a repository is made" make_checkout "$checkout" || return 1
  commit=$(git -C "$checkout" rev-parse '0.24.0^{commit}')
  daemons=$mesos_daemons
  change mesos.source git mesos.sha256 - 'mesos.sources[0]' "$checkout" || return 1
  check "$row: the tag's commit is locked" holds ".inputs[\"mesos git 0.24.0\"].commit == \"$commit\"" cat -- "$lock"
  check "$row: it was bootstrapped" on_node master 'sudo grep -qx "bootstrap of the stand-in" /var/log/mesos-testbed/build.log'
  # The repository is this row's; a later run makes another commit.
  git -C "$checkout" tag --delete 0.24.0
  check "$row: a tag that is gone is not asked for again" up_changes_nothing
}

# make_newer FILE VERSION: the stand-in as a release that there never was.
make_newer() {
  local file=$1 version=$2 folder=$STATE/newer
  unpack_stand_in "$folder/mesos-$version" || return 1
  grep -rlF 0.24.0 "$folder" | xargs sed -i "s/0\\.24\\.0/$version/g"
  tar -czf "$file" -C "$folder" "mesos-$version"
}

# The last one: an older version would be refused from then on.
row_newer() {
  local version=0.24.1 tarball=$STATE/mesos-0.24.1.tar.gz
  need "$row: a release is made" make_newer "$tarball" "$version" || return 1
  daemons=$mesos_daemons
  change mesos.source tarball mesos.version "$version" mesos.sha256 "$(sha256sum -- "$tarball" | cut -d ' ' -f 1)" \
    'mesos.sources[0]' "$tarball" || return 1
  check "$row: master, slave by slave, Marathon" up_in_order
  check "$row: the master reports it" holds ".version == \"$version\"" master_state
  check "$row: all daemons do" test "$(output .mesosVersion)" == "$version"
}
