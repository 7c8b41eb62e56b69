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
  # The mode that a link has.
  chmod 777 "$root/etc/b"
  ln -sf b "$root/etc/a"
  run install_files < <(line 0777 /etc/a two)
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

@test "install-files writes every byte, whatever the length" {
  local length octal all=""
  for ((length = 0; length < 256; length++)); do
    printf -v octal '\\%03o' "$length"
    all+=$octal
  done
  mkdir "$root/expected"
  for length in 0 1 2 3 4 5 255 256; do
    # shellcheck disable=SC2059  # the bytes are a format
    printf "${all:0:length * 4}" >"$root/expected/$length"
    printf '0644 %s /etc/bytes/%s %s\n' "$me" "$length" "$(base64 -w 0 "$root/expected/$length" | grep . || echo -)"
  done | install_files
  diff -r "$root/expected" "$root/etc/bytes"
}

@test "install-files needs no other file of the project" {
  mkdir "$BATS_TEST_TMPDIR/alone"
  cp "$scripts/install-files" "$BATS_TEST_TMPDIR/alone"
  run "$BATS_TEST_TMPDIR/alone/install-files" < <(line 0644 /etc/a one)
  assert_status 0
  [[ $(<"$root/etc/a") == one ]]
}

@test "install-files hides a file until it has its mode, and leaves a file in place while it does so" {
  line 0644 /etc/a old | install_files
  mkdir "$BATS_TEST_TMPDIR/spies"
  local name
  for name in chown chmod; do
    cat >"$BATS_TEST_TMPDIR/spies/$name" <<SPY
#!/bin/bash
{
  stat -c %a -- "\${3%/*}" "\$3"
  cat "$root/etc/a"
} >>"$STUB_STATE/seen"
exec $(command -v "$name") "\$@"
SPY
    chmod +x "$BATS_TEST_TMPDIR/spies/$name"
  done
  line 0640 /etc/a secret | PATH=$BATS_TEST_TMPDIR/spies:$PATH install_files
  [[ $(<"$STUB_STATE/seen") == "700
600
old700
600
old" ]]
  [[ $(stat -c %a "$root/etc/a") == 640 && $(<"$root/etc/a") == secret ]]
}

@test "install-files that cannot write one file changes none" {
  line 0644 /etc/a old | install_files
  # In a guest that would be a full disk; here no file may have more than one block.
  run bash -c 'ulimit -f 1 && exec "$0"' "$scripts/install-files" < <(
    line 0644 /etc/a new
    line 0644 /etc/b "$(printf '%03000d' 0)"
  )
  assert_status 1
  assert_output_has "nothing was changed"
  [[ $(<"$root/etc/a") == old && ! -e $root/etc/b ]]
  no_leftovers "$root"
}

# twenty_seven TEXT: lines of as many files, in two folders and with two modes; the last one has the content TEXT.
twenty_seven() {
  local number
  for ((number = 1; number < 27; number++)); do
    line "07$((number % 2 * 5))5" "/opt/$((number % 2))/file$number" "content $number"
  done
  line 0755 /opt/1/last "$1"
}

@test "install-files starts no process for each file" {
  local before
  # A guest without KVM takes up to 100 ms for each.
  assert_processes 7 13 "$(twenty_seven one | count_processes "$scripts/install-files")"
  before=$(stat -c '%i %y' "$root/opt"/*/*)
  assert_processes 5 9 "$(twenty_seven one | count_processes "$scripts/install-files")"
  [[ $(stat -c '%i %y' "$root/opt"/*/*) == "$before" ]]
  assert_processes 5 11 "$(twenty_seven two | count_processes "$scripts/install-files")"
  [[ $(<"$root/opt/1/last") == two ]]
  [[ $(stat -c '%i %y' "$root/opt"/*/f*) == "$(head -n 26 <<<"$before")" ]]
  no_leftovers "$root"
}
