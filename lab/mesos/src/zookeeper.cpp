#include "zookeeper.hpp"

#include "log.hpp"
#include "support.hpp"

namespace standin {

namespace {

enum Type { Create = 1, GetData = 4, GetChildren = 8, Ping = 11 };
const int pingXid = -2;
const int watchXid = -1;
const std::string noZxid(8, '\0');
const std::string noPassword(16, '\0');

std::string number(unsigned value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xff);
  return out;
}

std::string buffer(const std::string& bytes) {
  return number(static_cast<unsigned>(bytes.size())) + bytes;
}

/// Reads the fields of a frame in turn; a short frame yields zeros and empty text.
struct Reader {
  const std::string& bytes;
  size_t at;

  explicit Reader(const std::string& frame) : bytes(frame), at(0) {}

  int integer() {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
      value = value << 8 | (at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0);
      ++at;
    }
    return static_cast<int>(value);
  }

  std::string raw(size_t count) {
    const std::string out = at < bytes.size() ? bytes.substr(at, count) : "";
    at += count;
    return out;
  }

  std::string text() {
    const int length = integer();
    return length <= 0 ? "" : raw(static_cast<size_t>(length));
  }
};

}  // namespace

ZooKeeper::ZooKeeper(const std::vector<std::string>& hosts, double timeoutSeconds)
    : servers(hosts), nextServer(0), timeout(timeoutSeconds), sessionTimeout(timeoutSeconds), lastZxid(noZxid),
      established(false), nextXid(1), lastHeard(0), lastSent(0), connectTimer(0) {}

void ZooKeeper::connect() {
  lastHeard = loop::now();
  open();
}

void ZooKeeper::open() {
  const std::string server = servers[nextServer++ % servers.size()];
  const size_t colon = server.find(':');
  const std::string ip = resolve(server.substr(0, colon));
  if (ip.empty()) {
    LOG(WARNING, "ZooKeeper server " + server + " does not resolve");
    return retry();
  }
  connection = Connection::connect(ip, atoi(server.c_str() + colon + 1), "");
  connection->onData = [this]() { receive(); };
  connection->onClose = [this]() { lost(); };
  const bool known = !sessionId.empty();
  connection->write(buffer(number(0) + lastZxid + number(static_cast<unsigned>(timeout * 1000)) +
                           (known ? sessionId : noZxid) + buffer(known ? password : noPassword)));
  const double patience = std::max(1.0, timeout / static_cast<double>(servers.size()));
  connectTimer = loop::after(patience, [this]() {
    if (!established) lost();
  });
}

void ZooKeeper::lost() {
  loop::cancel(connectTimer);
  if (connection) connection->close();
  const bool wasEstablished = established;
  established = false;
  std::map<int, Pending> failed;
  failed.swap(pending);
  for (const auto& entry : failed) {
    if (entry.second.data) entry.second.data(ConnectionLoss, "");
    if (entry.second.names) entry.second.names(ConnectionLoss, std::vector<std::string>());
  }
  if (wasEstablished) {
    LOG(WARNING, "Lost connection to ZooKeeper, attempting to reconnect ...");
    if (onDisconnected) onDisconnected();
  }
  retry();
}

void ZooKeeper::retry() {
  // As group.cpp of 0.24.0 does: a session that could not be resumed in time counts as expired, even when no
  // server has said so.
  if (!sessionId.empty() && loop::now() - lastHeard > sessionTimeout) expire();
  loop::after(0.5, [this]() { open(); });
}

void ZooKeeper::expire() {
  LOG(WARNING, "ZooKeeper session expired");
  sessionId.clear();
  // 0.24.0 makes a new handle, which has seen nothing: a server that has lost its data would refuse one that has seen more.
  lastZxid = noZxid;
  if (onExpired) onExpired();
}

void ZooKeeper::receive() {
  while (connection->isOpen() && connection->input.size() >= 4) {
    Reader header(connection->input);
    const size_t size = static_cast<size_t>(header.integer());
    if (connection->input.size() < 4 + size) return;
    const std::string frame = connection->input.substr(4, size);
    connection->input.erase(0, 4 + size);
    lastHeard = loop::now();
    if (established) {
      reply(frame);
    } else {
      establish(frame);
    }
  }
}

void ZooKeeper::establish(const std::string& frame) {
  Reader reader(frame);
  reader.integer();  // protocol version
  const int granted = reader.integer();
  const std::string id = reader.raw(8);
  const std::string secret = reader.text();
  loop::cancel(connectTimer);
  if (granted <= 0) {
    // A session that the server does not know any more; the next connection asks for a new one.
    expire();
    connection->close();
    return retry();
  }
  const bool fresh = sessionId.empty();
  sessionId = id;
  password = secret;
  sessionTimeout = granted / 1000.0;
  established = true;
  LOG(INFO, std::string(fresh ? "Connected" : "Reconnected") + " to ZooKeeper at " + connection->peer +
                ", session timeout " + formatDuration(sessionTimeout));
  ping();
  if (onConnected) onConnected(fresh);
}

void ZooKeeper::ping() {
  const ConnectionPtr current = connection;
  connection->write(buffer(number(static_cast<unsigned>(pingXid)) + number(Ping)));
  loop::after(sessionTimeout / 3, [this, current]() {
    if (!established || connection != current) return;
    // Two thirds of the timeout without an answer: another server may still know the session.
    if (loop::now() - lastHeard > sessionTimeout * 2 / 3) return lost();
    ping();
  });
}

void ZooKeeper::reply(const std::string& frame) {
  Reader reader(frame);
  const int xid = reader.integer();
  const std::string zxid = reader.raw(8);
  const int code = reader.integer();
  if (xid == watchXid) {
    if (onChange) onChange();
    return;
  }
  if (zxid.size() == 8 && xid != pingXid) lastZxid = zxid;
  const auto found = pending.find(xid);
  if (found == pending.end()) return;
  const Pending request = found->second;
  pending.erase(found);
  if (request.names) {
    std::vector<std::string> names;
    const int count = code == Ok ? reader.integer() : 0;
    for (int i = 0; i < count && reader.at < frame.size(); ++i) names.push_back(reader.text());
    request.names(code, names);
  } else {
    request.data(code, code == Ok ? reader.text() : "");
  }
}

void ZooKeeper::call(int type, const std::string& body, const DataCallback& data, const NamesCallback& names) {
  if (!established) {
    if (data) data(ConnectionLoss, "");
    if (names) names(ConnectionLoss, std::vector<std::string>());
    return;
  }
  const Pending entry = {data, names};
  pending[nextXid] = entry;
  connection->write(buffer(number(static_cast<unsigned>(nextXid)) + number(static_cast<unsigned>(type)) + body));
  ++nextXid;
}

void ZooKeeper::create(const std::string& path, const std::string& data, bool ephemeralSequential,
                       const DataCallback& callback) {
  // One ACL: all permissions (31) for world:anyone. Flags: 1 = ephemeral, 2 = sequential.
  call(Create,
       buffer(path) + buffer(data) + number(1) + number(31) + buffer("world") + buffer("anyone") +
           number(ephemeralSequential ? 3 : 0),
       callback, NamesCallback());
}

void ZooKeeper::getData(const std::string& path, const DataCallback& callback) {
  call(GetData, buffer(path) + '\0', callback, NamesCallback());
}

void ZooKeeper::getChildren(const std::string& path, const NamesCallback& callback) {
  call(GetChildren, buffer(path) + '\1', DataCallback(), callback);
}

}  // namespace standin
