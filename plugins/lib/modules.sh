# shellcheck shell=bash
# The Go modules below plugins/: what each builds, and the hash of what goes into it. Needs log.sh and PLUGINS_DIR.
# shellcheck disable=SC2034 # the tables are for the scripts that source this file

# Every module, in the order in which they are built: first those that change, last the one that takes minutes.
readonly ALL_MODULES=(command language-nodejs libvirt random cli)

# Releases of the official plugins that the program asks for; the plugins built here answer to the same.
readonly PLUGIN_NAMES=(command random libvirt)
declare -rA PLUGIN_VERSIONS=([command]=1.2.1 [random]=4.21.2 [libvirt]=0.4.8)

# The module paths that go.mod pins the version of; an unknown version would make the CLI call itself a development build.
declare -rA VERSIONED_MODULES=(
  [cli]=github.com/pulumi/pulumi/pkg/v3
  [language-nodejs]=github.com/pulumi/pulumi/sdk/v3
)
readonly VERSION_VARIABLE=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version

# What `go build` builds where it is not the module's own main package.
declare -rA MODULE_PACKAGES=(
  [cli]=github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
  [language-nodejs]=github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs
)

# How long a build takes on 2 cores with empty Go caches, for the announcement (measured).
declare -rA USUAL_DURATIONS=(
  [cli]="about 5 min" [language-nodejs]="about 30 s" [libvirt]="about 2 min" [random]="about 30 s after libvirt"
  [command]="about 2 min"
)

# is_module NAME: whether there is such a module.
is_module() {
  local name
  for name in "${ALL_MODULES[@]}"; do
    if [[ $name == "$1" ]]; then return 0; fi
  done
  return 1
}

# module_version NAME: the version that the module's program reports, without "v".
module_version() {
  local name=$1 path version
  if [[ -n ${PLUGIN_VERSIONS[$name]:-} ]]; then
    printf '%s\n' "${PLUGIN_VERSIONS[$name]}"
    return 0
  fi
  path=${VERSIONED_MODULES[$name]}
  version=$(awk -v path="$path" '{ for (i = 1; i < NF; i++) if ($i == path) { print $(i + 1); exit } }' \
    "$PLUGINS_DIR/$name/go.mod")
  if [[ $version != v[0-9]* ]]; then
    fail "$PLUGINS_DIR/$name/go.mod does not pin a version of $path; restore the file"
  fi
  printf '%s\n' "${version#v}"
}

# module_output NAME: where the module's program lies in a view, relative to the view's folder.
module_output() {
  local name=$1
  case $name in
    cli) echo bin/pulumi ;;
    language-nodejs) echo bin/pulumi-language-nodejs ;;
    *) echo "plugins/$(plugin_folder "$name")/pulumi-resource-$name" ;;
  esac
}

# plugin_folder NAME: the folder of a plugin below PULUMI_HOME/plugins, as the CLI names it.
plugin_folder() {
  echo "resource-$1-v${PLUGIN_VERSIONS[$1]}"
}

# module_key NAME GO_VERSION: a hash, in hex, of the module's sources (tests and documents apart), its recipe and the compiler.
module_key() {
  local name=$1 go_version=$2 sources recipe
  sources=$(cd -- "$PLUGINS_DIR/$name" &&
    find . -type f ! -name '*_test.go' ! -name '*.md' ! -path '*/testdata/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
  recipe="${MODULE_PACKAGES[$name]:-.} $(module_output "$name") $(module_version "$name")"
  printf '%s\n%s\n%s\n' "$go_version" "$recipe" "$sources" | sha256sum | cut -c 1-32
}
