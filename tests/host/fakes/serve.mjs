// Daemons on loopback: every folder ADDRESS:PORT below the given one is served over HTTP; a folder with the file "basic"
// wants those credentials, one with the file "ruok" is a ZooKeeper: it answers a word with the file of its name. One with the file
// "launches" is a Marathon: it takes and removes applications, and the master's state in the file that "launches" names has
// their tasks, on slaves that "launches" does not call full. Prints "ready".
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

const root = process.argv[2];

function serve(folder) {
  const file = (name) => path.join(root, folder, name);
  if (existsSync(file("ruok"))) {
    return net.createServer((socket) => {
      socket.on("error", () => {});
      // As ZooKeeper 3.4.10 and later say of a word that is not in 4lw.commands.whitelist.
      socket.once("data", (word) =>
        socket.end(
          existsSync(file(`${word}`))
            ? readFileSync(file(`${word}`))
            : `${word} is not executed because it is not in the whitelist.`,
        ),
      );
    });
  }
  return http.createServer((request, response) => {
    const wanted = existsSync(file("basic"))
      ? `Basic ${readFileSync(file("basic")).toString("base64")}`
      : undefined;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401).end();
    } else if (existsSync(file("launches")) && request.url.startsWith("/v2/apps")) {
      let body = "";
      request.on("data", (data) => (body += data));
      request.on("end", () => {
        const { status, answer } = marathon(file("launches"), request, body);
        response.writeHead(status).end(JSON.stringify(answer));
      });
    } else if (statSync(file(request.url), { throwIfNoEntry: false })?.isFile()) {
      response.end(readFileSync(file(request.url)));
    } else {
      response.writeHead(404).end();
    }
  });
}

const apps = new Map();

// Answers a request for applications, as far as the scripts make such.
function marathon(settings, { method, url }, body) {
  const { state: stateFile, full } = JSON.parse(readFileSync(settings, "utf8"));
  const { pathname, search } = new URL(url, "http://marathon");
  const id = pathname.slice("/v2/apps".length);
  if (method === "GET" && url === "/v2/apps") {
    return { status: 200, answer: { apps: [...apps.values()] } };
  }
  if (method === "POST" && url === "/v2/apps") {
    const app = JSON.parse(body);
    apps.set(app.id, { ...app, version: new Date().toISOString() });
  } else if (method !== "DELETE" || search !== "?force=true" || !apps.delete(id)) {
    return { status: 404, answer: {} };
  }
  const state = JSON.parse(readFileSync(stateFile, "utf8"));
  state.frameworks[0].tasks = [...apps.values()]
    .filter(({ constraints: [[, , address]] }) => !full.includes(address))
    .map((app) => ({
      id: `${app.id.slice(1)}.uuid`,
      slave_id: state.slaves.find(({ hostname }) => hostname === app.constraints[0][2]).id,
      state: "TASK_RUNNING",
    }));
  writeFileSync(stateFile, JSON.stringify(state));
  return { status: 200, answer: {} };
}

await Promise.all(
  readdirSync(root).map((folder) => {
    const [address, port] = folder.split(":");
    return new Promise((resolve, reject) => {
      serve(folder).on("error", reject).listen(Number(port), address, resolve);
    });
  }),
);
console.log("ready");
