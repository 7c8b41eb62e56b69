#ifndef STANDIN_SUPPORT_HPP
#define STANDIN_SUPPORT_HPP

#include "json.hpp"

namespace standin {

// --- text ---------------------------------------------------------------------------------------------------
bool startsWith(const std::string& text, const std::string& prefix);
/// Non-empty parts of `text` between any of `separators`.
std::vector<std::string> split(const std::string& text, const char* separators);
std::string trim(const std::string& text);
std::string join(const std::vector<std::string>& parts, const std::string& separator);
/// Whole `text` as a decimal number; false when it is anything else.
bool parseNumber(const std::string& text, double* out);
/// As printed by Mesos: 15 significant digits.
std::string formatNumber(double value);
/// A Duration of stout ("15secs", "1.5mins", units ns us ms secs mins hrs days weeks) in seconds.
/// Returns an empty string or the error text of 0.24.0.
std::string parseDuration(const std::string& text, double* seconds);
/// As stout prints it: in the largest unit that fits if the value is whole there, else in the next smaller one if it is
/// whole there, else as a fraction of the largest ("75secs", "10days", "5.796096ms", "0ns").
std::string formatDuration(double seconds);
/// `%XX` and `+` of a query or path.
std::string urlDecode(const std::string& text, bool plusIsSpace);
/// Standard alphabet; characters outside it end the input.
std::string base64Decode(const std::string& text);
/// A random version 4 UUID (RFC 4122) in text form.
std::string makeUuid();
/// HMAC-MD5 (RFC 2104) in lower-case hexadecimal, the response of CRAM-MD5 (RFC 2195).
std::string hmacMd5(const std::string& key, const std::string& text);
/// Compares without a data-dependent early exit.
bool sameSecret(const std::string& a, const std::string& b);

// --- time ---------------------------------------------------------------------------------------------------
/// Seconds since the epoch, with fractions.
double wallTime();
/// Local time in the form of strftime.
std::string formatTime(double seconds, const char* format);

// --- files --------------------------------------------------------------------------------------------------
/// Whole content of `path`; false (with errno) when it cannot be read.
bool readFile(const std::string& path, std::string* out);
/// Atomic: temporary file in the same folder, fsync, rename. Returns an empty string or the fault.
std::string writeFile(const std::string& path, const std::string& content);
/// mkdir -p. Returns an empty string or the fault.
std::string makeDirectories(const std::string& path);
/// Names in a folder, sorted, without "." and "..".
std::vector<std::string> listDirectory(const std::string& path);
bool exists(const std::string& path);
std::string baseName(const std::string& path);
/// Replaces `link` by a symlink to `target`.
void replaceSymlink(const std::string& target, const std::string& link);
/// Parses a JSON file; null when it is absent or broken.
Json readJson(const std::string& path);

}  // namespace standin

#endif
