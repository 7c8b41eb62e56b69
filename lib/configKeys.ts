import { isIpv4Address, isNetwork24 } from "./addressing";
import type { CpuMode, DomainType, MesosSource, ToolchainScope } from "./clusterSpec";
import type {
  ChoiceSchema,
  FlagSchema,
  GroupMapSchema,
  GroupSchema,
  Infer,
  IntegerSchema,
  ListSchema,
  TextMapSchema,
  TextRule,
  TextSchema,
} from "./configSchema";
import { defaultRepositories } from "./defaultRepositories";
import type { InputName } from "./fileInputs";
import { inputManifest, knownSha256 } from "./inputManifest";
import { parseSshProxy, sshProxyForm } from "./sshProxy";
import { compilers, recipeCompiler, type Compiler } from "./toolchain";

const matching = (pattern: RegExp, allowed: string): TextRule => ({
  allowed,
  accepts: (text) => pattern.test(text),
});

const orEmpty = (rule: TextRule, meaning: string): TextRule => ({
  allowed: `${rule.allowed}, or empty for ${meaning}`,
  accepts: (text) => text === "" || rule.accepts(text),
});

const address: TextRule = {
  allowed: "an IPv4 address such as 192.168.5.51",
  accepts: isIpv4Address,
};
const network: TextRule = {
  allowed: "a /24 with its host part zero, such as 192.168.5.0/24",
  accepts: isNetwork24,
};
const version = matching(/^\d+\.\d+\.\d+$/, "a version of three numbers such as 0.24.0");
const release = matching(/^\d+\.\d+$/, 'a release of two numbers, quoted, such as "6.6"');
const digest = orEmpty(
  matching(/^[0-9a-f]{64}$/, "a sha256 of 64 lower-case hexadecimal digits"),
  "the one known of this version, or none (trusted on first use, aloud)",
);
const source = matching(
  /^(https?:\/\/[^\s/]+\/\S+|\/\S+)$/,
  "an http(s) URL or an absolute path on the Pulumi host, without white space",
);
const mirror = matching(
  /^https?:\/\/[^\s/]+(\/\S*)?$/,
  "the http(s) URL of a copy of Maven's central repository",
);
const url = matching(/^(https?:\/\/[^\s/]+\/\S*|file:\/\/\/\S+)$/, "an http(s) or file:/// URL");
const absolutePath = matching(
  /^\/[A-Za-z0-9._@+/-]+$/,
  "an absolute path of letters, digits and . _ @ + - /",
);
const oneLine = matching(/^[\x20-\x7e]*$/, "one line of printable ASCII");
const flagName = matching(/^[a-z][a-z0-9_]*$/, "a flag's name without dashes, such as cluster");
// "node" in front of ":" is the product's own attribute; ";" and ":" divide (src/common/attributes.cpp of 0.24.0).
const attributeName = matching(
  /^(?!node$)[A-Za-z0-9_.-]+$/,
  "letters, digits and . _ -, other than node, which the product sets",
);
const attributeValue = matching(/^[A-Za-z0-9_./-]+$/, "letters, digits and . _ / -");
const resourceList = matching(
  /^[a-z0-9_]+(\([^)\s]+\))?:[^;:\s]+(;[a-z0-9_]+(\([^)\s]+\))?:[^;:\s]+)*$/,
  "resources such as cpus:2;mem:2808;disk:45148;ports:[31000-32000]",
);
// Part of a name that git takes (git-check-ref-format), and nothing that a shell or an option parser reads.
const gitRef = matching(
  /^(?!.*(\.\.|\/\/|\.lock$))[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  "a tag, branch or commit of letters, digits and . _ / -",
);
const principal = matching(/^[A-Za-z0-9_.-]+$/, "letters, digits and . _ -");
const repositoryName = matching(/^[A-Za-z0-9_.-]+$/, "letters, digits and . _ -");
const prefix = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/,
  "at most 40 letters, digits and . _ -, beginning with a letter or digit",
);

const text = (fallback: string, rule: TextRule): TextSchema => ({
  kind: "text",
  default: fallback,
  rule,
});
const choice = <C extends string>(fallback: C, choices: readonly C[]): ChoiceSchema<C> => ({
  kind: "choice",
  default: fallback,
  choices,
});
const integer = (fallback: number, minimum: number, maximum: number): IntegerSchema => ({
  kind: "integer",
  default: fallback,
  minimum,
  maximum,
});
const flag = (fallback: boolean): FlagSchema => ({ kind: "flag", default: fallback });
const list = (fallback: readonly string[], rule: TextRule): ListSchema => ({
  kind: "list",
  default: fallback,
  rule,
});
const textMap = (nameRule: TextRule, rule: TextRule): TextMapSchema => ({
  kind: "textMap",
  default: {},
  nameRule,
  rule,
});
const group = <K extends GroupSchema["keys"]>(keys: K): { kind: "group"; keys: K } => ({
  kind: "group",
  keys,
});

// Bounds: what libvirt takes is far more; these catch a slip, such as GiB given where MiB are meant.
const machineSize = {
  vcpus: integer(2, 1, 64),
  memoryMiB: integer(4096, 512, 1_048_576),
  diskGiB: integer(50, 4, 4096),
};
const seconds = (fallback: number): IntegerSchema => integer(fallback, 10, 86_400);
const versioned = (name: Exclude<InputName, "image">) => ({
  version: text(inputManifest[name].version, version),
  sources: list(inputManifest[name].sources, source),
  sha256: text(knownSha256(name, inputManifest[name].version), digest),
});

const repository = group({
  baseurl: list([], url),
  gpgkey: text("", orEmpty(url, "packages whose signatures are not checked")),
  enabled: flag(true),
});
const repositories: GroupMapSchema<typeof repository> = {
  kind: "groupMap",
  default: defaultRepositories,
  nameRule: repositoryName,
  group: repository,
};

const mesos = versioned("mesos");

/** Every key of the project's configuration, with type, bounds and default. Pulumi.yaml repeats the defaults. */
export const configKeys = group({
  slaves: integer(2, 1, 253),
  networkCidr: text("192.168.5.0/24", network),
  masterAddress: text("", orEmpty(address, "host 51 of networkCidr")),
  firstSlaveAddress: text("", orEmpty(address, "host 54 of networkCidr")),
  namePrefix: text("", orEmpty(prefix, "<project>-<stack>-")),
  domainType: choice<DomainType>("kvm", ["kvm", "qemu"]),
  cpuMode: choice<CpuMode>("host-passthrough", ["host-passthrough", "host-model", "none"]),
  master: group(machineSize),
  slave: group({
    ...machineSize,
    resources: text("", orEmpty(resourceList, "what follows from the size")),
    attributes: textMap(attributeName, attributeValue),
  }),
  image: group({
    sources: list(inputManifest.image.sources, source),
    sha256: text("", digest),
    release: text("6.6", release),
  }),
  mesos: group({
    version: mesos.version,
    source: choice<MesosSource>("tarball", ["tarball", "git", "artifact"]),
    sources: mesos.sources,
    sha256: mesos.sha256,
    ref: text("", orEmpty(gitRef, "the tag of the version")),
    masterFlags: textMap(flagName, oneLine),
    slaveFlags: textMap(flagName, oneLine),
    toolchain: choice<ToolchainScope>("all", ["all", "builder", "none"]),
    compiler: choice<Compiler>(recipeCompiler, compilers),
  }),
  marathon: group({
    enabled: flag(true),
    ...versioned("marathon"),
    flags: textMap(flagName, oneLine),
    jvmOptions: text("", oneLine),
  }),
  zookeeper: group({ ...versioned("zookeeper"), jvmOptions: text("", oneLine) }),
  maven: group({ ...versioned("maven"), mirrors: list([], mirror) }),
  repositories,
  authentication: group({
    slaves: flag(true),
    marathonHttp: flag(true),
    frameworks: flag(false),
    principals: list([], principal),
    // The bound catches a slip, such as a date.
    rotation: integer(0, 0, 9999),
  }),
  outboundTraffic: flag(false),
  exportSshKey: flag(false),
  sshKeyPath: text("", orEmpty(absolutePath, "a key made for the stack")),
  sshProxy: text("", {
    allowed: sshProxyForm,
    accepts: (value) => ["", "none"].includes(value) || parseSshProxy(value) !== undefined,
  }),
  poolPath: text(
    "",
    orEmpty(absolutePath, "/var/lib/libvirt/images/<namePrefix without its last dash>"),
  ),
  cacheDirectory: text("", orEmpty(absolutePath, "the user's own cache folder")),
  timeouts: group({
    bootSeconds: seconds(600),
    toolchainSeconds: seconds(3600),
    buildSeconds: seconds(21_600),
    healthSeconds: seconds(300),
  }),
});

/** The configuration as given, with every default filled in but nothing derived yet. */
export type Settings = Infer<typeof configKeys>;
