# shellcheck shell=bash
# EL6's SSH server (OpenSSH 5.3) signs with RSA and SHA-1 alone, and wants clients to do so. Where the machine's crypto policy
# has OpenSSL refuse such signatures (RHEL 9 and later, Fedora 41 and later), ssh ends with "error in libcrypto", and the agent
# refuses to sign. Then the processes that talk to guests, and no others, get a configuration of OpenSSL's that allows them:
# the machine's own, and after it the one setting that decides.
#
# Source: Red Hat's patch of OpenSSL "Selectively disallow SHA1 signatures", in which the setting rh-allow-sha1-signatures of
# the alg_section defaults to no, and crypto-policies' generator for OpenSSL (policygenerators/openssl.py, RH_SHA1_SECTION),
# which writes it as section evp_properties into the file below. An OpenSSL without that patch would refuse the setting.

# What the machine's policy has OpenSSL do; another place is for tests.
readonly SHA1_POLICY=${MESOS_TESTBED_CRYPTO_POLICY:-/etc/crypto-policies/back-ends/opensslcnf.config}

# Words before ssh, ssh-agent and ssh-keyscan; none where nothing has to be done.
guest_ssh_env=()

# sha1_allow FOLDER: what is needed goes there.
sha1_allow() {
  grep -qsE '^[[:space:]]*rh-allow-sha1-signatures[[:space:]]*=[[:space:]]*no[[:space:]]*$' "$SHA1_POLICY" || return 0
  local system=${OPENSSL_CONF:-} file
  for file in /etc/pki/tls/openssl.cnf /etc/ssl/openssl.cnf; do
    [[ -n $system || ! -r $file ]] || system=$file
  done
  cat >"$1/openssl.cnf" <<CONF
openssl_conf = openssl_init
${system:+.include $system}
[openssl_init]
alg_section = evp_properties
[evp_properties]
rh-allow-sha1-signatures = yes
CONF
  guest_ssh_env=(env "OPENSSL_CONF=$1/openssl.cnf")
}
