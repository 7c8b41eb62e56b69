#ifndef STANDIN_LOG_HPP
#define STANDIN_LOG_HPP

#include "standin.hpp"

namespace standin {

enum Severity { INFO, WARNING, ERROR };

/// Where log lines go; set once by setupLogging.
struct LogSettings {
  std::string program;    ///< "mesos-master"; names the log files as glog does
  std::string directory;  ///< --log_dir, "" for none
  Severity minimum;       ///< --logging_level
  bool quiet;             ///< --quiet: nothing on standard error
};

/// Opens `<program>.<host>.<user>.log.<SEVERITY>.<date>-<time>.<pid>` and the symlink `<program>.<SEVERITY>` in
/// the folder. Returns an empty string or the fault.
std::string setupLogging(const LogSettings& settings);

/// One line in glog's form, "I1123 05:35:05.573272 17489 main.cpp:229] text". A line of one severity is also
/// written to the files of the lesser ones.
void logLine(Severity severity, const char* file, int line, const std::string& text);

/// Ends the process as stout's EXIT does: the text on standard error (and in the log files), then exit(status).
void die(const std::string& text, int status = 1) __attribute__((noreturn));

/// Path of the INFO file that is being written, "" without --log_dir.
const std::string& logFile();

}  // namespace standin

#define LOG(severity, text) standin::logLine(standin::severity, __FILE__, __LINE__, text)

#endif
