# shellcheck shell=bash
# Ports of 127.0.0.1 that lead to addresses which only another network reaches: socat listens here, and for each connection
# runs another socat behind the words of forward_enter (such as `ip netns exec NAME`; none: right here). Everything that is
# started is a process group of its own, so that its end takes along what it has started.

forward_enter=()
forward_groups=()

# forward_check_ports NAME...: NAME is a variable that holds a port. All faults are reported together.
forward_check_ports() {
  local name other verdict=0
  for name in "$@"; do
    if [[ ! ${!name} =~ ^[1-9][0-9]{0,4}$ ]] || ((${!name} > 65535)); then
      echo "$name is '${!name}'; allowed: a port, 1 to 65535" >&2
      verdict=1
      continue
    fi
    for other in "$@"; do
      [[ $other != "$name" ]] || break
      if [[ ${!other} == "${!name}" ]]; then
        echo "$other and $name are both ${!name}; give one of them another port" >&2
        verdict=1
      fi
    done
    if forward_listens "${!name}"; then
      cat >&2 <<ERROR
port ${!name} of 127.0.0.1 is taken ($name): end what listens there (ss -ltnp 'sport = :${!name}' names it), or choose
another port: make ui $name=$((${!name} % 50000 + 10000))
ERROR
      verdict=1
    fi
  done
  return "$verdict"
}

# forward_listens PORT: whether anybody listens on 127.0.0.1.
forward_listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# forward_connect ADDRESS PORT: prints the command that connects standard input and output to it, for a shell or socat.
forward_connect() {
  printf '%s' "${forward_enter[*]}${forward_enter:+ }socat STDIO TCP4:$1:$2"
}

# forward_start COMMAND...: in the background, as a process group of its own. Sets forward_pid.
forward_start() {
  set -m
  "$@" </dev/null &
  forward_pid=$!
  set +m
  forward_groups+=("$forward_pid")
}

# forward_tcp PORT ADDRESS TARGET-PORT: PORT of 127.0.0.1 leads to the target from now on.
forward_tcp() {
  local command
  command=$(forward_connect "$2" "$3")
  # A colon would end the argument of socat's EXEC.
  forward_start socat "TCP4-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork" "EXEC:${command//:/\\:}"
  forward_await "$1" 10
}

# forward_await PORT SECONDS: until somebody listens there, at most so long, and only while the last one started lives.
forward_await() {
  local waited
  for ((waited = 0; waited < $2 * 10; waited++)); do
    forward_listens "$1" && return 0
    forward_lives "$forward_pid" || return 1
    sleep 0.1
  done
  return 1
}

forward_lives() {
  kill -0 "$1" 2>/dev/null
}

# forward_end: ends everything that was started.
forward_end() {
  local group
  for group in "${forward_groups[@]}"; do
    forward_end_group "$group"
  done
}

# forward_end_group GROUP: by SIGTERM, and after 5 s by SIGKILL; it is forgotten, so that its number is not signalled later.
forward_end_group() {
  local group waited
  local -a left=()
  for group in "${forward_groups[@]}"; do
    [[ $group == "$1" ]] || left+=("$group")
  done
  forward_groups=("${left[@]}")
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for ((waited = 0; waited < 50; waited++)); do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}

# forward_browser_hint PORT URL: how a browser gets to the slaves' pages by the SOCKS5 proxy at PORT. With a profile of its own: a
# browser that runs already would ignore the proxy.
forward_browser_hint() {
  cat <<TEXT

A browser that reaches the pages of the slaves as well (root has to add --no-sandbox):
  chromium --user-data-dir="\$(mktemp -d)" --proxy-server=socks5://127.0.0.1:$1 $2
TEXT
}
