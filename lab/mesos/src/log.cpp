#include "log.hpp"

#include <pwd.h>
#include <sys/utsname.h>

#include "support.hpp"

namespace standin {

namespace {

LogSettings current = {"", "", INFO, false};
int files[3] = {-1, -1, -1};
std::string infoPath;
const char* const names[] = {"INFO", "WARNING", "ERROR"};

void writeAll(int fd, const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = write(fd, text.data() + done, text.size() - done);
    if (count <= 0) return;  // a log that cannot be written must not end the daemon
    done += count;
  }
}

}  // namespace

std::string setupLogging(const LogSettings& settings) {
  current = settings;
  if (settings.directory.empty()) return "";
  const std::string fault = makeDirectories(settings.directory);
  if (!fault.empty()) return "Could not initialize logging: " + fault;
  struct utsname host;
  uname(&host);
  const struct passwd* user = getpwuid(geteuid());
  const double now = wallTime();
  for (int i = settings.minimum; i <= ERROR; ++i) {
    const std::string name = settings.program + "." + host.nodename + "." +
                             (user != NULL ? user->pw_name : "invalid-user") + ".log." + names[i] + "." +
                             formatTime(now, "%Y%m%d-%H%M%S") + "." + std::to_string(getpid());
    const std::string path = settings.directory + "/" + name;
    files[i] = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (files[i] < 0) return "Could not create log file '" + path + "': " + strerror(errno);
    writeAll(files[i], "Log file created at: " + formatTime(now, "%Y/%m/%d %H:%M:%S") +
                           "\nRunning on machine: " + host.nodename +
                           "\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n");
    replaceSymlink(name, settings.directory + "/" + settings.program + "." + names[i]);
    if (i == settings.minimum) infoPath = path;
  }
  return "";
}

void logLine(Severity severity, const char* file, int line, const std::string& text) {
  if (severity < current.minimum) return;
  const double now = wallTime();
  char micros[16];
  snprintf(micros, sizeof micros, ".%06d ", static_cast<int>((now - floor(now)) * 1e6));
  const std::string out = std::string(1, names[severity][0]) + formatTime(now, "%m%d %H:%M:%S") + micros +
                          std::to_string(getpid()) + " " + baseName(file) + ":" + std::to_string(line) +
                          "] " + text + "\n";
  if (!current.quiet) writeAll(2, out);
  for (int i = 0; i <= severity; ++i) {
    if (files[i] >= 0) writeAll(files[i], out);
  }
}

void die(const std::string& text, int status) {
  writeAll(2, text + "\n");
  for (int i = 0; i <= ERROR; ++i) {
    if (files[i] >= 0) writeAll(files[i], text + "\n");
  }
  exit(status);
}

const std::string& logFile() { return infoPath; }

}  // namespace standin
