#include "http.hpp"

#include "log.hpp"
#include "support.hpp"

namespace standin {

namespace {

const size_t headLimitBytes = 65536;

const char* reason(int status) {
  switch (status) {
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 202: return "Accepted";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    default: return "Service Unavailable";
  }
}

std::map<std::string, std::string> parseQuery(const std::string& text) {
  std::map<std::string, std::string> out;
  for (const std::string& part : split(text, "&;")) {
    const size_t equals = part.find('=');
    out[urlDecode(part.substr(0, equals), true)] =
        equals == std::string::npos ? "" : urlDecode(part.substr(equals + 1), true);
  }
  return out;
}

/// Takes a complete request off the connection's input. 1 = done, 0 = more to come, -1 = malformed.
int parseRequest(const ConnectionPtr& connection, Request* request) {
  const std::string& input = connection->input;
  const size_t end = input.find("\r\n\r\n");
  if (end == std::string::npos) return input.size() > headLimitBytes ? -1 : 0;
  size_t lineEnd = input.find("\r\n");
  const std::vector<std::string> first = split(input.substr(0, lineEnd), " ");
  if (first.size() != 3 || !startsWith(first[2], "HTTP/1.") || first[1][0] != '/') return -1;
  request->headers.clear();
  while (lineEnd < end) {
    const size_t begin = lineEnd + 2;
    lineEnd = input.find("\r\n", begin);
    const size_t colon = input.find(':', begin);
    if (colon == std::string::npos || colon > lineEnd) return -1;
    std::string name = input.substr(begin, colon - begin);
    for (char& c : name) c = static_cast<char>(tolower(c));
    request->headers[name] = trim(input.substr(colon + 1, lineEnd - colon - 1));
  }
  if (request->headers.count("transfer-encoding") > 0) return -1;
  double length = 0;
  if (request->headers.count("content-length") > 0 &&
      (!parseNumber(request->headers["content-length"], &length) || length < 0)) {
    return -1;
  }
  if (input.size() < end + 4 + static_cast<size_t>(length)) return 0;
  request->method = first[0];
  const size_t question = first[1].find('?');
  request->path = urlDecode(first[1].substr(0, question), false);
  if (question != std::string::npos) request->query = parseQuery(first[1].substr(question + 1));
  request->body = input.substr(end + 4, static_cast<size_t>(length));
  connection->input.erase(0, end + 4 + static_cast<size_t>(length));
  request->connection = connection;
  return 1;
}

}  // namespace

std::string serveHttp(const std::string& ip, int port, std::function<void(const Request&)> handler) {
  return listenOn(ip, port, [handler](ConnectionPtr connection) {
    Connection* const raw = connection.get();  // owned by the loop while it calls back
    connection->onData = [raw, handler]() {
      Request request;
      const ConnectionPtr keep = raw->shared_from_this();
      const int state = parseRequest(keep, &request);
      if (state == 0) return;
      raw->onData = nullptr;
      if (state < 0) {
        request.connection = keep;
        return respond(request, 400, "text/plain", "Malformed HTTP request\n");
      }
      const auto agent = request.headers.find("user-agent");
      if (!startsWith(request.path, "/standin/")) {
        LOG(INFO, "HTTP " + request.method + " for " + request.path + " from " + raw->peer +
                      (agent == request.headers.end() ? "" : " with User-Agent='" + agent->second + "'"));
      }
      handler(request);
    };
  });
}

void respond(const Request& request, int status, const std::string& type, const std::string& body,
             const std::string& headers) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " " + reason(status) + "\r\n" +
                    "Date: " + formatTime(wallTime(), "%a, %d %b %Y %H:%M:%S %Z") + "\r\n" + headers +
                    "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  if (!type.empty()) out += "Content-Type: " + type + "\r\n";
  out += "\r\n";
  if (request.method != "HEAD") out += body;
  request.connection->write(out);
  request.connection->finish();
}

void respondJson(const Request& request, const Json& body, int status) {
  const auto callback = request.query.find("jsonp");
  if (callback == request.query.end()) {
    respond(request, status, "application/json", body.dump());
  } else {
    respond(request, status, "text/javascript", callback->second + "(" + body.dump() + ");");
  }
}

void respondFault(const Request& request, int status, const std::string& text) {
  respondJson(request, Json::object().set("message", text), status);
}

void beginChunks(const ConnectionPtr& connection) {
  connection->write(
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void writeChunk(const ConnectionPtr& connection, const Json& line) {
  const std::string text = line.dump() + "\n";
  char size[24];
  snprintf(size, sizeof size, "%zx\r\n", text.size());
  connection->write(size + text + "\r\n");
}

void endChunks(const ConnectionPtr& connection) {
  connection->write("0\r\n\r\n");
  connection->finish();
}

std::string requestHead(const std::string& method, const std::string& host, const std::string& path,
                        size_t bodyBytes, const std::string& headers) {
  return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers +
         "Content-Length: " + std::to_string(bodyBytes) + "\r\n\r\n";
}

}  // namespace standin
