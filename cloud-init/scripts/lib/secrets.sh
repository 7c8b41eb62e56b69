# shellcheck shell=bash
# Keeps secrets out of what leaves the node. Needs paths.sh.

# A shorter "secret" would blank out half a log without protecting anything.
readonly secrets_minimum_length=6

# secrets_list: this node's secrets, one a line. The second word of credential lines; the values of environment
# variables whose name says so, whole and, for USER:PASSWORD, the password alone.
secrets_list() {
  local file
  for file in "$paths_settings"/*.credential "$paths_settings"/*.credentials "$paths_settings"/*.secret; do
    [[ ! -f $file ]] || awk '{ print $NF }' "$file"
  done
  for file in "$paths_settings"/*.env; do
    [[ ! -f $file ]] || awk '
      /^[A-Za-z0-9_]*(CREDENTIAL|SECRET|PASSWORD|TOKEN)[A-Za-z0-9_]*=/ {
        sub(/^[^=]*=/, ""); print
        if (sub(/^[^:]*:/, "")) print
      }' "$file"
  done
}

# secrets_removed FILE: standard input to standard output, without the secrets that the file lists. They come from a
# file: arguments are public in ps.
secrets_removed() {
  LC_ALL=C awk -v list="$1" -v minimum="$secrets_minimum_length" '
    BEGIN { while ((getline line < list) > 0) if (length(line) >= minimum) secrets[++count] = line }
    {
      text = $0
      for (i = 1; i <= count; i++) {
        done = ""
        while ((at = index(text, secrets[i])) > 0) {
          done = done substr(text, 1, at - 1) "[secret]"
          text = substr(text, at + length(secrets[i]))
        }
        text = done text
      }
      print text
    }'
}
