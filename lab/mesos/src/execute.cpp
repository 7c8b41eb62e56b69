// mesos-execute: a framework with one task, on the API of PROTOCOL.md.
#include <pwd.h>

#include "flags.hpp"
#include "http.hpp"
#include "log.hpp"
#include "resources.hpp"
#include "support.hpp"

namespace standin {

namespace {

const std::vector<FlagSpec>& executeFlags() {
  static const std::vector<FlagSpec> table = {
      {"checkpoint", Boolean, "false"}, {"command", Text, NULL},
      {"env", JsonOrFile, NULL},        {"help", Boolean, "false"},
      {"master", Text, NULL},           {"name", Text, NULL},
      {"resources", Text, "cpus:1;mem:128"}};
  return table;
}

/// The framework: subscribes, launches its task with the first offer that is large enough, ends with it.
class Runner {
 public:
  Runner(const Flags& given, const std::string& ip, int portNumber, const Json& wanted)
      : flags(given), address(ip), port(portNumber), resources(wanted), headTaken(false), launched(false) {}

  void start() {
    const struct passwd* user = getpwuid(geteuid());
    Json framework = Json::object().set("name", "").set("user", user != NULL ? user->pw_name : "");
    framework.set("checkpoint", flags.isTrue("checkpoint"));
    const std::string body = Json::object().set("type", "SUBSCRIBE").set("framework", framework).dump();
    LOG(INFO, "New master detected at master@" + address + ":" + std::to_string(port));
    LOG(INFO, "No credentials provided. Attempting to register without authentication");
    stream = Connection::connect(address, port, "");
    stream->onData = [this]() { receive(); };
    stream->onClose = [this]() {
      if (frameworkId.empty()) {
        loop::after(1, [this]() { start(); });
      } else {
        // As with libmesos and host:port: nothing announces another master.
        LOG(INFO, "Master exited; waiting for a new one, which a standalone master never announces");
      }
    };
    stream->write(requestHead("POST", stream->peer, "/standin/scheduler", body.size(), "") + body);
  }

 private:
  void receive() {
    std::string& input = stream->input;
    if (!headTaken) {
      const size_t end = input.find("\r\n\r\n");
      if (end == std::string::npos) return;
      const std::string line = input.substr(0, input.find("\r\n"));
      if (startsWith(line, "HTTP/1.1 503")) return;  // closed by the master, tried again
      if (!startsWith(line, "HTTP/1.1 200")) die("Subscription refused: " + line + " " + input.substr(end + 4));
      input.erase(0, end + 4);
      headTaken = true;
    }
    // A chunk is a size in hexadecimal, CRLF, that many bytes, CRLF.
    size_t lineEnd = 0;
    while ((lineEnd = input.find("\r\n")) != std::string::npos) {
      const size_t size = strtoul(input.c_str(), NULL, 16);
      if (input.size() < lineEnd + 2 + size + 2) return;
      text += input.substr(lineEnd + 2, size);
      input.erase(0, lineEnd + 2 + size + 2);
      if (size == 0) return;
      size_t newline = 0;
      while ((newline = text.find('\n')) != std::string::npos) {
        Json event;
        Json::parse(text.substr(0, newline), &event);
        text.erase(0, newline + 1);
        onEvent(event);
      }
    }
  }

  /// Sends a call; `done` follows its answer.
  void call(Json message, const Callback& done) {
    const std::string body =
        message.set("framework_id", frameworkId).set("stream_id", streamId).dump();
    const ConnectionPtr once = Connection::connect(address, port, "");
    Connection* const raw = once.get();
    once->onData = [raw, done]() {
      if (raw->input.find("\r\n\r\n") == std::string::npos) return;
      if (!startsWith(raw->input, "HTTP/1.1 202")) die("Call refused: " + raw->input);
      raw->onData = nullptr;
      if (done) done();
    };
    once->write(requestHead("POST", once->peer, "/standin/scheduler", body.size(), "") + body);
  }

  void onEvent(const Json& event) {
    const std::string type = event.str("type");
    if (type == "SUBSCRIBED") {
      frameworkId = event.str("framework_id");
      streamId = event.str("stream_id");
      LOG(INFO, "Framework registered with " + frameworkId);
      printf("Framework registered with %s\n", frameworkId.c_str());
    } else if (type == "OFFERS") {
      for (const Json& offer : event.get("offers").items) onOffer(offer);
    } else if (type == "UPDATE") {
      onUpdate(event.get("status"));
    } else if (type == "ERROR") {
      die(event.str("message"));
    }
    fflush(stdout);
  }

  void onOffer(const Json& offer) {
    Json ids = Json::array();
    ids.push(offer.str("id"));
    Json message = Json::object().set("type", "ACCEPT").set("offer_ids", ids).set("tasks", Json::array());
    if (!launched && containsResources(offer.get("resources"), resources)) {
      launched = true;
      Json command = Json::object().set("value", flags.get("command"));
      Json environment = Json::object();
      if (flags.has("env")) Json::parse(flags.get("env"), &environment);
      command.set("environment", environment);
      Json task = Json::object().set("id", flags.get("name")).set("name", flags.get("name"));
      message["tasks"].push(task.set("resources", resources).set("command", command));
      printf("task %s submitted to slave %s\n", flags.get("name").c_str(), offer.str("slave_id").c_str());
    }
    call(message, Callback());
  }

  void onUpdate(const Json& status) {
    const std::string state = status.str("state");
    printf("Received status update %s for task %s\n", state.c_str(), status.str("task_id").c_str());
    if (state != "TASK_RUNNING" && state != "TASK_STAGING") {
      // The driver of 0.24.0 stops inside the callback: the last update is never acknowledged.
      LOG(INFO, "Asked to stop the driver");
      LOG(INFO, "Stopping framework '" + frameworkId + "'");
      stream->onClose = nullptr;
      return call(Json::object().set("type", "TEARDOWN"), []() { exit(0); });
    }
    Json message = Json::object().set("type", "ACKNOWLEDGE").set("slave_id", status.str("slave_id"));
    call(message.set("task_id", status.str("task_id")).set("uuid", status.str("uuid")), Callback());
  }

  Flags flags;
  std::string address;
  int port;
  Json resources;
  ConnectionPtr stream;
  bool headTaken;
  bool launched;
  std::string text;  ///< received events, not complete yet
  std::string frameworkId;
  std::string streamId;
};

}  // namespace

}  // namespace standin

int main(int argc, char** argv) {
  using namespace standin;
  Flags flags(executeFlags());
  const std::string fault = flags.load(argc, argv);
  if (!fault.empty()) die(fault + "\n\n" + flags.usage("mesos-execute"));
  if (flags.isTrue("help")) {
    printf("%s", flags.usage("mesos-execute").c_str());
    return 0;
  }
  for (const char* name : {"master", "name", "command"}) {
    if (!flags.has(name)) die("Missing required option --" + std::string(name));
  }
  const std::string master = flags.get("master");
  const size_t colon = master.rfind(':');
  double port = 0;
  const std::string ip = colon == std::string::npos ? "" : resolve(master.substr(0, colon));
  if (ip.empty() || startsWith(master, "zk://") || !parseNumber(master.substr(colon + 1), &port)) {
    die("Could not resolve '" + master + "': expecting address:port");
  }
  Json resources;
  const std::string wrong = parseResources(flags.get("resources"), &resources);
  if (!wrong.empty()) die("Failed to parse resources '" + flags.get("resources") + "': " + wrong);
  LOG(INFO, "Version: 0.24.0 (stand-in)");
  Runner runner(flags, ip, static_cast<int>(port), resources);
  runner.start();
  loop::run();
}
