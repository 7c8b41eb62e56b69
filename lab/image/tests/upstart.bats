# The Upstart stand-in: supervisor and initctl in a temporary root.
load root

setup() {
  make_root
  "$BIN/supervisor" 3>&- &
  SUPERVISOR=$!
  await 10 test -S "$LAB_ROOT/run/lab-upstart.sock"
}

# Jobs outlive their supervisor, so they are stopped first.
teardown() {
  local name
  if [ -S "$LAB_ROOT/run/lab-upstart.sock" ]; then
    for name in $("$BIN/initctl" list | sed -n 's,^\([^ ]*\) start/.*,\1,p'); do
      "$BIN/initctl" stop "$name" >/dev/null
    done
  fi
  if kill "$SUPERVISOR" 2>/dev/null; then
    wait "$SUPERVISOR" || true
  fi
}

job() { cat >"$LAB_ROOT/etc/init/$1.conf"; }
initctl() { "$BIN/initctl" "$@"; }
main_pid() { initctl status "$1" | sed -n 's,^.* start/running\, process ,,p'; }
is() { [ "$(initctl status "$1")" = "$1 $2" ]; }
runs_anew() { local now; now="$(main_pid "$1")"; [[ $now =~ ^[0-9]+$ && $now != "$2" ]]; }

@test "start, status and stop speak as 0.6.5 does" {
  job a <<<"exec sleep 100"
  run initctl status a
  [ "$output" = "a stop/waiting" ]
  run initctl start a
  [ "$status" -eq 0 ]
  [[ "$output" =~ ^a\ start/running,\ process\ [0-9]+$ ]]
  run initctl start a
  [ "$status" -eq 1 ]
  [ "$output" = "initctl: Job is already running: a" ]
  run initctl stop a
  [ "$output" = "a stop/waiting" ]
  run initctl stop a
  [ "$status" -eq 1 ]
  run initctl status nonesuch
  [ "$status" -eq 1 ]
  [ "$output" = "initctl: Unknown job: nonesuch" ]
}

@test "start, stop and the others are links to initctl" {
  job a <<<"exec sleep 100"
  for name in start status stop; do ln -s "$BIN/initctl" "$BATS_TEST_TMPDIR/$name"; done
  run "$BATS_TEST_TMPDIR/start" a
  [[ "$output" == "a start/running, process "* ]]
  run "$BATS_TEST_TMPDIR/stop" nonesuch
  [ "$output" = "stop: Unknown job: nonesuch" ]
}

@test "stanzas that came after 0.6.5 make the job unknown, and the log says why" {
  local stanza
  for stanza in "setuid nobody" "setgid nobody" "console log" "kill signal INT" "reload signal HUP" \
    manual "usage text" "apparmor load x" "cgroup cpu" "debug yes" "export"; do
    if [ "$stanza" = export ]; then continue; fi
    printf '%s\nexec sleep 100\n' "$stanza" >"$LAB_ROOT/etc/init/new.conf"
    run initctl start new
    [ "$status" -eq 1 ]
    [ "$output" = "initctl: Unknown job: new" ]
    grep -q "new.conf:1: Unknown stanza: ${stanza%% *}" "$LAB_ROOT/var/log/messages"
    rm "$LAB_ROOT/etc/init/new.conf"
    initctl reload-configuration
  done
}

@test "every stanza that the product may use is understood" {
  job all <<'CONF'
description "all stanzas"
author "nobody"
version "1"
start on (stopped rc RUNLEVEL=[2345]
          and never-happens)
stop on runlevel [!2345]
env A=b
export A
limit nofile 512 512
umask 027
nice 5
chdir /tmp
console none
normal exit 0 TERM
respawn
respawn limit 5 10
kill timeout 3
pre-start exec true
post-start script
  true
end script
pre-stop exec true
post-stop exec true
script
  # the shell sees $A
  exec sleep 100
end script
CONF
  run initctl start all
  [ "$status" -eq 0 ]
  pid="$(main_pid all)"
  grep -q '^Max open files  *512  *512 ' "/proc/$pid/limits"
  [ "$(readlink "/proc/$pid/cwd")" = /tmp ]
  tr '\0' '\n' <"/proc/$pid/environ" | grep -qx A=b
  tr '\0' '\n' <"/proc/$pid/environ" | grep -qx UPSTART_JOB=all
  run initctl stop all
  [ "$output" = "all stop/waiting" ]
}

@test "a killed daemon comes back; too often in a short time it stays down" {
  job a <<<"respawn
respawn limit 3 60
exec sleep 100"
  initctl start a
  for _ in 1 2 3; do
    pid="$(main_pid a)"
    kill -9 "$pid"
    await 10 runs_anew a "$pid"
  done
  kill -9 "$(main_pid a)"
  await 10 is a stop/waiting
  grep -q "init: a main process ended, respawning" "$LAB_ROOT/var/log/messages"
  grep -q "init: a respawning too fast, stopped" "$LAB_ROOT/var/log/messages"
}

@test "the default limit is ten times in five seconds" {
  job fast <<<"respawn
exec false"
  initctl start fast || true
  await 10 is fast stop/waiting
  [ "$(grep -c "fast main process ended, respawning" "$LAB_ROOT/var/log/messages")" -eq 10 ]
}

@test "status 0 respawns too, unless normal exit lists it" {
  job again <<<"respawn
respawn limit 2 60
exec true"
  job over <<<"respawn
normal exit 0
exec true"
  initctl start again || true
  initctl start over || true
  await 10 is again stop/waiting
  await 10 is over stop/waiting
  [ "$(grep -c "again main process ended, respawning" "$LAB_ROOT/var/log/messages")" -eq 2 ]
  ! grep -q "over main process ended" "$LAB_ROOT/var/log/messages"
}

@test "post-stop runs between respawns, and pre-start before each" {
  job a <<<"respawn
pre-start exec touch $LAB_ROOT/pre
post-stop exec sleep 1
exec sleep 100"
  initctl start a
  rm "$LAB_ROOT/pre"
  pid="$(main_pid a)"
  kill -9 "$pid"
  await 5 bash -c "'$BIN/initctl' status a | grep -q '^a start/post-stop, process'"
  await 10 runs_anew a "$pid"
  [ -e "$LAB_ROOT/pre" ]
}

@test "a failing pre-start fails the start" {
  job a <<<"pre-start exec false
exec sleep 100"
  run initctl start a
  [ "$status" -eq 1 ]
  [ "$output" = "initctl: Job failed to start" ]
  is a stop/waiting
}

@test "stop without a name inside pre-start cancels the start" {
  job a <<<"pre-start script
  LAB_ROOT=$LAB_ROOT $BIN/initctl stop
end script
exec sleep 100"
  run initctl start a
  [ "$status" -eq 0 ]
  [ "$output" = "a stop/waiting" ]
}

@test "what outlives TERM is killed after the kill timeout" {
  job a <<<"kill timeout 1
script
  trap '' TERM
  while :; do sleep 0.1; done
end script"
  initctl start a
  begin=$SECONDS
  run initctl stop a
  [ "$output" = "a stop/waiting" ]
  ((SECONDS - begin <= 3))
  grep -q "killed by KILL signal" "$LAB_ROOT/var/log/messages"
}

@test "stop reaches the whole process group, not other sessions" {
  job a <<<"script
  setsid sleep 101 &
  echo \$! >$LAB_ROOT/other
  sleep 102 &
  echo \$! >$LAB_ROOT/child
  wait
end script"
  initctl start a
  await 5 test -s "$LAB_ROOT/child"
  initctl stop a
  await 5 bash -c "! kill -0 $(cat "$LAB_ROOT/child") 2>/dev/null"
  kill "$(cat "$LAB_ROOT/other")"
}

@test "restart keeps the old definition, stop and start take the new one" {
  job a <<<"exec sleep 100"
  initctl start a
  job a <<<"exec sleep 200"
  initctl restart a
  [ "$(tr '\0' ' ' <"/proc/$(main_pid a)/cmdline")" = "sleep 100 " ]
  initctl stop a
  initctl start a
  [ "$(tr '\0' ' ' <"/proc/$(main_pid a)/cmdline")" = "sleep 200 " ]
}

@test "the end of the boot starts jobs, the machine's end stops them" {
  job a <<<"start on stopped rc RUNLEVEL=[2345]
stop on runlevel [!2345]
post-stop exec touch $LAB_ROOT/stopped
exec sleep 100"
  job b <<<"start on started a
exec sleep 100"
  job c <<<"start on stopped rc RUNLEVEL=[016]
exec sleep 100"
  kill -USR1 "$SUPERVISOR"
  await 10 bash -c "'$BIN/initctl' status b | grep -q start/running"
  [[ "$(initctl status a)" == "a start/running, process "* ]]
  is c stop/waiting
  # It has no stop on: like Upstart's, it would outlive the supervisor.
  initctl stop b
  kill "$SUPERVISOR"
  await 10 test -e "$LAB_ROOT/stopped"
  await 10 bash -c "! kill -0 $SUPERVISOR 2>/dev/null"
}

@test "options and commands that initctl lacks are errors" {
  run initctl frobnicate
  [ "$status" -eq 1 ]
  [[ "$output" == "initctl: invalid command: frobnicate"* ]]
  run initctl start --now a
  [ "$status" -eq 1 ]
  [[ "$output" == "initctl: invalid option: --now"* ]]
  run initctl status --no-wait a
  [ "$status" -eq 1 ]
  run initctl start
  [ "$status" -eq 1 ]
  [[ "$output" == "initctl: missing job name"* ]]
}
