#include "daemon.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>

#include "log.hpp"
#include "support.hpp"

#ifndef BUILD_TIME
#define BUILD_TIME 0
#endif

namespace standin {

const char* const version = "0.24.0";

void require(const std::string& fault) {
  if (!fault.empty()) die(fault);
}

void startDaemon(const std::string& program, int argc, char** argv, Flags* flags) {
  const std::string fault = flags->load(argc, argv);
  if (!fault.empty()) die(fault + "\n\n" + flags->usage(program));
  if (flags->isTrue("help")) {
    printf("%s", flags->usage(program).c_str());
    exit(0);
  }
  if (flags->isTrue("version")) {
    printf("mesos %s\nThis %s is a stand-in for Apache Mesos, made for a test lab.\n", version, program.c_str());
    exit(0);
  }
  const std::string level = flags->get("logging_level");
  if (level != "INFO" && level != "WARNING" && level != "ERROR") {
    die("'" + level + "' is not a valid logging level. Possible values for 'logging_level' flag are: 'INFO', "
        "'WARNING', 'ERROR'.");
  }
  const LogSettings settings = {program, flags->get("log_dir"),
                                level == "INFO" ? INFO : level == "WARNING" ? WARNING : ERROR,
                                flags->isTrue("quiet")};
  require(setupLogging(settings));
  LOG(INFO, "Build: " + formatTime(BUILD_TIME, "%Y-%m-%d %H:%M:%S") + " by stand-in");
  LOG(INFO, "Version: " + std::string(version));
  LOG(INFO, "This " + program + " is a stand-in for Apache Mesos, made for a test lab");
}

Identity identify(const Flags& flags) {
  Identity identity;
  identity.port = static_cast<int>(flags.number("port"));
  identity.ip = flags.get("ip");
  if (identity.ip.empty() && getenv("LIBPROCESS_IP") != NULL) identity.ip = getenv("LIBPROCESS_IP");
  if (identity.ip.empty()) {
    char name[256] = "";
    gethostname(name, sizeof name - 1);
    identity.ip = resolve(name);
    if (identity.ip.empty()) {
      die("Failed to obtain the IP address for '" + std::string(name) +
          "'; the DNS service may not be able to resolve it: Name or service not known");
    }
  }
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  if (inet_pton(AF_INET, identity.ip.c_str(), &address.sin_addr) != 1) {
    die("Failed to initialize: Failed to parse the IP '" + identity.ip + "'");
  }
  identity.hostname = flags.get("hostname");
  if (identity.hostname.empty()) {
    char name[256];
    const struct sockaddr* any = reinterpret_cast<const struct sockaddr*>(&address);
    identity.hostname =
        getnameinfo(any, sizeof address, name, sizeof name, NULL, 0, 0) == 0 ? name : identity.ip;
  }
  if (startsWith(identity.ip, "127.")) {
    LOG(WARNING, "Bound to loopback interface! Cannot communicate with remote hosts. You might want to set "
                 "'--ip' to a routable IP address.");
  }
  return identity;
}

void dieOnSignals(const std::vector<int>& others, std::function<void(int)> other) {
  std::vector<int> signals = others;
  signals.push_back(SIGTERM);
  signals.push_back(SIGINT);
  signal(SIGPIPE, SIG_IGN);
  loop::onSignals(signals, [other](int number, int sender) {
    if (number != SIGTERM && number != SIGINT) return other(number);
    LOG(WARNING, std::string("RAW: Received signal ") + (number == SIGTERM ? "SIGTERM" : "SIGINT") +
                     " from process " + std::to_string(sender) + "; exiting");
    signal(number, SIG_DFL);
    loop::releaseSignals();
    raise(number);
  });
}

std::string loadCredentials(const std::string& path, std::map<std::string, std::string>* out) {
  std::string text;
  if (!readFile(path, &text)) {
    return "Failed to read credentials file '" + path + "': " + strerror(errno);
  }
  struct stat info;
  if (stat(path.c_str(), &info) == 0 && (info.st_mode & S_IRWXO) != 0) {
    LOG(WARNING, "Permissions on credentials file '" + path + "' are too open. It is recommended that your "
                 "credentials file is NOT accessible by others.");
  }
  for (const std::string& line : split(text, "\n")) {
    const std::vector<std::string> pair = split(line, " ");
    if (pair.size() != 2) return "Invalid credential format at line in '" + path + "' (one \"principal secret\" a line)";
    (*out)[pair[0]] = pair[1];
  }
  return out->empty() ? "Credentials file '" + path + "' is empty" : "";
}

void addBuild(Json* state) {
  state->set("build_date", formatTime(BUILD_TIME, "%Y-%m-%d %H:%M:%S"));
  state->set("build_time", static_cast<double>(BUILD_TIME));
  state->set("build_user", "stand-in");
  state->set("version", version);
}

void addSystemMetrics(Json* metrics) {
  struct sysinfo info;
  double load[3] = {0, 0, 0};
  if (sysinfo(&info) != 0 || getloadavg(load, 3) != 3) return;
  metrics->set("system/cpus_total", sysconf(_SC_NPROCESSORS_ONLN));
  metrics->set("system/load_1min", load[0]).set("system/load_5min", load[1]).set("system/load_15min", load[2]);
  metrics->set("system/mem_free_bytes", static_cast<double>(info.freeram) * info.mem_unit);
  metrics->set("system/mem_total_bytes", static_cast<double>(info.totalram) * info.mem_unit);
}

std::string bootId() {
  std::string text;
  readFile("/proc/sys/kernel/random/boot_id", &text);
  return trim(text);
}

}  // namespace standin
