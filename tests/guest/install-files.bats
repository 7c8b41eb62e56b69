#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

teardown() {
  guest_teardown
}

# line MODE PATH CONTENT: one line of input.
line() {
  local encoded=-
  [[ -z $3 ]] || encoded=$(printf '%s' "$3" | base64 -w 0)
  printf '%s %s %s %s\n' "$1" "$me" "$2" "$encoded"
}

install_files() {
  "$scripts/install-files"
}

@test "install-files writes content, mode and missing folders" {
  run install_files < <(line 0600 /etc/mesos-testbed/a.env "K=v w"; line 755 /usr/local/lib/x/run "#!/bin/sh
exit 3
"; line 0644 /etc/empty "")
  assert_status 0
  [[ $output == "install-files: changed /etc/mesos-testbed/a.env
install-files: changed /usr/local/lib/x/run
install-files: changed /etc/empty" ]]
  [[ $(<"$root/etc/mesos-testbed/a.env") == "K=v w" ]]
  [[ $(stat -c %a "$root/etc/mesos-testbed/a.env") == 600 ]]
  [[ $(stat -c %a "$root/usr/local/lib/x") == 755 ]]
  [[ -e $root/etc/empty && ! -s $root/etc/empty ]]
  run "$root/usr/local/lib/x/run"
  assert_status 3
  no_leftovers "$root"
}

@test "install-files on a second run changes nothing" {
  line 0644 /etc/a one | install_files
  local before after
  before=$(stat -c '%i %y' "$root/etc/a")
  run install_files < <(line 0644 /etc/a one)
  [[ $output == "install-files: unchanged /etc/a" ]]
  after=$(stat -c '%i %y' "$root/etc/a")
  [[ $before == "$after" ]]
  no_leftovers "$root"
}

@test "install-files replaces a file whose content, mode or kind differs" {
  line 0644 /etc/a one | install_files
  run install_files < <(line 0600 /etc/a one)
  [[ $output == "install-files: changed /etc/a" && $(stat -c %a "$root/etc/a") == 600 ]]
  run install_files < <(line 0600 /etc/a two)
  [[ $output == "install-files: changed /etc/a" && $(<"$root/etc/a") == two ]]
  mv "$root/etc/a" "$root/etc/b"
  ln -s b "$root/etc/a"
  run install_files < <(line 0600 /etc/a two)
  [[ $output == "install-files: changed /etc/a" && ! -L $root/etc/a ]]
}

@test "install-files works with a umask that hides everything" {
  umask 077
  line 0644 /etc/deep/er/a one | install_files
  [[ $(stat -c %a "$root/etc/deep") == 755 && $(stat -c %a "$root/etc/deep/er/a") == 644 ]]
}

@test "install-files does not need a line end after the last line" {
  run install_files < <(printf '%s' "$(line 0644 /etc/a one)")
  assert_status 0
  [[ $(<"$root/etc/a") == one ]]
}

@test "install-files after a fault in any line has written nothing" {
  local bad
  for bad in "0644 $me etc/a eA==" "0644 $me /etc/../a eA==" "0644 $me /etc/./a eA==" "0644 $me /etc//a eA==" \
    "0644 $me /etc/ eA==" "4755 $me /etc/a eA==" "rw $me /etc/a eA==" "0644 nobody-here:root /etc/a eA==" \
    "0644 $(id -un):nobody-here /etc/a eA==" "0644 root /etc/a eA==" "0644 $me /etc/a !!!" "0644 $me /etc/a" \
    "0644 $me /etc/a eA== eA==" "" "0644 $me /etc/first eA==" "0644 $me /etc/mesos-testbed eA==" \
    "0644 $me /etc/a;b eA=="; do
    run install_files < <(line 0644 /etc/first one; printf '%s\n' "$bad")
    assert_status 1
    assert_output_has "line 2: "
    assert_output_has "nothing was written"
    [[ ! -e $root/etc/first ]]
  done
}

@test "install-files never prints content, not even of a faulty line" {
  run install_files < <(line 0600 /etc/s "top secret"; echo "0600 $me /etc/t c2VjcmV0*")
  assert_status 1
  assert_output_lacks c2VjcmV0
  assert_output_lacks "$(printf 'top secret' | base64)"
  run install_files < <(line 0600 /etc/s "top secret")
  assert_status 0
  assert_output_lacks secret
}

@test "install-files without input or with arguments is a wrong call" {
  run install_files </dev/null
  assert_status 1
  run "$scripts/install-files" --force </dev/null
  assert_status 2
}
