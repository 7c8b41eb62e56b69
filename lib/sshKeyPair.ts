/** A key pair for SSH. */
export interface SshKeyPair {
  /** Private key, PEM. */
  readonly privateKey: string;
  /** Public key, one line as in authorized_keys. */
  readonly publicKey: string;
}

/**
 * Splits what `host/make-ssh-key` prints.
 *
 * @param text the private key (PEM), then the public key on a line of its own
 * @returns the two keys
 * @throws Error (without the text, which is secret) when it has another form
 */
export function splitKeyPair(text: string): SshKeyPair {
  const match =
    /^(-----BEGIN RSA PRIVATE KEY-----\n.*\n-----END RSA PRIVATE KEY-----\n)(ssh-rsa [^\n]+)\n*$/s.exec(
      text,
    );
  const [, privateKey, publicKey] = match ?? [];
  if (privateKey === undefined || publicKey === undefined) {
    throw new Error(
      "host/make-ssh-key did not print an RSA private key in PEM form and its public key",
    );
  }
  return { privateKey, publicKey };
}
