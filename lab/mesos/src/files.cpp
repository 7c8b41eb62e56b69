// /files/browse.json, /files/read.json and /files/download, as src/files/files.cpp of 0.24.0 answers them.
#include "daemon.hpp"

#include <grp.h>
#include <limits.h>
#include <pwd.h>

#include "support.hpp"

namespace standin {

namespace {

std::string realPath(const std::string& path) {
  char resolved[PATH_MAX];
  return realpath(path.c_str(), resolved) == NULL ? "" : resolved;
}

/// The real path behind a virtual one, "" when nothing is attached there or a link leads outside of it.
std::string lookUp(const std::string& wanted, const std::map<std::string, std::string>& attached) {
  for (const auto& entry : attached) {
    if (wanted != entry.first && !startsWith(wanted, entry.first + "/")) continue;
    const std::string root = realPath(entry.second);
    const std::string path = realPath(entry.second + wanted.substr(entry.first.size()));
    if (!root.empty() && (path == root || startsWith(path, root + "/"))) return path;
  }
  return "";
}

std::string modeText(mode_t mode) {
  std::string text = S_ISDIR(mode) ? "d" : S_ISLNK(mode) ? "l" : "-";
  for (int bit = 8; bit >= 0; --bit) text += (mode >> bit) & 1 ? "rwx"[(8 - bit) % 3] : '-';
  return text;
}

Json describe(const std::string& path, const struct stat& info) {
  const struct passwd* user = getpwuid(info.st_uid);
  const struct group* group = getgrgid(info.st_gid);
  Json out = Json::object();
  out.set("gid", group != NULL ? group->gr_name : std::to_string(info.st_gid).c_str());
  out.set("mode", modeText(info.st_mode)).set("mtime", static_cast<double>(info.st_mtime));
  out.set("nlink", static_cast<double>(info.st_nlink)).set("path", path);
  out.set("size", static_cast<double>(info.st_size));
  return out.set("uid", user != NULL ? user->pw_name : std::to_string(info.st_uid).c_str());
}

void browse(const Request& request, const std::string& wanted, const std::string& folder) {
  Json listing = Json::array();
  for (const std::string& name : listDirectory(folder)) {
    struct stat info;
    if (lstat((folder + "/" + name).c_str(), &info) == 0) listing.push(describe(wanted + "/" + name, info));
  }
  respondJson(request, listing);
}

void readPart(const Request& request, const std::string& path) {
  const long maximumBytes = 16 * 4096;  // 0.24.0 answers at most 16 pages
  double offset = -1, length = -1;
  const auto givenOffset = request.query.find("offset");
  const auto givenLength = request.query.find("length");
  if (givenOffset != request.query.end() && !givenOffset->second.empty() &&
      !parseNumber(givenOffset->second, &offset)) {
    return respond(request, 400, "text/plain", "Failed to parse offset: '" + givenOffset->second + "'.\n");
  }
  if (givenLength != request.query.end() && !givenLength->second.empty() &&
      !parseNumber(givenLength->second, &length)) {
    return respond(request, 400, "text/plain", "Failed to parse length: '" + givenLength->second + "'.\n");
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
  std::string data;
  if (offset >= 0 && offset < static_cast<double>(size)) {
    const double wanted = length < 0 ? maximumBytes : std::min<double>(length, maximumBytes);
    data.resize(static_cast<size_t>(wanted));
    const ssize_t count = data.empty() ? 0 : pread(fd, &data[0], data.size(), static_cast<off_t>(offset));
    data.resize(count < 0 ? 0 : count);
  }
  if (fd >= 0) close(fd);
  // Without an offset, or beyond the end, the answer tells the size: the web UI begins to read there.
  if (offset < 0 || offset > static_cast<double>(size)) offset = static_cast<double>(size);
  respondJson(request, Json::object().set("data", data).set("offset", offset));
}

}  // namespace

bool serveFiles(const Request& request, const std::map<std::string, std::string>& attached) {
  const std::string& path = request.path;
  const bool browsing = path == "/files/browse.json";
  if (!browsing && path != "/files/read.json" && path != "/files/download.json") return false;
  const auto given = request.query.find("path");
  if (given == request.query.end() || given->second.empty()) {
    respond(request, 400, "text/plain", "Expecting 'path=value' in query.\n");
    return true;
  }
  std::string wanted = given->second;
  while (wanted.size() > 1 && wanted[wanted.size() - 1] == '/') wanted.erase(wanted.size() - 1);
  const std::string real = lookUp(wanted, attached);
  struct stat info;
  if (real.empty() || stat(real.c_str(), &info) != 0) {
    respond(request, 404, "", "");
  } else if (browsing) {
    if (S_ISDIR(info.st_mode)) {
      browse(request, wanted, real);
    } else {
      respond(request, 404, "", "");
    }
  } else if (S_ISDIR(info.st_mode)) {
    respond(request, 400, "text/plain", "Cannot read from a directory.\n");
  } else if (path == "/files/read.json") {
    readPart(request, real);
  } else {
    std::string content;
    readFile(real, &content);
    respond(request, 200, "application/octet-stream", content,
            "Content-Disposition: attachment; filename=" + baseName(real) + "\r\n");
  }
  return true;
}

}  // namespace standin
