# shellcheck shell=bash
# Which processes may reach hosts outside the cluster while limit-outbound is in force. Defines variables and nothing
# else.
# shellcheck disable=SC2034  # read by the scripts that source this file

# Those of this group, as which with-outbound runs a command. The number is what counts: iptables and chroot take it
# before the group has a name.
readonly outbound_group=mesos-fetch
readonly outbound_group_id=451
