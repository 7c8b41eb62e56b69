import { parse } from "yaml";

/** What is known of one key of user-data. */
interface Key {
  /** Module that reads it, as cloud.cfg names it. */
  readonly module: string;
  /** Where that is to be seen, in cloud-init's source at tag 0.7.5. */
  readonly source: string;
  /** What its value has to be. */
  readonly form: string;
  /** Whether a value has that form; a list's or object's faults are told one by one by {@link faultsOf}. */
  readonly isOk: (value: unknown) => boolean;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isListOf =
  (isOk: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every(isOk);
/** A command: a text for sh, or a list of words (cloudinit/util.py, shellify). */
const isCommand = (value: unknown): boolean => isText(value) || isListOf(isText)(value);

/** Keys of an entry of `write_files` (cloudinit/config/cc_write_files.py, write_files): no `append`, no `defer`. */
const fileKeys: Readonly<Record<string, (value: unknown) => boolean>> = {
  path: (value) => isText(value) && value.startsWith("/"),
  content: (value) => typeof value === "string",
  owner: (value) => isText(value) && /^[a-z_][a-z0-9_-]*:[a-z_][a-z0-9_-]*$/.test(value),
  // A text is read as octal, a number taken as it is, so that an unquoted 0644 of YAML 1.1 and 1.2 means two things
  // (decode_perms).
  permissions: (value) => isText(value) && /^0[0-7]{3}$/.test(value),
  // canonicalize_extraction; what it does not know is taken for plain text.
  encoding: (value) =>
    ["gz", "gzip", "gz+base64", "gzip+base64", "gz+b64", "gzip+b64", "b64", "base64"].includes(
      String(value),
    ),
};

function isFile(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, "path") &&
    Object.entries(value).every(([key, inner]) =>
      Object.hasOwn(fileKeys, key) ? fileKeys[key]?.(inner) : false,
    )
  );
}

const config = "cloudinit/config";

/** Keys of user-data that 0.7.5 reads, as far as a seed of this project may come to need them. */
export const keys: Readonly<Record<string, Key>> = {
  fqdn: {
    module: "set_hostname",
    source: `cloudinit/util.py, get_hostname_fqdn; ${config}/cc_set_hostname.py`,
    form: "a full name with dots",
    isOk: (value) => isText(value) && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value),
  },
  hostname: {
    module: "set_hostname",
    source: `cloudinit/util.py, get_hostname_fqdn; ${config}/cc_set_hostname.py`,
    form: "a text",
    isOk: isText,
  },
  users: {
    module: "users-groups",
    source: `${config}/cc_users_groups.py; cloudinit/distros/__init__.py, _normalize_users`,
    form: "a list that keeps the image's own user, `default`",
    isOk: (value) => Array.isArray(value) && value[0] === "default",
  },
  ssh_authorized_keys: {
    module: "ssh",
    source: `${config}/cc_ssh.py, handle`,
    form: "a list of RSA public keys: OpenSSH 5.3 knows no ecdsa and no ed25519",
    isOk: isListOf((key) => isText(key) && /^ssh-rsa [A-Za-z0-9+/=]+( \S+)*$/.test(key)),
  },
  manage_etc_hosts: {
    module: "update_etc_hosts",
    source: `${config}/cc_update_etc_hosts.py, handle; templates/hosts.redhat.tmpl`,
    form: "false: all else maps the node's name to 127.0.0.1",
    isOk: (value) => value === false,
  },
  write_files: {
    module: "write-files",
    source: `${config}/cc_write_files.py`,
    form: `a list of files with ${Object.keys(fileKeys).join(", ")}; permissions quoted`,
    isOk: isListOf(isFile),
  },
  bootcmd: {
    module: "bootcmd",
    source: `${config}/cc_bootcmd.py; cloudinit/util.py, shellify`,
    form: "a list of texts or lists of words",
    isOk: isListOf(isCommand),
  },
  runcmd: {
    module: "runcmd",
    source: `${config}/cc_runcmd.py; cloudinit/util.py, shellify`,
    form: "a list of texts or lists of words",
    isOk: isListOf(isCommand),
  },
  timezone: {
    module: "timezone",
    source: `${config}/cc_timezone.py`,
    form: "a text",
    isOk: isText,
  },
  packages: {
    module: "package-update-upgrade-install",
    source: `${config}/cc_package_update_upgrade_install.py`,
    form: "a list of names",
    isOk: isListOf(isText),
  },
  yum_repos: {
    module: "yum-add-repo",
    source: `${config}/cc_yum_add_repo.py`,
    form: "an object",
    isOk: (value) => typeof value === "object" && value !== null,
  },
  growpart: {
    module: "growpart",
    source: `${config}/cc_growpart.py`,
    form: "an object",
    isOk: (value) => typeof value === "object" && value !== null,
  },
};

/**
 * Modules that EL6's /etc/cloud/cloud.cfg runs, by stage. From copies of that file in image builders' scripts for CentOS 6
 * (yum's cloud-init 0.7.5); that the 20141129_01 image has the same is not verified.
 */
export const enabledModules: readonly string[] = [
  // cloud_init_modules
  "bootcmd",
  "write-files",
  "resizefs",
  "set_hostname",
  "update_hostname",
  "update_etc_hosts",
  "rsyslog",
  "users-groups",
  "ssh",
  // cloud_config_modules
  "mounts",
  "locale",
  "set-passwords",
  "timezone",
  "puppet",
  "chef",
  "salt-minion",
  "mcollective",
  "disable-ec2-metadata",
  "runcmd",
  // cloud_final_modules
  "rightscale_userdata",
  "scripts-per-once",
  "scripts-per-boot",
  "scripts-per-instance",
  "scripts-user",
  "ssh-authkey-fingerprints",
  "keys-to-console",
  "phone-home",
  "final-message",
];

/** Keys of meta-data that NoCloud of 0.7.5 reads and that a seed may have (cloudinit/sources/DataSourceNoCloud.py). */
const metaDataKeys = ["instance-id", "local-hostname"];

/**
 * What cloud-init 0.7.5 on EL6 would not do with a seed as it is meant.
 *
 * @param userData user-data
 * @param metaData meta-data
 * @returns the faults, for people; none when all is well
 */
export function faultsOf(userData: string, metaData: string): string[] {
  const faults: string[] = [];
  for (const [name, text] of Object.entries({ "user-data": userData, "meta-data": metaData })) {
    // eslint-disable-next-line no-control-regex -- all of ASCII
    const found = /[^\x00-\x7f]/.exec(text);
    if (found !== null) {
      faults.push(`${name} has "${found[0]}": Python 2's str() fails on what is not ASCII`);
    }
  }
  // cloudinit/handlers/__init__.py, INCLUSION_TYPES_MAP: the first line tells what a part is.
  if (!userData.startsWith("#cloud-config\n")) {
    faults.push("user-data does not begin with #cloud-config");
  }
  const values = parse(userData) as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key === undefined) {
      faults.push(`0.7.5 has no key ${name}, or the table does not: add it with its source`);
    } else if (!enabledModules.includes(key.module)) {
      faults.push(`${name}: EL6's cloud.cfg does not run module ${key.module}`);
    } else if (!key.isOk(value)) {
      faults.push(`${name} has to be ${key.form} (${key.source})`);
    }
  }
  for (const name of ["fqdn", "users"]) {
    if (!Object.hasOwn(values, name)) {
      faults.push(`${name} is missing`);
    }
  }
  const metaValues = parse(metaData) as Record<string, unknown>;
  for (const name of Object.keys(metaValues).filter((other) => !metaDataKeys.includes(other))) {
    faults.push(`meta-data has ${name}; only ${metaDataKeys.join(", ")} are known to work`);
  }
  for (const name of metaDataKeys.filter((other) => !isText(metaValues[other]))) {
    faults.push(`meta-data has no ${name}`);
  }
  return faults;
}
