#include "connection.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace standin {

namespace {

const size_t inputLimitBytes = 64u << 20;  // a peer that sends more without a complete message is cut off

void configure(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
}

struct sockaddr_in socketAddress(const std::string& ip, int port) {
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(port));
  inet_pton(AF_INET, ip.c_str(), &address.sin_addr);
  return address;
}

}  // namespace

ConnectionPtr Connection::adopt(int fd, const std::string& peer, bool connecting) {
  ConnectionPtr connection(new Connection());
  configure(fd);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connection->fd = fd;
  connection->peer = peer;
  connection->connecting = connecting;
  connection->self = connection;
  connection->update();
  return connection;
}

ConnectionPtr Connection::connect(const std::string& ip, int port, const std::string& source) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  configure(fd);
  if (!source.empty()) {
    const struct sockaddr_in from = socketAddress(source, 0);
    // A failure shows itself when connecting.
    if (bind(fd, reinterpret_cast<const struct sockaddr*>(&from), sizeof from) != 0) errno = 0;
  }
  const struct sockaddr_in to = socketAddress(ip, port);
  const int result = ::connect(fd, reinterpret_cast<const struct sockaddr*>(&to), sizeof to);
  const bool failed = result != 0 && errno != EINPROGRESS;
  ConnectionPtr connection = adopt(fd, ip + ":" + std::to_string(port), true);
  if (failed) {
    // Reported from the loop, since the caller has not set its callbacks yet.
    loop::unwatch(fd);
    loop::after(0, [connection]() {
      if (connection->isOpen()) connection->fail();
    });
  }
  return connection;
}

Connection::~Connection() { close(); }

void Connection::update() {
  const bool sending = connecting || !output.empty();
  const ConnectionPtr keep = self;
  loop::watch(fd, static_cast<short>(POLLIN | (sending ? POLLOUT : 0)),
              [keep](short events) { keep->ready(events); });
}

void Connection::write(const std::string& bytes) {
  if (fd < 0 || finishing) return;
  const bool idle = output.empty();
  output += bytes;
  if (!connecting && idle) send();
}

void Connection::finish() {
  finishing = true;
  if (output.empty()) close();
}

void Connection::close() {
  if (fd < 0) return;
  loop::unwatch(fd);
  ::close(fd);
  fd = -1;
  onData = nullptr;
  onClose = nullptr;
  self.reset();
}

void Connection::fail() {
  const ConnectionPtr keep = self;
  const std::function<void()> callback = onClose;
  close();
  if (callback) callback();
}

bool Connection::readLine(std::string* line) {
  const size_t end = input.find('\n');
  if (end == std::string::npos) return false;
  *line = input.substr(0, end);
  input.erase(0, end + 1);
  return true;
}

void Connection::ready(short events) {
  const ConnectionPtr keep = self;
  if (connecting) {
    int fault = 0;
    socklen_t size = sizeof fault;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    if (fault != 0) return fail();
    if ((events & POLLOUT) == 0) return;
    connecting = false;
    update();
  }
  if ((events & POLLOUT) != 0 && !output.empty()) send();
  if (fd >= 0 && (events & (POLLIN | POLLHUP | POLLERR)) != 0) receive();
}

void Connection::receive() {
  char buffer[16384];
  ssize_t count = 0;
  bool received = false;
  while ((count = recv(fd, buffer, sizeof buffer, 0)) > 0) {
    received = true;
    input.append(buffer, count);
    if (input.size() > inputLimitBytes) return fail();
  }
  const bool ended = count == 0 || (errno != EAGAIN && errno != EINTR);
  if (received && onData) {
    const std::function<void()> callback = onData;
    callback();
  }
  if (ended && fd >= 0) fail();
}

void Connection::send() {
  while (!output.empty()) {
    const ssize_t count = ::send(fd, output.data(), output.size(), MSG_NOSIGNAL);
    if (count < 0) {
      // A broken connection is reported by the read side, from the loop.
      if (errno != EAGAIN && errno != EINTR) output.clear();
      break;
    }
    output.erase(0, count);
  }
  if (output.empty() && finishing) return close();
  update();
}

std::string listenOn(const std::string& ip, int port, std::function<void(ConnectionPtr)> accepted) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  configure(fd);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const struct sockaddr_in address = socketAddress(ip, port);
  if (bind(fd, reinterpret_cast<const struct sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 128) != 0) {
    const std::string fault = strerror(errno);
    close(fd);
    return "Failed to initialize: Failed to bind on " + ip + ":" + std::to_string(port) + ": " + fault;
  }
  loop::watch(fd, POLLIN, [fd, accepted](short) {
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    const int peer = accept(fd, reinterpret_cast<struct sockaddr*>(&from), &size);
    if (peer < 0) return;
    char text[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &from.sin_addr, text, sizeof text);
    accepted(Connection::adopt(peer, std::string(text) + ":" + std::to_string(ntohs(from.sin_port)), false));
  });
  return "";
}

std::string resolve(const std::string& name) {
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  struct addrinfo* found = NULL;
  if (getaddrinfo(name.c_str(), NULL, &hints, &found) != 0) return "";
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &reinterpret_cast<struct sockaddr_in*>(found->ai_addr)->sin_addr, text, sizeof text);
  freeaddrinfo(found);
  return text;
}

unsigned addressNumber(const std::string& ip) {
  unsigned parts[4] = {0, 0, 0, 0};
  sscanf(ip.c_str(), "%u.%u.%u.%u", &parts[0], &parts[1], &parts[2], &parts[3]);
  return parts[0] | parts[1] << 8 | parts[2] << 16 | parts[3] << 24;
}

}  // namespace standin
