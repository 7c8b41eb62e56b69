package remote

import (
	"fmt"

	"golang.org/x/crypto/ssh"
)

// clientConfig turns an endpoint into the SSH client's settings; path is the property's path for
// the errors, none of which holds a key or password.
func (e Endpoint) clientConfig(path string) (*ssh.ClientConfig, error) {
	if err := e.validate(path); err != nil {
		return nil, err
	}
	config := &ssh.ClientConfig{
		User: valueOr(e.User, defaultUser),
		// Without hostKey the official plugin accepts any key, and so must this one.
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	}
	if e.HostKey != nil {
		if err := pinHostKey(config, *e.HostKey); err != nil {
			return nil, fmt.Errorf("%s.%w", path, err)
		}
	}
	if e.PrivateKey != nil {
		signer, err := parsePrivateKey(*e.PrivateKey, e.PrivateKeyPassword)
		if err != nil {
			return nil, fmt.Errorf("%s.privateKey cannot be read: %w", path, err)
		}
		config.Auth = append(config.Auth, ssh.PublicKeys(signer))
	}
	if e.Password != nil {
		config.Auth = append(config.Auth,
			ssh.Password(*e.Password), ssh.KeyboardInteractive(answerAll(*e.Password)))
	}
	return config, nil
}

func parsePrivateKey(key string, passphrase *string) (ssh.Signer, error) {
	if passphrase == nil {
		return ssh.ParsePrivateKey([]byte(key))
	}
	return ssh.ParsePrivateKeyWithPassphrase([]byte(key), []byte(*passphrase))
}

// answerAll answers each question of a keyboard-interactive login with the password (PAM asks for
// it that way).
func answerAll(password string) ssh.KeyboardInteractiveChallenge {
	return func(_, _ string, questions []string, _ []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range answers {
			answers[i] = password
		}
		return answers, nil
	}
}
