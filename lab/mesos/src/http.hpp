#ifndef STANDIN_HTTP_HPP
#define STANDIN_HTTP_HPP

#include "connection.hpp"

namespace standin {

/// One HTTP/1.1 request. Answered exactly once with one of the functions below.
struct Request {
  std::string method;
  std::string path;  ///< decoded, without the query
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  ConnectionPtr connection;
};

/// Serves ip:port; each complete request goes to `handler`. Malformed ones are answered with 400 here.
/// Returns an empty string or the fault.
std::string serveHttp(const std::string& ip, int port, std::function<void(const Request&)> handler);

/// Status line, headers, body; then the connection is closed. `headers` are whole lines with CRLF.
void respond(const Request& request, int status, const std::string& type, const std::string& body,
             const std::string& headers = "");

/// 200 with JSON, as JavaScript when the query has `jsonp` (the web UI reads slaves across origins that way).
void respondJson(const Request& request, const Json& body, int status = 200);

/// `{"message": text}` with an error status.
void respondFault(const Request& request, int status, const std::string& text);

/// Begins a chunked answer that stays open. Each writeChunk sends one JSON line; endChunks ends it.
void beginChunks(const ConnectionPtr& connection);
void writeChunk(const ConnectionPtr& connection, const Json& line);
void endChunks(const ConnectionPtr& connection);

/// The head of a request for Connection::write.
std::string requestHead(const std::string& method, const std::string& host, const std::string& path,
                        size_t bodyBytes, const std::string& headers);

}  // namespace standin

#endif
