#!/usr/bin/env bats
# The Go modules apart from plugins/command, and what is generated from them. Needs Go, and its modules: the first run
# compiles for minutes.

setup() {
  plugins_dir=$(cd -- "$BATS_TEST_DIRNAME/.." && pwd)
  export GOFLAGS="${GOFLAGS:-} -mod=readonly"
}

# check_module NAME: formatted, vetted, tested.
check_module() {
  cd -- "$plugins_dir/$1" || return
  unformatted=$(gofmt -l .)
  if [[ -n $unformatted ]]; then
    printf 'not formatted (gofmt -w): %s\n' "$unformatted"
    return 1
  fi
  nice -n 5 go vet ./...
  nice -n 5 go test ./...
}

@test "libvirt: agrees with the official plugin, and its schema is generated" {
  check_module libvirt
}

@test "random: agrees with the official plugin" {
  check_module random
}

@test "sdkgen" {
  check_module sdkgen
}

# Not a Go test: Go would take the last result from its cache, since sdks/ lies outside the module.
@test "sdks/libvirt is what the generator writes" {
  generated=$BATS_TEST_TMPDIR/libvirt
  "$plugins_dir/sdkgen/generate" --out "$generated"
  diff -r --exclude=bin --exclude='bin.*' --exclude=node_modules "$generated" "$plugins_dir/../sdks/libvirt"
}

@test "generate replaces its folder, and leaves it as it was when it fails" {
  generated=$BATS_TEST_TMPDIR/libvirt
  mkdir -p "$generated/bin" "$generated/old"
  touch "$generated/bin/kept" "$generated/gone"
  "$plugins_dir/sdkgen/generate" --out "$generated"
  [[ -e $generated/bin/kept && -e $generated/package.json && ! -e $generated/gone && ! -e $generated/old ]]
  GOFLAGS=-no-such-flag run "$plugins_dir/sdkgen/generate" --out "$generated"
  [[ $status != 0 ]]
  [[ -e $generated/package.json ]]
  [[ $(find "$BATS_TEST_TMPDIR" -mindepth 1 -maxdepth 1 | wc -l) == 1 ]]
}
