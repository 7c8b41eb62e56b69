/** How a host is logged in to, with all that it takes; secret. */
export interface SshAccess {
  /** Name or IPv4 address. */
  readonly host: string;
  /** TCP port of its SSH server. */
  readonly port: number;
  /** User. */
  readonly user: string;
  /** The pinned host key, `TYPE BASE64`. */
  readonly hostKey: string;
  /** Private key, without passphrase; secret. */
  readonly privateKey: string;
}

/** Labels of private keys that Go's SSH library reads (golang.org/x/crypto 0.54, ssh/keys.go, ParseRawPrivateKey). */
const labels = [
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
  "DSA PRIVATE KEY",
  "PRIVATE KEY",
  "OPENSSH PRIVATE KEY",
];

/** Kinds of key in OpenSSH's own form that it reads (parseOpenSSHPrivateKey). */
const opensshKinds = [
  "ssh-rsa",
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
];

/** What a private key cannot be used for. */
export type KeyFault = "encrypted" | "unreadable";

/**
 * Whether the libvirt provider, which is written in Go, can log in with a private key. One that it cannot read it takes all
 * the same, and breaks when the server asks for it (dmacvicar/libvirt 0.7.6, libvirt/uri/ssh.go, parseAuthMethods).
 *
 * @param text content of the key's file
 * @returns why not: it has a passphrase, or is of another kind; undefined when it can
 */
export function keyFault(text: string): KeyFault | undefined {
  const [, label = "", body = ""] =
    /^-----BEGIN ([A-Z0-9 ]+)-----\r?\n([^]*?)^-----END \1-----/m.exec(text) ?? [];
  if (label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:.*ENCRYPTED/m.test(body)) {
    return "encrypted";
  }
  if (!labels.includes(label)) {
    return "unreadable";
  }
  return label === "OPENSSH PRIVATE KEY" ? opensshFault(Buffer.from(body, "base64")) : undefined;
}

/** OpenSSH's form (PROTOCOL.key): magic, cipher, key derivation and its options, number of keys, public key. */
function opensshFault(data: Buffer): KeyFault | undefined {
  const magic = Buffer.from("openssh-key-v1\0");
  let offset = magic.length;
  const next = (): Buffer => {
    const start = offset + 4;
    const length = data.readUInt32BE(offset);
    offset = start + length;
    return data.subarray(start, offset);
  };
  try {
    if (!data.subarray(0, magic.length).equals(magic)) {
      return "unreadable";
    }
    if (next().toString() !== "none") {
      return "encrypted";
    }
    next();
    next();
    offset += 4;
    const publicKey = next();
    const kind = publicKey.subarray(4, 4 + publicKey.readUInt32BE(0)).toString();
    return opensshKinds.includes(kind) ? undefined : "unreadable";
  } catch {
    // Shorter than it says.
    return "unreadable";
  }
}

/**
 * Kinds of host key in the order in which Go's SSH library wants them: the provider gets the first that the server has, and
 * finds no other one in known_hosts good enough (golang.org/x/crypto 0.54, ssh/common.go, defaultHostKeyAlgos).
 */
const hostKeyOrder = [
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
  "ssh-ed25519",
];

/**
 * The one of a host's keys that Go's SSH library is shown.
 *
 * @param keys the keys, `TYPE BASE64` each
 * @returns the key, or undefined when there is none of a kind that it knows
 */
export function preferredHostKey(keys: readonly string[]): string | undefined {
  return hostKeyOrder.flatMap((kind) => keys.filter((key) => key.startsWith(`${kind} `)))[0];
}

/**
 * The keys in what `ssh-keygen -F` or `ssh-keyscan` prints.
 *
 * @param text lines `HOST TYPE BASE64`, and comments; lines with a marker (`@revoked`) are left out
 * @returns the keys, `TYPE BASE64` each
 */
export function hostKeysOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => !/^[#@]/.test(line))
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, kind, key]) => (kind && key ? [`${kind} ${key}`] : []));
}

/** Why a server's keys do not do. */
export type HostKeyFault = { readonly is: "other" | "unlisted"; readonly shown: string };

/**
 * Compares what a server shows with what known_hosts has of it.
 *
 * @param known the keys of known_hosts, at least one
 * @param shown the server's keys
 * @returns undefined when the key that the provider is shown is known; else that key, and whether the server has no known key
 *   at all (`other`), or has one that the provider does not ask for (`unlisted`); undefined too when the server shows nothing
 */
export function hostKeyFault(
  known: readonly string[],
  shown: readonly string[],
): HostKeyFault | undefined {
  const asked = preferredHostKey(shown);
  if (asked === undefined || known.includes(asked)) {
    return undefined;
  }
  const kind = asked.split(" ")[0];
  const isUnlisted =
    shown.some((key) => known.includes(key)) && !known.some((key) => key.startsWith(`${kind} `));
  return { is: isUnlisted ? "unlisted" : "other", shown: asked };
}

/**
 * A proxy as the scripts of `host/` read it from standard input, beside the connection (host/lib/ssh-proxy.sh).
 *
 * @param proxy the proxy. @default none
 * @returns KEY=VALUE lines; secret, and none without a proxy
 */
export function proxySettings(proxy: SshAccess | undefined): string[] {
  if (proxy === undefined) {
    return [];
  }
  const { host, port, user, hostKey, privateKey } = proxy;
  return [
    `PROXY_HOST=${host}`,
    `PROXY_PORT=${port}`,
    `PROXY_USER=${user}`,
    `PROXY_HOST_KEY=${hostKey}`,
    // In one line.
    `PROXY_KEY=${Buffer.from(privateKey).toString("base64")}`,
  ];
}
