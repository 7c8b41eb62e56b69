# shellcheck shell=bash
# What the lab builds once: the guest image and the tarballs that the mirror serves. Each is kept in the cache under the
# hash of what it is made from.

images_build_all() {
  "$LAB_HOME/image/build" >/dev/null
  images_build_mirror
}

# The repositories and tarballs that the mirror serves, in the layout of the real servers.
images_build_mirror() {
  local root
  root=$(images_mirror_root)
  mkdir -p -- "$root"
  "$LAB_HOME/mirror/make-repositories" "$root"
  "$LAB_HOME/mesos/make-tarball" "$root/mesos" >/dev/null
  "$LAB_HOME/marathon/make-zookeeper-tarball" "$root/zookeeper" >/dev/null
  "$LAB_HOME/marathon/make-marathon-tarball" "$root/marathon" >/dev/null
  "$LAB_HOME/marathon/make-maven-tarball" "$root/maven" >/dev/null
  "$LAB_HOME/marathon/make-maven-repository" "$root/maven2" >/dev/null
}

# The mirror's document root.
images_mirror_root() {
  printf '%s\n' "$LAB_DATA/mirror"
}

images_guest_path() {
  "$LAB_HOME/image/build" --print-path
}

# SHA-256 of the guest image, kept beside it.
images_guest_sha256() {
  local image
  image=$(images_guest_path)
  if [[ ! -s $image.sha256 || $image -nt $image.sha256 ]]; then
    sha256sum -- "$image" | cut -d ' ' -f 1 >"$image.sha256"
  fi
  cat -- "$image.sha256"
}
