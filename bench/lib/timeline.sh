# shellcheck shell=bash
# Where the measured ups spend their time. For NAME: NAME.events.jsonl and NAME.export.json in the logs.

# timeline_up NAME [--peak-memory FILE]: an up whose events the engine writes down. The CLI has that flag only for who debugs
# it (pulumi/pulumi 3.259.0, pkg/cmd/pulumi/operations/up.go).
timeline_up() {
  local name=$1
  shift
  PULUMI_DEBUG_COMMANDS=true timed "$UP_TIMEOUT_SECONDS" "$@" -- \
    up --yes --skip-preview --event-log "$LOGS/$name.events.jsonl"
}

# timeline_keep_dependencies NAME: what of the stack waits for what, as the up has left it. Secrets stay encrypted.
timeline_keep_dependencies() {
  lab pulumi stack export >"$LOGS/$1.export.json"
}

# timeline_form FORM TITLE NAME: the up in that form, on standard output.
timeline_form() {
  node "$PROJECT/bench/lib/drawTimeline.cjs" "$1" "$2" "$LOGS/$3.events.jsonl" "$LOGS/$3.export.json"
}

# timeline_draw: the pictures, and the page of the repository beside them.
timeline_draw() {
  local measured="$commit, $cores cores, $domain_type"
  timeline_form svg "Cold up of $measured" cold-up >"$STATE/up-cold.svg" &&
    timeline_form svg "Warm up of $measured" warm-up >"$STATE/up-warm.svg" &&
    timeline_page >"$STATE/timeline.md"
}

timeline_page() {
  cat <<PAGE
# Where an up spends its time

Commit $commit on $cores cores, $domain_type, $when; written by \`make bench\` together with the last line of \`history.jsonl\`.
[README.md](README.md) says how to read it.

PAGE
  timeline_form markdown "Cold up" cold-up && timeline_form markdown "Warm up" warm-up
}
