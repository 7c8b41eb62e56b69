import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import * as os from "node:os";
import * as path from "node:path";

import { fetchChecked } from "../../../lib/fetchChecked";
import { listenOnLoopback } from "../../support/loopback";

const content = "a package";
const digest = (algorithm: string): string => createHash(algorithm).update(content).digest("hex");
const sha256 = digest("sha256");

let folder: string;
let server: Server;
let url: string;
/** Paths that were asked for. */
let asked: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.statusCode = request.url === "/a.rpm" || request.url === "/empty" ? 200 : 404;
    response.end(request.url === "/a.rpm" ? content : "");
  });
  url = await listenOnLoopback(server);
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-checked-"));
  asked = [];
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

test.each(["sha1", "sha256", "sha512"])("a file of the %s that is expected", async (algorithm) => {
  const expected = { algorithm, checksum: digest(algorithm) };
  const file = path.join(folder, sha256);
  expect(await fetchChecked(`${url}/a.rpm`, folder, expected)).toEqual({
    file,
    sha256,
    sizeBytes: content.length,
    source: `${url}/a.rpm`,
  });
  expect(fs.readFileSync(file, "utf8")).toBe(content);
  expect(fs.readdirSync(folder)).toEqual([sha256]);
});

test("what the cache has is not asked for, unless it is damaged", async () => {
  const expected = { algorithm: "sha256", checksum: sha256 };
  fs.writeFileSync(path.join(folder, sha256), content);
  await fetchChecked(`${url}/a.rpm`, folder, expected);
  expect(asked).toEqual([]);
  fs.writeFileSync(path.join(folder, sha256), "damaged");
  await fetchChecked(`${url}/a.rpm`, folder, expected);
  expect(asked).toEqual(["/a.rpm"]);
  expect(fs.readFileSync(path.join(folder, sha256), "utf8")).toBe(content);
});

test("a file of which nobody says what it has to be", async () => {
  expect((await fetchChecked(`${url}/a.rpm`, folder)).sha256).toBe(sha256);
  expect((await fetchChecked(`${url}/empty`, folder)).sizeBytes).toBe(0);
});

test("another file, and no file, are refused, and nothing is left", async () => {
  const expected = { algorithm: "sha1", checksum: "c".repeat(40) };
  await expect(fetchChecked(`${url}/a.rpm`, folder, expected)).rejects.toThrow(
    `${url}/a.rpm: what it sends has sha1 ${digest("sha1")}, and the repository says ${expected.checksum}`,
  );
  await expect(fetchChecked(`${url}/gone.rpm`, folder, expected)).rejects.toThrow(
    /gone\.rpm: .*404/,
  );
  expect(fs.readdirSync(folder)).toEqual([]);
});
