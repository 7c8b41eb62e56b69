# shellcheck shell=bash
# libvirtd and virtlogd of the lab. They see the usual paths (/etc/libvirt, /var/lib/libvirt, ...), which are the lab's
# own folders, bind-mounted in the mount namespace that `ip netns exec` makes for each of them.

# libvirt runs QEMU as this user (Debian's libvirt-daemon-system).
readonly LIBVIRT_QEMU_USER=libvirt-qemu
# A guest under KVM says its first word within seconds.
readonly LIBVIRT_KVM_SECONDS=${MESOS_TESTBED_KVM_SECONDS:-30}

# Whether a guest of the lab runs under KVM. The device can be there and be unusable: closed to QEMU's user, or of a host whose
# nested KVM takes some code of a guest and not all of it, so the guest's own image has to come past its boot loader and kernel.
libvirt_kvm_works() {
  [[ -e /dev/kvm ]] && libvirt_kvm_is_open && libvirt_kvm_boots
}

libvirt_kvm_is_open() {
  setpriv --reuid "$LIBVIRT_QEMU_USER" --regid "$(id -g "$LIBVIRT_QEMU_USER")" --init-groups \
    test -r /dev/kvm -a -w /dev/kvm 2>/dev/null
}

# The CPU is the host's, as in the stack's domains. The image stays as it is.
libvirt_kvm_boots() {
  local folder pid status=0
  folder=$(mktemp -d)
  timeout --kill-after 5 $((LIBVIRT_KVM_SECONDS + 30)) qemu-system-x86_64 -accel kvm -cpu host -machine pc -m 512 -nodefaults \
    -display none -monitor none -serial "file:$folder/serial" \
    -drive "file=$("$LAB_HOME/image/build" --print-path),if=virtio,snapshot=on" </dev/null >/dev/null 2>&1 &
  pid=$!
  processes_await "$LIBVIRT_KVM_SECONDS" libvirt_kvm_has_booted "$folder/serial" "$pid" || true
  grep -qs "Welcome to" "$folder/serial" || status=1
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  rm -rf -- "$folder"
  return "$status"
}

# libvirt_kvm_has_booted SERIAL PROCESS: or is over.
libvirt_kvm_has_booted() {
  grep -qs "Welcome to" "$1" || ! kill -0 "$2" 2>/dev/null
}

# The stack's domainType, decided once per lab; LAB_DOMAIN_TYPE (kvm or qemu) overrules the trial.
libvirt_domain_type() {
  if [[ -n ${LAB_DOMAIN_TYPE:-} ]]; then
    printf '%s\n' "$LAB_DOMAIN_TYPE"
    return 0
  fi
  if [[ ! -s $LAB_RUN/domain-type ]]; then
    mkdir -p -- "$LAB_RUN"
    if libvirt_kvm_works; then echo kvm; else echo qemu; fi >"$LAB_RUN/domain-type"
  fi
  cat -- "$LAB_RUN/domain-type"
}

libvirt_accelerator_sentence() {
  if [[ $(libvirt_domain_type) == kvm ]]; then
    echo "QEMU with KVM"
  else
    echo "QEMU without KVM (tried: it does not work here), so guests are several times slower"
  fi
}

libvirt_write_configuration() {
  # The packages make log/qemu, and virtlogd opens console logs there without making it.
  mkdir -p -- "$LAB_DATA"/{lib,cache,log} "$LAB_DATA/lib/images" "$LAB_DATA/log/qemu" "$LAB_RUN/libvirt"
  # Guests run as libvirt's own user, as they do with the packaged libvirtd: it has to reach its disks.
  chmod 0711 -- "$LAB_DATA" "$LAB_DATA/lib" "$LAB_DATA/lib/images"
  # Only once: later the stack's own networks and domains are defined there.
  if [[ ! -d $LAB_DATA/etc ]]; then
    rm -rf -- "$LAB_DATA/etc.new"
    cp -a -- /etc/libvirt "$LAB_DATA/etc.new"
    # The packaged "default" network would claim an address range in the lab.
    rm -rf -- "$LAB_DATA/etc.new/qemu/networks"
    mkdir -p -- "$LAB_DATA/etc.new/qemu/networks/autostart"
    mv -- "$LAB_DATA/etc.new" "$LAB_DATA/etc"
  fi
  cat >"$LAB_DATA/etc/qemu.conf" <<'CONF'
# Without a mount namespace per domain: libvirt cannot move a bind-mounted /dev/kvm into it.
namespaces = []
security_driver = "none"
remember_owner = 0
cgroup_controllers = []
CONF
  cat >"$LAB_DATA/etc/libvirtd.conf" <<'CONF'
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0770"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
CONF
  echo 'log_outputs = "3:file:/var/log/libvirt/virtlogd.log"' >"$LAB_DATA/etc/virtlogd.conf"
  : >"$LAB_RUN/no-kvm"
  chmod 000 -- "$LAB_RUN/no-kvm"
}

# Runs inside `ip netns exec`, which has unshared the mount namespace already.
libvirt_enter() {
  local daemon=$1
  shift
  # shellcheck disable=SC2016 # the inner shell expands its own arguments
  ip netns exec "$LAB_NAMESPACE" bash -c '
    set -euo pipefail
    data=$1 run=$2 domain_type=$3
    shift 3
    mount --make-rprivate /
    mkdir -p /var/lib/libvirt /var/cache/libvirt /var/log/libvirt /run/libvirt
    mount --bind "$data/etc" /etc/libvirt
    mount --bind "$data/lib" /var/lib/libvirt
    mount --bind "$data/cache" /var/cache/libvirt
    mount --bind "$data/log" /var/log/libvirt
    mount --bind "$run/libvirt" /run/libvirt
    # libvirt probes QEMU anew at every call while /dev/kvm can be opened but not used: minutes per domain.
    if [[ $domain_type != kvm && -e /dev/kvm ]]; then mount --bind "$run/no-kvm" /dev/kvm; fi
    exec "$@"
  ' "$daemon" "$LAB_DATA" "$LAB_RUN" "$(libvirt_domain_type)" "$daemon" "$@"
}

# libvirt_start NAME WORD COMMAND...: in the background, with our pid file, detached from our lock and terminal.
libvirt_start() {
  local name=$1
  shift
  (
    exec {LAB_LOCK_FD}>&-
    libvirt_enter "$@" </dev/null >>"$LAB_RUN/$name.out" 2>&1 &
    echo $! >"$LAB_RUN/$name.started"
  )
}

libvirt_up() {
  if libvirt_pid virtlogd >/dev/null && libvirt_pid libvirtd >/dev/null && libvirt_virsh version >/dev/null 2>&1; then
    log_info "libvirtd runs already ($LAB_URI)"
  else
    libvirt_start_daemons
  fi
  libvirt_networks_up
}

libvirt_start_daemons() {
  libvirt_write_configuration
  if ! libvirt_pid virtlogd >/dev/null; then
    rm -f -- "$LAB_RUN/virtlogd.pid"
    libvirt_start virtlogd virtlogd --config /etc/libvirt/virtlogd.conf --pid-file "$LAB_RUN/virtlogd.pid" --timeout 0
    processes_await 30 test -S "$LAB_RUN/libvirt/virtlogd-sock" || libvirt_fail virtlogd
  fi
  if ! libvirt_pid libvirtd >/dev/null; then
    rm -f -- "$LAB_RUN/libvirtd.pid"
    libvirt_start libvirtd libvirtd --config /etc/libvirt/libvirtd.conf --pid-file "$LAB_RUN/libvirtd.pid"
  fi
  log_info "starting libvirtd and virtlogd in $LAB_NAMESPACE"
  processes_await 60 libvirt_virsh version || libvirt_fail libvirtd
}

# libvirtd itself starts a dnsmasq that is gone only when it reloads (src/network/bridge_driver.c, networkStateReload), and
# only once the dead one has been reaped: so it is told more than once.
libvirt_networks_up() {
  local tries
  libvirt_networks_have_dnsmasq && return 0
  log_info "a network's dnsmasq is gone; libvirtd starts it again"
  for ((tries = 0; tries < 15; tries++)); do
    kill -HUP "$(libvirt_pid libvirtd)"
    processes_await 2 libvirt_networks_have_dnsmasq && return 0
  done
  log_error "libvirtd has not started dnsmasq again; the end of its log:"
  tail -n 20 -- "$LAB_DATA/log/libvirtd.log" >&2 || true
  return 1
}

libvirt_networks_have_dnsmasq() {
  local name file
  while read -r name; do
    [[ -n $name ]] || continue
    file="$LAB_RUN/libvirt/network/$name.pid"
    [[ -s $file ]] && grep -qa dnsmasq "/proc/$(<"$file")/cmdline" 2>/dev/null || return 1
  done < <(libvirt_virsh net-list --name)
}

libvirt_fail() {
  log_error "$1 did not answer in time; the end of its log:"
  tail -n 20 -- "$LAB_RUN/$1.out" "$LAB_DATA/log/$1.log" >&2 || true
  return 1
}

# The pid of the lab's virtlogd or libvirtd: by its pid file's path on its command line, which names this lab.
libvirt_pid() {
  processes_pid "$1" "$LAB_RUN/$1.pid"
}

libvirt_virsh() {
  LC_ALL=C virsh --connect "$LAB_URI" "$@"
}

# Domains first and through libvirt, so that it removes what it made for them; then the daemons.
libvirt_down() {
  local name pid
  if libvirt_pid libvirtd >/dev/null && libvirt_virsh version >/dev/null 2>&1; then
    while read -r name; do
      [[ -n $name ]] || continue
      log_info "removing domain $name"
      libvirt_virsh destroy "$name" >/dev/null 2>&1 || true
      libvirt_virsh undefine "$name" --nvram >/dev/null 2>&1 || true
    done < <(libvirt_virsh list --all --name)
    while read -r name; do
      [[ -n $name ]] || continue
      log_info "removing network $name"
      libvirt_virsh net-destroy "$name" >/dev/null 2>&1 || true
      libvirt_virsh net-undefine "$name" >/dev/null 2>&1 || true
    done < <(libvirt_virsh net-list --all --name)
  fi
  for name in libvirtd virtlogd; do
    if pid=$(libvirt_pid "$name"); then
      processes_end "$pid" 20
    fi
  done
}

libvirt_status() {
  local name pid verdict=0
  for name in virtlogd libvirtd; do
    if pid=$(libvirt_pid "$name"); then
      printf '%-10s runs, process %s\n' "$name" "$pid"
    else
      printf '%-10s does not run\n' "$name"
      verdict=1
    fi
  done
  if ((verdict == 0)); then
    printf 'URI        %s\n\n' "$LAB_URI"
    libvirt_virsh list --all
    libvirt_virsh net-list --all
    libvirt_virsh pool-list --all
  fi
  return "$verdict"
}

# The console log of a node: the domain's serial port is written to a file by virtlogd.
libvirt_console_log() {
  local node=$1 domain
  while read -r domain; do
    if [[ $domain == *-"$node" ]]; then
      printf '%s\n' "$LAB_DATA/log/qemu/$domain-console.log"
      return 0
    fi
  done < <(libvirt_virsh list --all --name)
  log_error "no domain of node '$node'; there are: $(libvirt_virsh list --all --name | paste -sd ' ')"
  return 1
}
