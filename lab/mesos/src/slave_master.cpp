// The slave's side of the master: detection, authentication, (re-)registration, pings. The messages are listed in
// master_slaves.cpp.
#include "log.hpp"
#include "slave.hpp"
#include "support.hpp"

namespace standin {

namespace {

const double backoffLimitSeconds = 60;        // REGISTER_RETRY_INTERVAL_MAX of 0.24.0
const double authenticationTimeoutSeconds = 5;  // of one attempt

Json message(const std::string& type) { return Json::object().set("type", type); }

}  // namespace

void SlaveDaemon::onMaster(const Json& found) {
  if (terminating) return;
  closeLink();
  master = found;
  if (found.isNull()) {
    LOG(INFO, "Lost leading master");
    LOG(INFO, "Detecting new master");
    loop::cancel(pingTimer);
    return;
  }
  LOG(INFO, "New master detected at " + master.str("pid"));
  if (principal.empty()) {
    LOG(INFO, "No credentials provided. Attempting to register without authentication");
  }
  LOG(INFO, "Detecting new master");
  backoffSeconds = flags.seconds("registration_backoff_factor");
  connectSoon();
}

void SlaveDaemon::connectSoon() {
  // A random delay, so that the slaves of a cluster do not fall upon a new master all at once.
  loop::cancel(connectTimer);
  const double delay = backoffSeconds * drand48();
  connectTimer = loop::after(delay, [this]() { openLink(); });
  backoffSeconds = std::min(backoffSeconds * 2, backoffLimitSeconds);
}

void SlaveDaemon::closeLink() {
  registered = false;
  upgraded = false;
  loop::cancel(connectTimer);
  if (link) link->close();
  link.reset();
}

void SlaveDaemon::openLink() {
  closeLink();
  const Json& address = master.get("address");
  link = Connection::connect(address.str("ip"), static_cast<int>(address.num("port")), identity.ip);
  link->onData = [this]() { onLinkData(); };
  link->onClose = [this]() { onLinkClosed(); };
  link->write(requestHead("POST", link->peer, "/standin/slave", 0, "Connection: Upgrade\r\nUpgrade: mesos-standin\r\n"));
  if (principal.empty()) return;
  LOG(INFO, "Authenticating with master " + master.str("pid"));
  LOG(INFO, "Using default CRAM-MD5 authenticatee");
  const ConnectionPtr current = link;
  connectTimer = loop::after(authenticationTimeoutSeconds, [this, current]() {
    if (link != current || registered) return;
    LOG(WARNING, "Authentication timed out");
    closeLink();
    connectSoon();
  });
}

void SlaveDaemon::onLinkData() {
  const ConnectionPtr current = link;
  if (!upgraded) {
    const size_t end = current->input.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (!startsWith(current->input, "HTTP/1.1 101 ")) {
      // Not the leader (yet), or another service at that address.
      LOG(INFO, "The master at " + current->peer + " does not take slaves yet: " +
                    current->input.substr(0, current->input.find("\r\n")));
      current->close();
      return onLinkClosed();
    }
    current->input.erase(0, end + 4);
    upgraded = true;
    if (principal.empty()) {
      sendRegistration();
    } else {
      link->writeLine(message("AUTHENTICATE").set("pid", pid).set("principal", principal));
    }
  }
  std::string line;
  while (link == current && current->isOpen() && current->readLine(&line)) {
    Json parsed;
    if (Json::parse(line, &parsed).empty()) onMessage(parsed);
  }
}

void SlaveDaemon::onLinkClosed() {
  const bool wasRegistered = registered;
  closeLink();
  if (terminating) return;
  if (wasRegistered) {
    // As 0.24.0: no new connection to the same master until pings are missed or another leader is announced.
    LOG(INFO, master.str("pid") + " exited");
    LOG(WARNING, "Master disconnected! Waiting for a new master to be elected");
  } else {
    connectSoon();
  }
}

void SlaveDaemon::authenticate(const Json& received) {
  const std::string type = received.str("type");
  if (type == "CHALLENGE") {
    LOG(INFO, "Received SASL authentication mechanisms: CRAM-MD5");
    LOG(INFO, "Attempting to authenticate with mechanism 'CRAM-MD5'");
    link->writeLine(message("RESPONSE").set("response", hmacMd5(secret, received.str("challenge"))));
  } else if (type == "REFUSED") {
    die("Master " + master.str("pid") + " refused authentication");
  } else {
    LOG(INFO, "Successfully authenticated with master " + master.str("pid"));
    sendRegistration();
  }
}

void SlaveDaemon::sendRegistration() {
  if (id.empty()) {
    link->writeLine(message("REGISTER").set("pid", pid).set("info", info));
    return;
  }
  Json tasks = Json::array();
  Json known = Json::array();
  for (const auto& framework : frameworks) {
    known.push(framework.first);
    for (const ExecutorPtr& executor : framework.second.executors) tasks.push(executor->view);
  }
  Json request = message("REREGISTER").set("pid", pid).set("id", id).set("info", info);
  link->writeLine(request.set("tasks", tasks).set("frameworks", known));
}

void SlaveDaemon::onMessage(const Json& received) {
  const std::string type = received.str("type");
  if (type == "CHALLENGE" || type == "REFUSED" || type == "AUTHENTICATED") return authenticate(received);
  if (type == "REGISTERED" || type == "REREGISTERED") return onRegistered(received);
  if (type == "SHUTDOWN") {
    return shutDown("Slave asked to shut down by " + master.str("pid") + " because '" + received.str("message") + "'");
  }
  if (type == "PING") return onPing();
  if (!registered || terminating) {
    LOG(WARNING, "Ignoring " + type + " because the slave is not registered");
  } else if (type == "RUN") {
    runTask(received);
  } else if (type == "KILL") {
    killTask(received.str("framework_id"), received.str("task_id"));
  } else if (type == "ACKNOWLEDGE") {
    acknowledge(received);
  } else if (type == "SHUTDOWN_FRAMEWORK") {
    shutDownFramework(received.str("framework_id"));
  } else {
    LOG(WARNING, "Dropping message of unknown type '" + type + "'");
  }
}

void SlaveDaemon::onRegistered(const Json& received) {
  loop::cancel(connectTimer);
  registered = true;
  pingTimeoutSeconds = received.num("ping_timeout_seconds", pingTimeoutSeconds);
  if (received.str("type") == "REGISTERED") {
    id = received.str("id");
    info.set("id", id);
    const std::string folder = metaFolder("/slaves/" + id);
    std::string fault = makeDirectories(folder);
    if (fault.empty()) fault = writeFile(folder + "/slave.info", info.dump());
    if (!fault.empty()) die("Failed to checkpoint the slave info: " + fault);
    replaceSymlink(id, metaFolder("/slaves/latest"));
    LOG(INFO, "Registered with master " + master.str("pid") + "; given slave ID " + id);
  } else {
    LOG(INFO, "Re-registered with master " + master.str("pid"));
  }
  onPing();
  forwardAll();
}

void SlaveDaemon::onPing() {
  if (link && upgraded) link->writeLine(message("PONG"));
  loop::cancel(pingTimer);
  pingTimer = loop::after(pingTimeoutSeconds, [this]() {
    LOG(INFO, "No pings from master received within " + formatDuration(pingTimeoutSeconds));
    LOG(INFO, "Re-detecting master");
    if (!master.isNull()) {
      const Json same = master;
      onMaster(same);
    }
  });
}

}  // namespace standin
