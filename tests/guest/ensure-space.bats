#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
  local number
  number=$(stat -c %d "$root")
  block=$root/sys/devices/virtio0/block/vda
  mkdir -p "$block/vda1" "$root/sys/dev/block" "$root/proc" "$root/dev"
  ln -s "$block/vda1" "$root/sys/dev/block/$((number >> 8 & 0xfff)):$((number & 0xff | number >> 12 & 0xfff00))"
  # The image's one partition: from 1 MiB to the end of its 8 GiB.
  echo 2048 >"$block/vda1/start"
  echo 16775168 >"$block/vda1/size"
  printf 'UUID=1 / ext4 defaults 1 1\n' >"$root/etc/fstab"
  printf 'UUID=1 / ext4 rw 0 0\n' >"$root/proc/mounts"
  disk=$root/var/lib/mesos-testbed-disk
}

teardown() {
  guest_teardown
}

# disk_of GIB: the size of the whole disk. One of a million has more behind the partition than any root has free.
disk_of() {
  echo $(($1 * 2097152)) >"$block/size"
}

ensure_space() {
  "$scripts/ensure-space" /var/lib/mesos-testbed /var/lib/mesos
}

@test "ensure-space puts the rest of the disk to use where the root has not grown" {
  disk_of 1000000
  echo kept >"$state/marker"
  run ensure_space
  assert_status 0
  assert_output_has "space: the image has not grown its root file system: 999992 GiB behind it are put to use"
  # 8 GiB: behind the partition, at a whole MiB.
  assert_stub_calls "losetup -f --show -o 8589934592 $root/dev/vda
mkfs.ext4 -q -F -m 0 -L testbed-disk -E lazy_itable_init=1 /dev/loop7
losetup -d /dev/loop7
mount $disk
mount $state
mount $root/var/lib/mesos
restorecon -R $disk $state $root/var/lib/mesos"
  assert_equal "$(<"$root/etc/fstab")" "UUID=1 / ext4 defaults 1 1
$root/dev/vda $disk ext4 loop,offset=8589934592 0 0
$disk/mesos-testbed $state none bind 0 0
$disk/mesos $root/var/lib/mesos none bind 0 0"
  [[ $(<"$disk/mesos-testbed/marker") == kept ]]
  no_leftovers "$root/etc"
}

# table SECTORS: what sfdisk says of the partition.
table() {
  cat >"$STUB_STATE/sfdisk" <<TABLE
# partition table of /dev/vda
unit: sectors

/dev/vda1 : start=     2048, size=$1, Id=83, bootable
/dev/vda2 : start=        0, size=        0, Id= 0
TABLE
}

@test "ensure-space asks for a reboot where the partition has grown since the kernel read the table" {
  disk_of 1000000
  table 2097151997952
  run ensure_space
  assert_status 1
  assert_output_has "the image has grown its partition by 999992 GiB, which the kernel sees after a reboot: sudo reboot on this node"
  assert_stub_calls ""
  # After it.
  echo 2097151997952 >"$block/vda1/size"
  run ensure_space
  assert_status 0
  assert_output_has "behind it the disk has 0 GiB"
  assert_stub_calls ""
}

@test "ensure-space does not ask for one for less than a file system of its own is worth" {
  disk_of 8
  table $((16775168 + 2000))
  run ensure_space
  assert_status 0
  assert_stub_calls ""
}

@test "ensure-space on a second run, or after a boot, makes no file system again" {
  disk_of 1000000
  ensure_space
  local before
  before=$(<"$root/etc/fstab")
  : >"$STUB_STATE/calls"
  run ensure_space
  assert_status 0
  assert_stub_calls "restorecon -R $disk $state $root/var/lib/mesos"
  assert_equal "$(<"$root/etc/fstab")" "$before"
}

@test "ensure-space goes on where an earlier run was cut off" {
  disk_of 1000000
  touch "$STUB_STATE/mount-fails"
  run ensure_space
  assert_status 32
  rm "$STUB_STATE/mount-fails"
  : >"$STUB_STATE/calls"
  run ensure_space
  assert_status 0
  assert_stub_calls "mount $disk
mount $state
mount $root/var/lib/mesos
restorecon -R $disk $state $root/var/lib/mesos"
}

@test "ensure-space does nothing where the root has grown, or little is left" {
  local gib
  for gib in 8 9; do
    disk_of "$gib"
    run ensure_space
    assert_status 0
    assert_output_has "behind it the disk has $((gib - 8)) GiB"
  done
  assert_stub_calls ""
  [[ $(<"$root/etc/fstab") == "UUID=1 / ext4 defaults 1 1" ]]
}

@test "ensure-space looks behind the last partition, wherever the root is" {
  disk_of 1000000
  mkdir "$block/vda2"
  echo 16777216 >"$block/vda2/start"
  echo 2047 >"$block/vda2/size"
  run ensure_space
  assert_status 0
  grep -qF "losetup -f --show -o $((16779264 * 512)) " "$STUB_STATE/calls"
}

@test "ensure-space that can make no file system leaves fstab and loop devices alone" {
  disk_of 1000000
  touch "$STUB_STATE/mkfs-fails"
  run ensure_space
  assert_status 1
  assert_output_has "no file system could be made"
  [[ ! -e $STUB_STATE/loop && $(<"$root/etc/fstab") == "UUID=1 / ext4 defaults 1 1" ]]
}

@test "ensure-space leaves a root alone that is on no partition, such as a logical volume" {
  disk_of 1000000
  rm "$block/vda1/start"
  run ensure_space
  assert_status 0
  assert_output_has "the root file system is on no partition of a disk"
  assert_stub_calls ""
}

@test "ensure-space refuses wrong calls" {
  run "$scripts/ensure-space"
  assert_status 2
  run "$scripts/ensure-space" var/lib/mesos
  assert_status 2
  run "$scripts/ensure-space" /var/../etc
  assert_status 2
}
