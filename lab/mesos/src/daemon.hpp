#ifndef STANDIN_DAEMON_HPP
#define STANDIN_DAEMON_HPP

#include "flags.hpp"
#include "http.hpp"

namespace standin {

/// The version that everything reports.
extern const char* const version;

/// What master and slave have in common once they are up.
struct Identity {
  std::string ip;
  int port;
  std::string hostname;
};

/// Loads the flags or ends the process as 0.24.0 does: --version and --help with status 0, a wrong or unknown flag
/// with its error, the usage and status 1. Sets up logging and logs the build lines.
void startDaemon(const std::string& program, int argc, char** argv, Flags* flags);

/// Address and host name from --ip, --hostname, LIBPROCESS_IP or the resolver; ends the process with 0.24.0's error
/// when the own name does not resolve.
Identity identify(const Flags& flags);

/// Ends the process with status 1 unless `fault` is empty.
void require(const std::string& fault);

/// SIGTERM and SIGINT are logged and then kill the process, as with glog's handler.
void dieOnSignals(const std::vector<int>& others, std::function<void(int)> other);

/// Credentials in text form, principal -> secret: one pair a line, separated by one space.
/// JSON is refused: 0.24.0 turns a plain secret of that form into garbage (MESOS-3560).
std::string loadCredentials(const std::string& path, std::map<std::string, std::string>* out);

/// build_date, build_time, build_user and version, the first keys of both state.json.
void addBuild(Json* state);

/// system/cpus_total and the others of /metrics/snapshot.
void addSystemMetrics(Json* metrics);

/// /proc/sys/kernel/random/boot_id.
std::string bootId();

/// Answers /files/browse.json, /files/read.json and /files/download.json. `attached` maps names ("/master/log") and folders to real paths. True when the request was one of them.
bool serveFiles(const Request& request, const std::map<std::string, std::string>& attached);

}  // namespace standin

#endif
