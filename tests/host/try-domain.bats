#!/usr/bin/env bats

setup() {
  bats_require_minimum_version 1.5.0
  load stubbed
  host_setup
  use_stub virsh
  virsh=$STUB_STATE/virsh
  mkdir -p "$virsh"
}

teardown() {
  if [[ -s $STUB_STATE/violations ]]; then
    cat "$STUB_STATE/violations"
    return 1
  fi
  # Whatever came of it, nothing stays.
  [[ ! -e $virsh/trial || -z $(ls "$virsh/trial") ]]
}

# try [TYPE [CPU_MODE]]
try() {
  run --separate-stderr "$scripts/try-domain" x-trial /images/x-trial "${1:-kvm}" "${2:-host-passthrough}"
}

@test "a machine like the cluster's is started, paused, and removed" {
  try
  assert_status 0
  assert_equal "$output$stderr" ""
  grep -qF "<domain type='kvm'>" "$virsh/trial-domain.xml"
  grep -qF "<cpu mode='host-passthrough'/>" "$virsh/trial-domain.xml"
  grep -qF "<source file='/images/x-trial/disk.qcow2'/>" "$virsh/trial-domain.xml"
}

@test "no CPU mode is none in the XML" {
  try qemu none
  assert_status 0
  run grep -c "<cpu" "$virsh/trial-domain.xml"
  assert_equal "$output" 0
}

@test "what a killed run left does not stand in the way" {
  mkdir "$virsh/trial"
  touch "$virsh"/trial/{domain,pool,folder,started,disk}
  try
  assert_status 0
}

# Words of libvirt 9.0 and QEMU 7.2, and the remedy that has to follow.
remedies() {
  cat <<'WORDS'
Could not access KVM kernel module: Permission denied|the group kvm
invalid argument: could not find capabilities for domaintype=kvm|modprobe kvm_intel
unsupported configuration: CPU mode 'host-passthrough' for x86_64 qemu domain on x86_64 host is not supported by hypervisor|mesos-testbed:cpuMode
internal error: Unable to find 'efi' firmware; emulator not available|qemu-system-x86
internal error: cannot load AppArmor profile 'libvirt-x'|apparmor
unable to set security context 'system_u:object_r:svirt_image_t:s0' on '/images/x': setfilecon failed|semanage fcontext
Cannot access storage file '/images/x-trial/disk.qcow2' (as uid:64055, gid:64055): Permission denied|QEMU's user must be able to reach /images
qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory|free some memory
qemu-kvm: -blockdev {"driver":"file","filename":"/images/x-trial/disk.qcow2"}: Could not open '/images/x-trial/disk.qcow2': Permission denied|QEMU's user must be able to reach /images
Emulator '/usr/libexec/qemu-kvm' does not support machine type 'pc'|machine type pc
qemu-kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory|free some memory
qemu-kvm: failed to initialize kvm: Permission denied|the group kvm
something new|/var/log/libvirt/qemu/x-trial.log
WORDS
}

@test "a machine that does not start: libvirt's words and the remedy" {
  local words remedy
  while IFS='|' read -r words remedy; do
    printf 'error: Failed to create domain from /dev/stdin\nerror: %s\n' "$words" >"$virsh/no-start"
    try
    assert_status 1
    [[ $stderr == "libvirt does not start a machine of type kvm with CPU mode host-passthrough ($words); "*"$remedy"* ]] || {
      printf '%s\n' "$stderr"
      return 1
    }
  done < <(remedies)
}

@test "a libvirt that does not answer" {
  touch "$virsh/slow-start"
  export MESOS_TESTBED_TRIAL_SECONDS=1
  try
  assert_status 1
  [[ $stderr == "libvirt does not start a machine of type kvm with CPU mode host-passthrough (no answer within 1 s); "*"ls -l /dev/kvm"* ]]
  try qemu none
  assert_status 1
  [[ $stderr == *"(no answer within 1 s); see what libvirt waits for"* ]]
}

@test "a folder that cannot be made" {
  echo "error: failed to create directory '/images': Read-only file system" >"$virsh/no-folder"
  try
  assert_status 1
  [[ $stderr == "libvirt cannot make a disk in /images/x-trial (failed to create directory '/images': Read-only file system); set mesos-testbed:poolPath"* ]]
}

@test "a wrong call, and help" {
  run --separate-stderr "$scripts/try-domain" x
  assert_status 2
  run --separate-stderr "$scripts/try-domain" --help
  assert_status 0
}
