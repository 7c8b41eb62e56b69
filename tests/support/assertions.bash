# shellcheck shell=bash
# shellcheck disable=SC2154  # status, output and stderr are bats's
# What all bats tests expect with. A failed expectation says what was there and what should be.

# assert_status N: of the last run.
assert_status() {
  if [[ $status != "$1" ]]; then
    printf 'status %s, expected %s\nstdout:\n%s\nstderr:\n%s\n' "$status" "$1" "$output" "${stderr:-}"
    return 1
  fi
}

# assert_equal GOT WANT
assert_equal() {
  if [[ $1 != "$2" ]]; then
    printf 'got:\n%s\nwant:\n%s\n' "$1" "$2"
    return 1
  fi
}

# assert_has TEXT PART
assert_has() {
  if [[ $1 != *"$2"* ]]; then
    printf 'no "%s" in:\n%s\n' "$2" "$1"
    return 1
  fi
}

# assert_lacks TEXT PART
assert_lacks() {
  if [[ $1 == *"$2"* ]]; then
    printf '"%s" is in:\n%s\n' "$2" "$1"
    return 1
  fi
}

# assert_output_has TEXT: anywhere in the last run's output.
assert_output_has() {
  assert_has "$output" "$1"
}

# assert_output_lacks TEXT
assert_output_lacks() {
  assert_lacks "$output" "$1"
}

# assert_stub_calls TEXT: all recorded calls of stubs, in order.
assert_stub_calls() {
  assert_equal "$(<"$STUB_STATE/calls")" "$1"
}

# wait_until COMMAND...: at most 10 s, or wait_until_seconds, for it to succeed.
wait_until() {
  local attempt seconds=${wait_until_seconds:-10}
  for ((attempt = 0; attempt < seconds * 10; attempt++)); do
    if "$@" >/dev/null 2>&1; then
      return 0
    fi
    sleep 0.1
  done
  printf 'not true within %s s: %s\n' "$seconds" "$*"
  return 1
}
