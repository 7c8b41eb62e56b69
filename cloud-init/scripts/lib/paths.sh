# shellcheck shell=bash
# Where the guest scripts read and write. Sourced by every script; defines variables and does nothing else.
#
# MESOS_TESTBED_ROOT is put before every path. It exists for the tests, which run the scripts on a folder instead
# of a machine; sudo drops it from the environment (env_reset), so in a guest it is always empty.
# shellcheck disable=SC2034  # read by the scripts that source this file

readonly paths_root="${MESOS_TESTBED_ROOT:-}"

# Settings: data files that the Pulumi host writes (NAME.args, NAME.env, *.credential).
readonly paths_settings="$paths_root/etc/mesos-testbed"
# State of the scripts: markers, the build, the install tree, the Maven repository.
readonly paths_state="$paths_root/var/lib/mesos-testbed"
# Logs of the long stages, one file per stage.
readonly paths_stage_logs="$paths_root/var/log/mesos-testbed"
# Parent of the daemons' own log folders.
readonly paths_log="$paths_root/var/log"
# Present: mesos-slave is not to be started (see drain-slave and mesos-slave.conf).
readonly paths_drained="$paths_state/slave-drained"
# yum's description of a copy of the repositories, which install-repositories has brought; without it there is none.
readonly paths_yum_copy="$paths_root/etc/yum.repos.d/mesos-testbed.repo"
# Where yum keeps what it has fetched (EL6's yum.conf, cachedir); below, of each repository, packages/.
readonly paths_yum_cache="$paths_root/var/cache/yum"
# Of each stage, a file with the packages that its last run has installed.
readonly paths_new_packages="$paths_state/new-packages"
