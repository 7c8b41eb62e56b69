#!/usr/bin/env bats
# host/topology with a fake of pulumi.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; variables of helper.bash and bats
load helper

setup() {
  host_setup
}

teardown() {
  host_teardown
}

@test "the stack's own nodes, addresses, ports and IDs, and no secret" {
  run --separate-stderr host/topology
  assert_status 0
  [[ ${lines[2]} =~ ^"| master  $net.51"\ +\|$ ]]
  assert_has "$output" "|   Marathon 8080  http://$net.51:8080"
  assert_has "$output" "| slave2  $net.55"
  assert_has "$output" "|   ID M-S0"
  assert_lacks "$output" http-secret
  assert_equal "$stderr" ""
}

@test "as SVG, which an XML parser takes" {
  run --separate-stderr host/topology --svg
  assert_status 0
  xsltproc --output "$BATS_TEST_TMPDIR/text" <(printf '%s' '<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/></xsl:stylesheet>') <(printf '%s\n' "$output")
  assert_has "$(<"$BATS_TEST_TMPDIR/text")" "slave1  $net.54"
}

@test "no stack, and a stack without a cluster: one sentence" {
  sentence="no cluster is up in this stack; bring one up: make up STACK=dev"
  export HINT_ARGUMENTS=STACK=dev
  echo "error: no stack named 'dev' found" >"$FAKE_STATE/pulumi-fails"
  run --separate-stderr host/topology
  assert_status 1
  assert_equal "$output$stderr" "$sentence"
  rm "$FAKE_STATE/pulumi-fails"
  echo '{"version": 3, "deployment": {"manifest": {}}}' >"$FAKE_STATE/export.json"
  run --separate-stderr host/topology
  assert_status 1
  assert_equal "$output$stderr" "$sentence"
}

@test "a stack that cannot be read: the CLI's own words" {
  echo "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE" >"$FAKE_STATE/pulumi-fails"
  run --separate-stderr host/topology
  assert_status 1
  assert_equal "$stderr" "pulumi cannot read the stack: error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE"
}

@test "help, and a wrong call" {
  run --separate-stderr host/topology --help
  assert_status 0
  assert_has "$stderr" "Usage: topology"
  run --separate-stderr host/topology --png
  assert_status 2
}
