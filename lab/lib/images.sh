# shellcheck shell=bash
# What the lab builds once: the guest image and the tarballs that the mirror serves. Each is kept in the cache under the
# hash of what it is made from.

images_build_all() {
  "$LAB_HOME/image/build"
}

# The mirror's document root.
images_mirror_root() {
  printf '%s\n' "$LAB_RUN/mirror-root"
}

images_guest_path() {
  "$LAB_HOME/image/build" --print-path
}
