# shellcheck shell=bash
# shellcheck disable=SC2154 # variables that bats and the tests set
# What the cache has of Maven's files.

# maven_files_in_cache: in $cache, an archive in place of the one of all files that are known of this Maven.
maven_files_in_cache() {
  local known archive sha256
  known=$(cd -- "$BATS_TEST_DIRNAME/../.." && node --print \
    'const m = require("./loadTypeScript.cjs")("./lib/mavenFiles.ts"); m.cachedMavenFiles(process.argv[1], m.mavenFiles("3.3.9"))' "$cache")
  archive=$BATS_TEST_TMPDIR/maven-files
  echo "an archive" >"$archive"
  sha256=$(sha256sum "$archive" | cut -d ' ' -f 1)
  mkdir -p "$cache/downloads/sha256" "$cache/maven-repositories"
  cp "$archive" "$cache/downloads/sha256/$sha256"
  echo "$sha256" >"$known"
}
