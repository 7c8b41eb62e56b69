// Daemons on loopback: every folder ADDRESS:PORT below the given one is served over HTTP; a folder with the file "basic"
// wants those credentials, one with the file "word" answers everything with that file's text and closes. Prints "ready".
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

const root = process.argv[2];

function serve(folder) {
  const file = (name) => path.join(root, folder, name);
  if (existsSync(file("word"))) {
    return net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(readFileSync(file("word"))));
    });
  }
  return http.createServer((request, response) => {
    const wanted = existsSync(file("basic"))
      ? `Basic ${readFileSync(file("basic")).toString("base64")}`
      : undefined;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401).end();
    } else if (statSync(file(request.url), { throwIfNoEntry: false })?.isFile()) {
      response.end(readFileSync(file(request.url)));
    } else {
      response.writeHead(404).end();
    }
  });
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
