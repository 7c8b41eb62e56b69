#!/usr/bin/env bats

setup() {
  load helper
  guest_setup
}

# all_scripts: executables and libraries, one a line.
all_scripts() {
  find "$scripts" -type f | sort
}

# executables: one a line.
executables() {
  find "$scripts" -maxdepth 1 -type f | sort
}

# found_in LINE: whether check-bash41 refuses a script with this line.
found_in() {
  printf '%s\n' "$1" >"$BATS_TEST_TMPDIR/script"
  run "$BATS_TEST_DIRNAME/check-bash41" "$BATS_TEST_TMPDIR/script"
}

# What Upstart hands to sh is bash's too: EL6's sh is bash.
@test "check-bash41 finds nothing in the guest scripts and the jobs" {
  local files
  mapfile -t files < <(all_scripts && find "$jobs_folder" -type f)
  ((${#files[@]} > 20))
  run "$BATS_TEST_DIRNAME/check-bash41" "${files[@]}"
  echo "$output"
  assert_status 0
}

@test "check-bash41 finds every construct of its table" {
  local line version cases=0
  # Version, then a line that has the construct.
  while IFS=' ' read -r version line; do
    found_in "$line"
    if [[ $status != 1 || $output != *":1: bash $version: "* ]]; then
      echo "not found as $version: $line; output: $output"
      return 1
    fi
    cases=$((cases + 1))
  done <<'CASES'
4.2 declare -g x=1
4.2 declare -Ag x
4.2 [[ -v name ]] && exit
4.2 if test -v name; then
4.2 [[ -n $x && -v name ]]
4.2 printf '%(%F)T' -1
4.2 shopt -s lastpipe
4.2 echo "${name:0:-1}"
4.2 echo $'\u00e9'
4.2 FUNCNEST=10
4.3 echo "${list[-1]}"
4.3 unset "list[-1]"
4.3 local -n target=$1
4.3 declare -n target=$1
4.3 typeset -rn target=$1
4.3 wait -n
4.3 if foo; then wait -n $pid; fi
4.3 [[ -R name ]]
4.3 [[ -n $x && -R name ]]
4.3 shopt -s globasciiranges
4.3 BASH_COMPAT=4.2
4.4 mapfile -d '' list
4.4 readarray -t -d '' list
4.4 echo "${name@Q}"
4.4 echo "${list[0]@Q}"
4.4 local -
4.4 shopt -s inherit_errexit
4.4 EXECIGNORE=*.so
4.4 for each in "${list[@]}"; do
4.4 run "${list[*]}"
4.4 run "${list[@]:1}"
4.4 run ${list[@]+"${other[@]}"}
5.0 echo "$EPOCHSECONDS"
5.0 echo "${EPOCHREALTIME}"
5.0 wait -f "$pid"
5.0 shopt -s localvar_inherit
5.1 echo $SRANDOM
5.1 local -I x
5.1 wait -p result
5.2 shopt -s varredir_close
5.3 x=${ date; }
5.3 GLOBSORT=name
CASES
  [[ $cases == 42 ]]
  # One case at least for each row.
  local rows
  rows=$("$BATS_TEST_DIRNAME/check-bash41" --list | wc -l)
  [[ $rows == 27 ]]
}

@test "check-bash41 lets through what bash 4.1 has" {
  local line
  while IFS= read -r line; do
    found_in "$line"
    if [[ $status != 0 ]]; then
      echo "refused: $line; $output"
      return 1
    fi
  done <<'CASES'
# declare -g in a comment, ${x@Q}
declare -A map=()
local -r x=1
local -a list=()
command >>log 2>&1; command &>>log; a |& b
for each in ${list[@]+"${list[@]}"}; do
for each in "${!map[@]}"; do echo "${#map[@]}"; done
echo "${x^^} ${x:0:3} ${x: -1} ${x:-1} ${list[0]} ${list[index - 1]}"
read -r -t 0.5 -u 7 x; exec {fd}>&-; coproc cat
mapfile -t list <file
printf '%s (%d)' "$x" 1
wait "$pid"; sleep -n; awaits -n
[[ $x -gt 1 || ! -e $y ]]
echo $'\n\t'
CASES
}

@test "no Python goes into a guest" {
  local files
  mapfile -t files < <(all_scripts && find "$jobs_folder" "$BATS_TEST_DIRNAME/../golden" -type f)
  ((${#files[@]} > 30))
  # What scripts and components say to a guest's shell, too.
  mapfile -t -O "${#files[@]}" files < <(find "$BATS_TEST_DIRNAME"/../../{host,components} -type f)
  run "$BATS_TEST_DIRNAME/check-no-python" "${files[@]}"
  echo "$output"
  assert_status 0
}

@test "check-no-python finds every way to call it, and no package's or flag's name" {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line" >"$BATS_TEST_TMPDIR/script"
    run "$BATS_TEST_DIRNAME/check-no-python" "$BATS_TEST_TMPDIR/script"
    [[ $status == 1 && $output == *":1: Python: "* ]] || { echo "let through: $line" && return 1; }
  done <<'CASES'
#!/usr/bin/python
#!/usr/bin/env python2.6
python -c 'print 1'
x=$(python3 <<TEXT
if /usr/bin/python2 "$here/x.py"; then
"python"
CASES
  printf '#!/bin/sh\n# python is yum'"'"'s\nyum install python-devel\n./configure --disable-python\n' >"$BATS_TEST_TMPDIR/script"
  run "$BATS_TEST_DIRNAME/check-no-python" "$BATS_TEST_TMPDIR/script"
  assert_status 0
}

@test "every guest script passes shellcheck" {
  local files
  mapfile -t files < <(executables && find "$BATS_TEST_DIRNAME" -type f ! -name '*.bats')
  run shellcheck -x "${files[@]}"
  echo "$output"
  assert_status 0
}

@test "every guest script is executable, strict, and explains itself" {
  local file
  while read -r file; do
    [[ -x $file ]]
    [[ $(head -n 1 "$file") == "#!/bin/bash" ]]
    grep -qx "set -euo pipefail" "$file"
    run "$file" --help
    assert_status 0
    [[ ${lines[0]} == "Usage: ${file##*/}"* ]]
    assert_output_has "Status:"
  done < <(executables)
}

@test "every guest script refuses an option that it does not have" {
  local file
  while read -r file; do
    run "$file" --no-such-option </dev/null
    assert_status 2
  done < <(executables)
}

@test "no guest script asks where it runs, and none evaluates text" {
  run grep -rnE 'eval |lab-stand-in|systemd|debian' "$scripts"
  echo "$output"
  assert_status 1
}

@test "no guest script has yum update what it does not name: that is how a release changes" {
  run grep -rnE 'yum .*(upgrade|distro-sync|update( *$| *[|;&>]))|run_yum (upgrade|distro-sync|update *$)|centos-release' \
    "$scripts"
  echo "$output"
  assert_status 1
  # The one update, of what is named.
  run grep -rhoE '(run_yum|yum -y) update.*' "$scripts"
  [[ $output == 'run_yum update "$@"' ]]
}

@test "no guest script touches SELinux's mode" {
  run grep -rnE 'setenforce|SELINUX=|permissive' "$scripts" "$jobs_folder"
  echo "$output"
  assert_status 1
}

@test "guest scripts are ASCII with lines of at most 120 characters" {
  run grep -rnP '[^\x00-\x7f]|^.{121,}$' "$scripts" "$jobs_folder"
  echo "$output"
  assert_status 1
}

@test "the job files have only stanzas of Upstart 0.6.5" {
  local files=("$jobs_folder"/{zookeeper,mesos-master,mesos-slave,marathon}.conf)
  run "$BATS_TEST_DIRNAME/check-upstart-job" "${files[@]}"
  echo "$output"
  assert_status 0
}

@test "check-upstart-job refuses what 0.6.5 lacks" {
  local line
  while IFS= read -r line; do
    printf 'description "x"\n%s\n' "$line" >"$BATS_TEST_TMPDIR/job.conf"
    run "$BATS_TEST_DIRNAME/check-upstart-job" "$BATS_TEST_TMPDIR/job.conf"
    [[ $status == 1 && $output == *":2: "* ]] || { echo "let through: $line" && return 1; }
  done <<'CASES'
setuid mesos
setgid mesos
console log
kill signal SIGINT
reload signal SIGHUP
manual
apparmor load x
usage "x"
respawn forever
start with boot
pre-start /bin/true
pre-start script
script
CASES
}

@test "each job starts its own daemon, is respawned with a pause, and not ended by status 0" {
  local name file
  for name in zookeeper mesos-master mesos-slave marathon; do
    file=$jobs_folder/$name.conf
    grep -qx "exec /usr/local/lib/mesos-testbed/run-daemon $name" "$file"
    grep -qx "post-stop exec /usr/local/lib/mesos-testbed/respawn-pause $name 5" "$file"
    grep -qx 'start on stopped rc RUNLEVEL=\[2345\]' "$file"
    grep -qx 'stop on runlevel \[!2345\]' "$file"
    grep -qx respawn "$file"
    # Java opens a file for each jar and socket, a slave for each executor; EL6's default is 1024.
    grep -qx "limit nofile 65536 65536" "$file"
    run grep -n "normal exit" "$file"
    assert_status 1
    "$scripts/run-daemon" --help | grep -q "$name"
  done
}

@test "only the slave's job asks for the drained marker, where drain-slave puts it" {
  run grep -l slave-drained "$jobs_folder"/*.conf
  [[ $output == "$jobs_folder/mesos-slave.conf" ]]
  # The script of pre-start as Upstart runs it, on the tests' folder.
  local body
  body=$(sed -n '/^pre-start script$/,/^end script$/p' "$jobs_folder/mesos-slave.conf" | sed '1d;$d' |
    sed "s,/var/lib/mesos-testbed,$state,")
  run sh -e -c "$body"
  assert_status 0
  MESOS_TESTBED_ROOT=$root "$scripts/drain-slave" --timeout 1
  run sh -e -c "$body"
  assert_status 1
}
