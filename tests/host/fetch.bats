#!/usr/bin/env bats
# The downloader, against sources that are well and sources that are ill in one way each.

# shellcheck disable=SC2154 # variables that bats and the helpers set
bats_require_minimum_version 1.5.0

setup_file() {
  load sources
  sources_start
}

teardown_file() {
  load sources
  sources_stop
}

setup() {
  load helper
  load sources
  export MESOS_TESTBED_STALL_SECONDS=1 MESOS_TESTBED_PAUSE_SECONDS=0.1 MESOS_TESTBED_TICK_SECONDS=1
  project=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
  cache=$BATS_TEST_TMPDIR/cache
  folder=$cache/downloads/sha256
  # A name of its own for every test: the server counts the requests of a file.
  file=file-$BATS_TEST_NUMBER
  source_file "$file" 300000
}

# fetch PLACE...: one run, bounded; @ stands for the source server. Options are in the array options.
fetch() {
  printf '%s\n' "$cache" "${@//@/$SOURCES}" | timeout 60 "$project/host/fetch" ${options[@]+"${options[@]}"} maven "$sha256"
}

run_fetch() {
  run --separate-stderr fetch "$@"
}

# assert_fetched: the file is in the cache under its digest, its path is the result, and nothing else is left of it.
assert_fetched() {
  assert_status 0
  assert_equal "$output" "$folder/$sha256"
  cmp "$SOURCE_ROOT/$file" "$folder/$sha256"
  assert_equal "$(ls "$folder")" "$sha256"$'\n'"$sha256.lock"
}

# assert_refused TEXT: no place has the file, and TEXT says why; nothing is at the file's place.
assert_refused() {
  assert_status 1
  assert_equal "$output" ""
  assert_has "$stderr" "maven: no place has the file with sha256 $sha256:"
  assert_has "$stderr" "$1"
  assert_has "$stderr" "pulumi config set --path 'mesos-testbed:maven.sources[0]' PLACE"
  [[ ! -e $folder/$sha256 ]]
}

# first_use FORM PLACE...: one run for a file whose digest nobody knows.
first_use() {
  printf '%s\n' "$cache" "${@:2}" | timeout 60 "$project/host/fetch" --first-use "$1" maven
}

# tarball, image: the file of the test is one; its digest in sha256.
tarball() {
  head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/content"
  tar --create --gzip --file "$SOURCE_ROOT/$file" --directory "$BATS_TEST_TMPDIR" content
  sha256=$(sha256sum "$SOURCE_ROOT/$file" | cut -d ' ' -f 1)
}

image() {
  { printf 'QFI\373'; head -c 300000 /dev/urandom; } >"$SOURCE_ROOT/$file"
  sha256=$(sha256sum "$SOURCE_ROOT/$file" | cut -d ' ' -f 1)
}

# assert_learned PLACE: the digest, the path and the place are the result, and the file is in the cache.
assert_learned() {
  assert_status 0
  assert_equal "$output" "$sha256"$'\n'"$folder/$sha256"$'\n'"$1"
  cmp "$SOURCE_ROOT/$file" "$folder/$sha256"
  assert_equal "$(ls "$folder")" "$sha256"$'\n'"first-use-maven.lock"
}

# part_of PLACE: where the half file of a place lies.
part_of() {
  printf '%s/%s.%s.part' "$folder" "$sha256" "$(sha256sum <<<"${1//@/$SOURCES}" | cut -c 1-16)"
}

# start_slow: a run in the background as $!, until some of the file has come.
start_slow() {
  source_file "$file" 3000000
  printf '%s\n' "$cache" "$SOURCES/slow/$file" >"$BATS_TEST_TMPDIR/places"
  timeout 60 "$project/host/fetch" maven "$sha256" <"$BATS_TEST_TMPDIR/places" >"$BATS_TEST_TMPDIR/out" \
    2>"$BATS_TEST_TMPDIR/err" 3>&- &
  wait_until test -s "$(part_of "@/slow/$file")"
}

# pid_of PATTERN: the process of this test's file; of a script and its helper the script.
pid_of() {
  pgrep --oldest --full "^$1.*$sha256"
}

@test "a source that is well: the file is fetched, and a second run asks nobody" {
  run_fetch "@/well/$file"
  assert_fetched
  assert_has "$stderr" "maven: downloaded and verified, 293 KiB"
  run_fetch "@/well/$file"
  assert_fetched
  assert_has "$stderr" "maven: in the cache, 293 KiB"
  assert_equal "$(requests "$file")" "GET /well/$file - -"
}

@test "what comes next is announced with the size" {
  options=(--announce "the upload follows")
  run_fetch "@/well/$file"
  assert_fetched
  assert_has "$stderr" "maven: downloaded and verified, 293 KiB; the upload follows"
}

@test "a wrong call is 2, --help is 0" {
  run --separate-stderr "$project/host/fetch" maven
  assert_status 2
  run --separate-stderr "$project/host/fetch" --help
  assert_status 0
  assert_has "$stderr" "Usage: fetch"
}

@test "places are tried in order, and the first that has the file is taken" {
  printf 'something else' >"$BATS_TEST_TMPDIR/other"
  run_fetch /nowhere/file "$BATS_TEST_TMPDIR/other" "@/404/$file" "@/well/$file" "@/500/$file"
  assert_fetched
  assert_equal "$(requests "$file")" "GET /404/$file - -"$'\n'"GET /well/$file - -"
}

@test "a path is used where it lies" {
  run_fetch "$SOURCE_ROOT/$file"
  assert_status 0
  assert_equal "$output" "$SOURCE_ROOT/$file"
}

@test "every reason is told: paths, 404, wrong file" {
  mkdir "$BATS_TEST_TMPDIR/folder"
  printf x >"$BATS_TEST_TMPDIR/x"
  run_fetch /nowhere/file "$BATS_TEST_TMPDIR/folder" "$BATS_TEST_TMPDIR/x" "@/404/$file" "@/wrong/$file"
  assert_refused "- /nowhere/file: no such file, or not readable"
  assert_has "$stderr" "- $BATS_TEST_TMPDIR/folder: no such file, or not readable"
  assert_has "$stderr" "- $BATS_TEST_TMPDIR/x: it has sha256 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881, not"
  assert_has "$stderr" "- $SOURCES/404/$file: The requested URL returned error: 404"
  assert_has "$stderr" "- $SOURCES/wrong/$file: what it sends has sha256 "
  assert_equal "$(ls "$folder")" "$sha256.lock"
  assert_equal "$(requests "$file" | wc -l)" 2
}

@test "without places the key that has none is named" {
  run_fetch
  assert_refused "- mesos-testbed:maven.sources is empty"
}

@test "500 is asked for again, 404 and 410 are not" {
  run_fetch "@/500/$file" "@/410/$file"
  assert_refused "- $SOURCES/500/$file: The requested URL returned error: 500"
  assert_equal "$(requests "$file" | cut -d ' ' -f 2 | sort | uniq -c | tr -s ' ')" " 1 /410/$file"$'\n'" 3 /500/$file"
}

@test "a redirect is followed" {
  run_fetch "@/redirect/$file"
  assert_fetched
}

@test "a loop of redirects ends, and the next source is taken" {
  run_fetch "@/redirect-loop/$file" "@/well/$file"
  assert_fetched
  assert_equal "$(requests "$file" | grep -c redirect-loop)" 6
  assert_has "$stderr" "maven: downloading $SOURCES/well/$file"
}

@test "a stalled source is given up in bounded time, and its half file is kept for the next run" {
  run_fetch "@/stall/$file"
  assert_refused "Operation too slow"
  assert_has "$stderr" "KiB are kept for the next run"
  # The first attempt brought a half, three more brought nothing.
  assert_equal "$(stat --format %s "$(part_of "@/stall/$file")")" 150000
  assert_equal "$(requests "$file" | cut -d ' ' -f 3)" $'-\nbytes=150000-\nbytes=150000-\nbytes=150000-'
}

@test "a truncating source is asked for the rest until it has all been sent" {
  run_fetch "@/truncate/$file"
  assert_fetched
  assert_equal "$(requests "$file" | cut -d ' ' -f 3)" $'-\nbytes=100000-\nbytes=200000-'
}

@test "a file that is replaced while it is fetched is never put together from two" {
  run_fetch "@/replaced/$file"
  assert_refused "- $SOURCES/replaced/$file: what it sends has sha256 "
  assert_has "$stderr" "has another one by now; starting afresh"
  # The same where the server gives it no tag: the digest tells, and there is one fresh start.
  run_fetch "@/forgetful/$file"
  assert_refused "- $SOURCES/forgetful/$file: what it sends has sha256 "
  assert_has "$stderr" "put together from two answers is not the file; starting afresh"
  assert_equal "$(requests "$file" | grep forgetful | cut -d ' ' -f 3)" $'-\nbytes=100000-\n-'
}

@test "the half file of one source is never continued by another" {
  mkdir -p "$folder"
  head -c 1000 /dev/zero >"$(part_of "@/404/$file")"
  run_fetch "@/404/$file" "@/well/$file"
  assert_fetched
  assert_equal "$(requests "$file" | tail -n 1)" "GET /well/$file - -"
}

@test "a source that cannot resume is asked for the whole" {
  run_fetch "@/no-range/$file"
  assert_fetched
  assert_has "$stderr" "the server sends the file from its beginning only"
}

@test "a size that is too large, or too small, is found out" {
  run_fetch "@/too-short/$file"
  assert_refused "- $SOURCES/too-short/$file: what it sends has sha256 "
  run_fetch "@/too-long/$file"
  assert_refused "with 1000 bytes remaining to read"
}

@test "a source that names no size will do" {
  run_fetch "@/no-length/$file"
  assert_fetched
}

@test "a certificate that nobody vouches for is refused at once" {
  run_fetch "$TLS_SOURCES/well/$file"
  assert_refused "SSL certificate problem"
  run ! requests "$file"
  # Positive control: the same source, vouched for.
  CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/certificate.pem run_fetch "$TLS_SOURCES/well/$file"
  assert_fetched
}

@test "nobody there, and no such host" {
  # A name that the resolver refuses without asking a server: a label of 64 letters (RFC 1035, section 2.3.4).
  local host
  host=$(printf 'a%.0s' {1..64}).invalid
  run_fetch http://127.0.0.1:1/x "http://$host/x"
  assert_refused "- http://127.0.0.1:1/x: Failed to connect"
  assert_has "$stderr" "- http://$host/x: Could not resolve host"
}

@test "a damaged file in the cache is fetched again" {
  mkdir -p "$folder"
  printf damaged >"$folder/$sha256"
  run_fetch "@/well/$file"
  assert_fetched
  assert_has "$stderr" "maven: the cached file is damaged and is fetched again"
}

@test "a killed run is taken up where it stopped" {
  start_slow
  local fetch_pid curl_pid
  fetch_pid=$(pid_of "bash $project/host/fetch")
  curl_pid=$(pid_of curl)
  kill -KILL "$fetch_pid" "$curl_pid"
  wait $! || true
  local size
  size=$(stat --format %s "$(part_of "@/slow/$file")")
  ((size < 3000000))
  run_fetch "@/slow/$file"
  assert_fetched
  assert_has "$stderr" "are here from an earlier run"
  assert_equal "$(requests "$file" | cut -d ' ' -f 3)" "-"$'\n'"bytes=$size-"
}

@test "a run that is told to end takes its download with it" {
  start_slow
  kill -TERM "$(pid_of "bash $project/host/fetch")"
  wait $! || true
  wait_until no_curl
  # What has come is kept.
  [[ -s $(part_of "@/slow/$file") && ! -e $folder/$sha256 ]]
  (($(stat --format %s "$(part_of "@/slow/$file")") < 3000000))
}

no_curl() {
  ! pid_of curl
}

@test "a killed script's download ends alone, and the next run waits for it and takes it up" {
  start_slow
  kill -KILL "$(pid_of "bash $project/host/fetch")"
  wait $! || true
  pid_of curl
  run_fetch "@/slow/$file"
  assert_fetched
  assert_has "$stderr" "maven: another run is fetching the same file; waiting for it"
  # What was there is whole, and the server says so.
  assert_equal "$(requests "$file" | cut -d ' ' -f 3)" $'-\nbytes=3000000-'
}

@test "of two runs at once the second waits, and asks nobody" {
  start_slow
  run_fetch "@/slow/$file"
  wait $!
  assert_fetched
  assert_has "$stderr" "maven: another run is fetching the same file; waiting for it, "
  assert_has "$stderr" "maven: in the cache"
  assert_equal "$(requests "$file" | wc -l)" 1
}

@test "progress is told in short lines with size, percent and speed" {
  source_file "$file" 3000000
  run_fetch "@/slow/$file"
  assert_fetched
  assert_lacks "$stderr" $'\r'
  [[ $stderr =~ maven:\ [0-9]+\ KiB\ of\ 2930\ KiB,\ [0-9]+\ %,\ [0-9]+\ KiB/s ]]
}

@test "a full disk is named, and no other attempt is made at that place" {
  mkdir -p "$folder"
  ln -s /dev/full "$(part_of "@/well/$file")"
  run_fetch "@/well/$file"
  assert_refused "are free in $folder"
  assert_equal "$(requests "$file" | wc -l)" 1
}

@test "first use: a whole tarball is believed, and its digest is told" {
  tarball
  run --separate-stderr first_use tar.gz "$SOURCES/404/$file" "$SOURCES/truncate/$file"
  assert_learned "$SOURCES/truncate/$file"
  # It is known now.
  run_fetch "@/404/$file"
  assert_status 0
}

@test "first use: an image is believed, and a path is used where it lies" {
  image
  run --separate-stderr first_use qcow2 "$SOURCES/well/$file"
  assert_learned "$SOURCES/well/$file"
  run --separate-stderr first_use qcow2 "$SOURCE_ROOT/$file"
  assert_status 0
  assert_equal "$output" "$sha256"$'\n'"$SOURCE_ROOT/$file"$'\n'"$SOURCE_ROOT/$file"
}

@test "first use: a page in place of the file, or a part of it, is not believed" {
  run --separate-stderr first_use qcow2 "$SOURCES/well/$file" "$SOURCE_ROOT/$file"
  assert_status 1
  assert_has "$stderr" "maven: no place has the file:"
  assert_has "$stderr" "- $SOURCES/well/$file: what it sends is no qcow2 image; it was thrown away"
  assert_has "$stderr" "- $SOURCE_ROOT/$file: it is no qcow2 image"
  assert_lacks "$stderr" "That sha256 is"
  assert_equal "$(ls "$folder")" first-use-maven.lock
  run --separate-stderr first_use tar.gz "$SOURCES/well/$file"
  assert_has "$stderr" "- $SOURCES/well/$file: what it sends is no tar archive packed with gzip, or not all of it"
  tarball
  run --separate-stderr first_use tar.gz "$SOURCES/too-short/$file"
  assert_status 1
  assert_has "$stderr" "is no tar archive packed with gzip, or not all of it"
}

@test "first use: an answer that may be cut off is not believed" {
  image
  run --separate-stderr first_use qcow2 "$SOURCES/no-length/$file"
  assert_status 1
  assert_has "$stderr" "- $SOURCES/no-length/$file: it names no size, so that nobody can tell whether it has all been sent"
  assert_equal "$(requests "$file" | wc -l)" 1
}

@test "first use: only a server that names its file's version is asked for the rest" {
  tarball
  run --separate-stderr first_use tar.gz "$SOURCES/forgetful/$file"
  assert_status 1
  assert_equal "$(requests "$file" | cut -d ' ' -f 3)" $'-\n-'
}

@test "first use: a source with a certificate may not send elsewhere without one" {
  tarball
  CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/certificate.pem run --separate-stderr first_use tar.gz "$TLS_SOURCES/downgrade/$file"
  assert_status 1
  assert_has "$stderr" 'Protocol "http"'
  # With a digest it does not matter where the file comes from.
  CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/certificate.pem run_fetch "$TLS_SOURCES/downgrade/$file"
  assert_status 0
}

@test "first use: a file with another MD5 than the known one is not believed, and the way on is told" {
  image
  run --separate-stderr fetch_with_md5 00000000000000000000000000000000
  assert_status 1
  assert_has "$stderr" "what it sends has another MD5 than the known 00000000000000000000000000000000 (its sha256 is $sha256: as \
mesos-testbed:maven.sha256 it is taken all the same); it was thrown away"
  run --separate-stderr fetch_with_md5 "$(md5sum "$SOURCE_ROOT/$file" | cut -d ' ' -f 1)"
  assert_learned "$SOURCES/well/$file"
}

fetch_with_md5() {
  printf '%s\n' "$cache" "$SOURCES/well/$file" | "$project/host/fetch" --first-use qcow2 --md5 "$1" maven
}

@test "first use: another form is a wrong call" {
  run --separate-stderr first_use zip "$SOURCES/well/$file"
  assert_status 2
}
