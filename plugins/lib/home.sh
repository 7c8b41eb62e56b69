# shellcheck shell=bash
# Plugins below a PULUMI_HOME. Needs log.sh and modules.sh.

# Bound of one plugin's download: the largest has 30 MB. A network that swallows packets must not hold up the set-up for long.
readonly DOWNLOAD_TIMEOUT_SECONDS=${PLUGIN_DOWNLOAD_TIMEOUT_SECONDS:-120}

# plugin_program HOME NAME: the path of a plugin's program.
plugin_program() {
  printf '%s/plugins/%s/pulumi-resource-%s\n' "$1" "$(plugin_folder "$2")" "$2"
}

# has_download HOME NAME: whether the plugin is there as the CLI installs it: a file, not a link into the cache, and without
# the mark of an installation that was cut off.
has_download() {
  local program
  program=$(plugin_program "$1" "$2")
  [[ -x $program && ! -L $program && ! -e $1/plugins/$(plugin_folder "$2").partial ]]
}

# has_link HOME NAME: whether the plugin was built and linked by an earlier run.
has_link() {
  [[ -L $(plugin_program "$1" "$2") ]]
}

# download_plugin CLI HOME NAME: lets the CLI install the plugin. Status 124 or 137 when that takes too long, as
# timeout(1) has it; another but 0 when it fails.
download_plugin() {
  local cli=$1 home=$2 name=$3 version=${PLUGIN_VERSIONS[$3]}
  PULUMI_HOME=$home PULUMI_SKIP_UPDATE_CHECK=true timeout --kill-after=10 "$DOWNLOAD_TIMEOUT_SECONDS" \
    "$cli" plugin install resource "$name" "$version" </dev/null 2>&1 | relay "downloading plugin $name" || return "$?"
  has_download "$home" "$name"
}

# link_plugin VIEW HOME NAME: makes the CLI find the built plugin below PULUMI_HOME: a folder of the name that it looks for
# with a link to the program, and the lock file that it would have made. The folder itself must not be a link: the CLI skips
# those.
link_plugin() {
  local target home=$2 name=$3 folder program
  target=$(plugin_program "$1" "$name")
  folder=$home/plugins/$(plugin_folder "$name")
  program=$(plugin_program "$home" "$name")
  if [[ ! -x $target ]]; then fail "plugins/build made no $target"; fi
  if [[ -d $folder && ! -L $program ]]; then rm -rf -- "$folder"; fi
  mkdir -p -- "$folder"
  : >>"$folder.lock"
  rm -f -- "$folder.partial"
  # Made beside and renamed: a run that has just begun finds the old one or the new one.
  ln -s -- "$target" "$program.$$"
  mv -T -- "$program.$$" "$program"
}
