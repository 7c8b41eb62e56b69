# shellcheck shell=bash
# Secrets are replaced, and looked for everywhere; see tests/e2e/secrets, which keeps logs of its own.

step_secrets() {
  check "no secret is where none may be" "$PROJECT/tests/e2e/secrets"
}
