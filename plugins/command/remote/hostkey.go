package remote

import (
	"bytes"
	"fmt"
	"net"

	"golang.org/x/crypto/ssh"
)

// pinHostKey makes the client accept the one key of the line and nothing else. The algorithms are
// restricted to those of that key: a server with several keys would else choose one that is not
// pinned, and be refused for it.
func pinHostKey(config *ssh.ClientConfig, line string) error {
	pinned, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return fmt.Errorf("hostKey is not a line as in authorized_keys (type, base64 key, comment): %w", err)
	}
	config.HostKeyAlgorithms = hostKeyAlgorithms(pinned.Type())
	config.HostKeyCallback = func(address string, _ net.Addr, offered ssh.PublicKey) error {
		if bytes.Equal(offered.Marshal(), pinned.Marshal()) {
			return nil
		}
		return fmt.Errorf("host key of %s is %s %s, hostKey pins %s %s", address,
			offered.Type(), ssh.FingerprintSHA256(offered), pinned.Type(), ssh.FingerprintSHA256(pinned))
	}
	return nil
}

// hostKeyAlgorithms lists the signature algorithms of a key type. An RSA key signs with any of three
// (RFC 8332, section 3); OpenSSH 5.3, the server of CentOS 6, knows ssh-rsa alone.
func hostKeyAlgorithms(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSA}
	}
	return []string{keyType}
}
