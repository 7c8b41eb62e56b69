#!/usr/bin/env bats
# bench/lib/figures.mjs: the history's line and the table, literally.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  figures=$BATS_TEST_DIRNAME/../lib/figures.mjs
}

# given: the lines that bench/run hands over, in its order.
given() {
  cat <<'LINES'
when=2026-11-25T10:00:00Z
commit=0a1b2c3-dirty
cores=2
domainType=qemu
coldUpSeconds=612.04
peakMemoryMiB=431
noopUpSeconds=9.87
emptyProgramSeconds=1.60
destroySeconds=25.50
floorSeconds=98.00
warmUpSeconds=245.00
LINES
}

# run_of COMMIT CORES TYPE COLD: a line of the history.
run_of() {
  printf '{"when":"2026-11-2%sT10:00:00Z","commit":"%s","cores":%s,"domainType":"%s","coldUpSeconds":%s,' "$2" "$1" "$2" "$3" "$4"
  printf '"warmUpSeconds":200,"floorSeconds":100,"noopUpSeconds":8,"emptyProgramSeconds":2,"destroySeconds":24,"peakMemoryMiB":400}\n'
}

line() {
  run --separate-stderr node "$figures" line
}

table() {
  run --separate-stderr node "$figures" table
}

@test "line: all figures as one object, in a fixed order" {
  line < <(given)
  assert_status 0
  assert_equal "$output" '{"when":"2026-11-25T10:00:00Z","commit":"0a1b2c3-dirty","cores":2,"domainType":"qemu",'\
'"coldUpSeconds":612.04,"warmUpSeconds":245,"floorSeconds":98,"noopUpSeconds":9.87,"emptyProgramSeconds":1.6,'\
'"destroySeconds":25.5,"peakMemoryMiB":431}'
}

@test "line: a figure that is missing, unknown, empty or no number above 0 is refused" {
  line < <(given | grep -v floorSeconds)
  assert_status 1
  assert_equal "$output$stderr" 'figures: figure "floorSeconds" is missing'
  line < <(
    given
    echo hotUpSeconds=1
  )
  assert_status 1
  assert_has "$stderr" 'unknown figure "hotUpSeconds"; there are: when, commit, cores'
  line < <(given | sed 's/^domainType=.*/domainType=/')
  assert_status 1
  assert_has "$stderr" 'figure "domainType" is missing'
  local wrong
  for wrong in 0.00 -1 NaN 1e3 .5 "2 "; do
    line < <(given | sed "s/^floorSeconds=.*/floorSeconds=$wrong/")
    assert_status 1
    assert_equal "$output$stderr" "figures: figure \"floorSeconds\" is \"$wrong\"; allowed: a number above 0"
  done
}

@test "table: the first run alone" {
  table < <(given | node "$figures" line)
  assert_status 0
  assert_equal "$output" "2 cores, qemu              0a1b2c3-dirty
                              2026-11-25
cold up                          612.0 s
warm up                          245.0 s
floor                             98.0 s
no-op up                           9.9 s
empty program                      1.6 s
destroy                           25.5 s
peak memory                      431 MiB
cold up / floor                   6.25 x
warm up / floor                   2.50 x
no-op up / empty program          6.17 x
destroy per node                   8.5 s"
}

@test "table: beside the last run before it of the same cores and domainType" {
  table < <(
    run_of aaaaaaa 2 qemu 500
    run_of bbbbbbb 2 qemu 550
    run_of ccccccc 4 qemu 300
    run_of ddddddd 2 kvm 90
    run_of eeeeeee 2 qemu 600
  )
  assert_status 0
  assert_equal "$output" "2 cores, qemu                    eeeeeee         bbbbbbb
                              2026-11-22      2026-11-22
cold up                          600.0 s         550.0 s
warm up                          200.0 s         200.0 s
floor                            100.0 s         100.0 s
no-op up                           8.0 s           8.0 s
empty program                      2.0 s           2.0 s
destroy                           24.0 s          24.0 s
peak memory                      400 MiB         400 MiB
cold up / floor                   6.00 x          5.50 x
warm up / floor                   2.00 x          2.00 x
no-op up / empty program          4.00 x          4.00 x
destroy per node                   8.0 s           8.0 s"
}

@test "table: no run before it is of the same kind" {
  table < <(
    run_of aaaaaaa 4 qemu 500
    run_of bbbbbbb 2 kvm 550
    run_of ccccccc 2 qemu 300
  )
  assert_status 0
  assert_equal "${lines[0]}" "2 cores, qemu                    ccccccc"
}

# of_long_tests: a line that another command appends.
of_long_tests() {
  echo '{"when":"2026-11-25T10:00:00Z","commit":"0a1b2c3","cores":2,"testLong":{"seconds":3600,"tests":{"recovery":{"passed":14,"failed":0,"seconds":600}}}}'
}

@test "table: the long tests' lines have no figures" {
  table < <(
    run_of aaaaaaa 2 qemu 500
    run_of bbbbbbb 2 qemu 300
    of_long_tests
  )
  assert_status 0
  assert_equal "${lines[0]}" "2 cores, qemu                    bbbbbbb         aaaaaaa"
}

@test "table: a history without figures, and a command that there is not" {
  table </dev/null
  assert_status 1
  assert_equal "$stderr" "figures: the history has no figures yet; run make bench"
  table < <(of_long_tests)
  assert_status 1
  assert_equal "$stderr" "figures: the history has no figures yet; run make bench"
  run --separate-stderr node "$figures" chart </dev/null
  assert_status 1
  assert_equal "$stderr" 'figures: unknown command "chart"; there are: line, table'
}
