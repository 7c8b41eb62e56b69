// Adds to package-lock.json the packages for other platforms that the registry in use does not serve. Without them
// `npm ci` refuses the lock file everywhere. Run it as `npm run lock`, after a change of dependencies.
import fs from "node:fs";

const systems = ["darwin", "win32", "android", "freebsd", "openharmony", "linux"];
// Longer names first: "arm64" holds "arm".
const processors = "arm64 x64 arm ia32 ppc64 riscv64 s390x loong64".split(" ");

const file = new URL("../../package-lock.json", import.meta.url);
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const system = systems.find((word) => name.includes(word));
    const processor = processors.find((word) => name.includes(word));
    const isThere = lock.packages[key] ?? lock.packages[`${place}/${key}`];
    if (isThere === undefined && system !== undefined && processor !== undefined) {
      lock.packages[key] = {
        version,
        cpu: [processor],
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        os: [system],
      };
    }
  }
}
const byName = ([a], [b]) => a.localeCompare(b, "en");
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byName));
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
