# shellcheck shell=bash
# The mirror: yum repositories and tarballs over HTTP, at an address of its own inside the namespace.

readonly MIRROR_URL="http://$NAMESPACE_MIRROR_ADDRESS"

mirror_pid() {
  processes_pid mirror "$LAB_RUN/mirror.pid"
}

mirror_up() {
  if mirror_pid >/dev/null; then
    log_info "mirror runs already ($MIRROR_URL)"
    return 0
  fi
  log_info "starting the mirror at $MIRROR_URL"
  mkdir -p -- "$LAB_RUN"
  rm -f -- "$LAB_RUN/mirror.pid"
  (
    exec {LAB_LOCK_FD}>&-
    namespace_exec "$LAB_HOME/mirror/serve" --bind "$NAMESPACE_MIRROR_ADDRESS" --port 80 \
      --root "$(images_mirror_root)" --log "$LAB_RUN/mirror.log" --pid-file "$LAB_RUN/mirror.pid" \
      </dev/null >>"$LAB_RUN/mirror.out" 2>&1 &
  )
  if ! processes_await 20 mirror_answers; then
    log_error "the mirror does not answer at $MIRROR_URL; the end of its output:"
    tail -n 20 -- "$LAB_RUN/mirror.out" >&2
    return 1
  fi
}

mirror_answers() {
  namespace_exec curl --silent --fail --max-time 2 --output /dev/null --head "$MIRROR_URL/"
}

mirror_down() {
  local pid
  if pid=$(mirror_pid); then
    processes_end "$pid" 5
  fi
}

mirror_status() {
  local pid
  if pid=$(mirror_pid); then
    printf 'mirror     runs, process %s, %s\n' "$pid" "$MIRROR_URL"
  else
    printf 'mirror     does not run\n'
    return 1
  fi
}
