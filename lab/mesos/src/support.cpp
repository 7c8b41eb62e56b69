#include "support.hpp"

#include <dirent.h>
#include <sys/time.h>

namespace standin {

bool startsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

std::vector<std::string> split(const std::string& text, const char* separators) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while ((begin = text.find_first_not_of(separators, begin)) != std::string::npos) {
    const size_t end = text.find_first_of(separators, begin);
    parts.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return parts;
}

std::string trim(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? separator : "") + parts[i];
  return out;
}

bool parseNumber(const std::string& text, double* out) {
  // strtod accepts hexadecimal, "inf", "nan" and leading blanks; a flag's value may be none of these.
  if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string::npos) return false;
  char* end = NULL;
  *out = strtod(text.c_str(), &end);
  return *end == 0;
}

std::string formatNumber(double value) { return Json(value).dump(); }

namespace {

struct Unit {
  const char* name;
  double nanoseconds;
};

const Unit units[] = {{"weeks", 604800e9}, {"days", 86400e9}, {"hrs", 3600e9}, {"mins", 60e9},
                      {"secs", 1e9},       {"ms", 1e6},       {"us", 1e3},     {"ns", 1}};

}  // namespace

std::string parseDuration(const std::string& text, double* seconds) {
  const size_t split = text.find_first_not_of("-.0123456789");
  double value = 0;
  if (split == std::string::npos || split == 0 || !parseNumber(text.substr(0, split), &value)) {
    return "Invalid duration '" + text + "'";
  }
  for (const Unit& unit : units) {
    if (text.compare(split, std::string::npos, unit.name) == 0) {
      *seconds = value * unit.nanoseconds / 1e9;
      return "";
    }
  }
  return "Unknown duration unit '" + text.substr(split) + "'";
}

std::string formatDuration(double seconds) {
  const double nanoseconds = floor(seconds * 1e9 + 0.5);
  const Unit* bucket = NULL;
  for (const Unit& unit : units) {
    if (fabs(nanoseconds) < unit.nanoseconds) continue;
    if (bucket == NULL) bucket = &unit;
    if (&unit > bucket + 1) break;
    if (fmod(nanoseconds, unit.nanoseconds) == 0) {
      return formatNumber(nanoseconds / unit.nanoseconds) + unit.name;
    }
  }
  return bucket == NULL ? "0ns" : formatNumber(nanoseconds / bucket->nanoseconds) + bucket->name;
}

std::string urlDecode(const std::string& text, bool plusIsSpace) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && isxdigit(text[i + 1]) && isxdigit(text[i + 2])) {
      out += static_cast<char>(strtoul(text.substr(i + 1, 2).c_str(), NULL, 16));
      i += 2;
    } else {
      out += text[i] == '+' && plusIsSpace ? ' ' : text[i];
    }
  }
  return out;
}

std::string base64Decode(const std::string& text) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char* at = strchr(alphabet, text[i]);
    if (at == NULL || *at == 0) break;
    bits = (bits << 6) | static_cast<unsigned>(at - alphabet);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xff);
    }
  }
  return out;
}

std::string makeUuid() {
  unsigned char bytes[16] = {0};
  const int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (fd < 0 || read(fd, bytes, sizeof bytes) != static_cast<ssize_t>(sizeof bytes)) {
    perror("/dev/urandom");
    abort();
  }
  close(fd);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  std::string out;
  for (int i = 0; i < 16; ++i) {
    char hex[3];
    snprintf(hex, sizeof hex, "%02x", bytes[i]);
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex;
  }
  return out;
}

namespace {

unsigned rotate(unsigned value, int by) { return (value << by) | (value >> (32 - by)); }

/// MD5 (RFC 1321), the raw 16 bytes.
std::string md5(std::string text) {
  static const int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  unsigned state[4] = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u};
  const unsigned long long bitCount = text.size() * 8ULL;
  text += static_cast<char>(0x80);
  while (text.size() % 64 != 56) text += '\0';
  for (int i = 0; i < 8; ++i) text += static_cast<char>((bitCount >> (8 * i)) & 0xff);
  for (size_t block = 0; block < text.size(); block += 64) {
    unsigned words[16];
    for (int i = 0; i < 16; ++i) {
      words[i] = 0;
      for (int k = 3; k >= 0; --k) {
        words[i] = (words[i] << 8) | static_cast<unsigned char>(text[block + i * 4 + k]);
      }
    }
    unsigned a = state[0], b = state[1], c = state[2], d = state[3];
    for (int i = 0; i < 64; ++i) {
      unsigned f = 0;
      int g = 0;
      switch (i / 16) {
        case 0: f = (b & c) | (~b & d); g = i; break;
        case 1: f = (d & b) | (~d & c); g = (5 * i + 1) % 16; break;
        case 2: f = b ^ c ^ d; g = (3 * i + 5) % 16; break;
        default: f = c ^ (b | ~d); g = (7 * i) % 16; break;
      }
      // RFC 1321, section 3.4: element i of the table is the integer part of 2^32 * abs(sin(i + 1)).
      const unsigned k = static_cast<unsigned>(floor(fabs(sin(i + 1.0)) * 4294967296.0));
      const unsigned next = b + rotate(a + f + k + words[g], shifts[i / 16][i % 4]);
      a = d;
      d = c;
      c = b;
      b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
  std::string out;
  for (int i = 0; i < 16; ++i) out += static_cast<char>((state[i / 4] >> (8 * (i % 4))) & 0xff);
  return out;
}

}  // namespace

std::string hmacMd5(const std::string& key, const std::string& text) {
  std::string padded = key.size() > 64 ? md5(key) : key;
  padded.resize(64, '\0');
  std::string inner, outer;
  for (char c : padded) {
    inner += static_cast<char>(c ^ 0x36);
    outer += static_cast<char>(c ^ 0x5c);
  }
  const std::string digest = md5(outer + md5(inner + text));
  std::string hex;
  for (unsigned char c : digest) {
    char code[3];
    snprintf(code, sizeof code, "%02x", c);
    hex += code;
  }
  return hex;
}

bool sameSecret(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  }
  return difference == 0;
}

double wallTime() {
  struct timeval now;
  gettimeofday(&now, NULL);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_usec) / 1e6;
}

std::string formatTime(double seconds, const char* format) {
  const time_t whole = static_cast<time_t>(seconds);
  struct tm parts;
  localtime_r(&whole, &parts);
  char out[80];
  strftime(out, sizeof out, format, &parts);
  return out;
}

bool readFile(const std::string& path, std::string* out) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  out->clear();
  char buffer[16384];
  ssize_t count = 0;
  while ((count = read(fd, buffer, sizeof buffer)) > 0) out->append(buffer, count);
  const int fault = errno;
  close(fd);
  errno = fault;
  return count == 0;
}

std::string writeFile(const std::string& path, const std::string& content) {
  const std::string temporary = path + ".tmp";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return "Failed to open '" + temporary + "': " + strerror(errno);
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = write(fd, content.data() + done, content.size() - done);
    if (count < 0) {
      const std::string fault = strerror(errno);
      close(fd);
      return "Failed to write '" + temporary + "': " + fault;
    }
    done += count;
  }
  fsync(fd);
  close(fd);
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    return "Failed to rename to '" + path + "': " + strerror(errno);
  }
  return "";
}

std::string makeDirectories(const std::string& path) {
  for (size_t at = path.find('/', 1); true; at = path.find('/', at + 1)) {
    const std::string part = path.substr(0, at);
    if (mkdir(part.c_str(), 0755) != 0 && errno != EEXIST) {
      return "Failed to create '" + part + "': " + strerror(errno);
    }
    if (at == std::string::npos) return "";
  }
}

std::vector<std::string> listDirectory(const std::string& path) {
  std::set<std::string> names;
  DIR* folder = opendir(path.c_str());
  if (folder != NULL) {
    while (struct dirent* entry = readdir(folder)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.insert(name);
    }
    closedir(folder);
  }
  return std::vector<std::string>(names.begin(), names.end());
}

bool exists(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

std::string baseName(const std::string& path) {
  const size_t at = path.rfind('/');
  return at == std::string::npos ? path : path.substr(at + 1);
}

void replaceSymlink(const std::string& target, const std::string& link) {
  const std::string temporary = link + ".tmp";
  unlink(temporary.c_str());
  if (symlink(target.c_str(), temporary.c_str()) == 0) rename(temporary.c_str(), link.c_str());
}

Json readJson(const std::string& path) {
  std::string text;
  Json value;
  if (!readFile(path, &text) || !Json::parse(text, &value).empty()) return Json();
  return value;
}

}  // namespace standin
