# shellcheck shell=bash
# State of the build of Mesos, shared by the command that follows it and the worker that does it. Needs paths.sh,
# files.sh and process.sh.
#
# build/lock         held by the worker and all that it started, so also by a make that outlived it
# build/KEY/worker   the worker's identity (process.sh)
# build/KEY/stage    the stage it is in;  done-STAGE  for each that is finished
# build/KEY/result   "ok", or "failed STAGE STATUS"; absent while it runs, and when it died
# build/KEY/tree     copy of the source, configured and compiled in tree/build
# install/KEY        what "make install" laid down

readonly build_root="$paths_state/build"
readonly build_lock="$build_root/lock"
readonly build_log="$paths_stage_logs/build.log"
# Memory that one compiler process of Mesos 0.24.0 may need, in KiB (1.5 GiB).
readonly build_compiler_memory_kib=1572864
# Seconds of one CPU for each C++ file of src/ without its tests, with all that is bundled and linked included: 76 CPU
# minutes for some 170 files, as etbe.coker.com.au measured a later Mesos on an i7-930 (2017-07-29).
readonly build_seconds_per_file=27

# build_use KEY: names the folders of one build.
build_use() {
  build_state=$build_root/$1
  build_tree=$build_state/tree
  build_install=$paths_state/install/$1
}

# build_is_done: whether the build in use has ended well and its result is there.
build_is_done() {
  [[ $(files_first_line "$build_state/result") == ok && -d $build_install ]]
}

# build_worker_is_alive: whether the worker of the build in use runs.
build_worker_is_alive() {
  process_is_alive "$(files_first_line "$build_state/worker")"
}

# build_count_compiled: number of compiler calls in make's output on standard input. Long form, as "make -n" and plain
# make print them, or automake's short one; libtool's own repetition of a call does not count.
build_count_compiled() {
  grep -v '^libtool: ' |
    grep -cE '^ +(CXX|CC) |(^|[ /])(g\+\+|gcc|c\+\+|cc|clang\+\+|clang) ([^|;]* )?-c( |$)' || true
}

# build_estimate SOURCE JOBS: how long a compile of this source may take, for people, on standard output.
build_estimate() {
  local files minutes
  files=$(find "$1/src" -name '*.cpp' ! -path '*/tests/*' | wc -l)
  minutes=$(((files * build_seconds_per_file / $2 + 59) / 60))
  printf ', estimate for %d C++ files: about %d min on a CPU of 2010, several times that without KVM' \
    "$files" "$minutes"
}

# build_progress: where the build in use is, for people, on standard output.
build_progress() {
  local stage total before offset done
  stage=$(files_first_line "$build_state/stage")
  if [[ $stage != make || ! -e $build_state/objects ]]; then
    printf '%s' "${stage:-starting}"
    return 0
  fi
  # Total (0: unknown), compiled before this run, position in the log where this run began.
  read -r total before offset <"$build_state/objects"
  done=$((before + $(tail -c "+$((offset + 1))" "$build_log" | build_count_compiled)))
  if ((total > 0)); then
    ((done <= total)) || done=$total
    printf 'make, %d of %d objects (%d %%)' "$done" "$total" $((done * 100 / total))
  else
    printf 'make, %d objects' "$done"
  fi
}
