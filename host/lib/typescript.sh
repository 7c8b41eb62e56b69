# shellcheck shell=bash
# TypeScript programs of the folder host, for scripts.

TYPESCRIPT_PROJECT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
readonly TYPESCRIPT_PROJECT

# typescript_run FILE ARGUMENT...: pulumi finds its project by the working folder; PULUMI may be a path from the caller's.
typescript_run() (
  if [[ ${PULUMI:-} == */* ]]; then
    PULUMI=$(realpath -- "$PULUMI")
    export PULUMI
  fi
  cd -- "$TYPESCRIPT_PROJECT" || exit
  exec node host/run.cjs "$@"
)
