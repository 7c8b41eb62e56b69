#ifndef STANDIN_CONNECTION_HPP
#define STANDIN_CONNECTION_HPP

#include "json.hpp"
#include "loop.hpp"

namespace standin {

class Connection;
typedef std::shared_ptr<Connection> ConnectionPtr;

/// A buffered, non-blocking TCP connection that the loop keeps alive until it is closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// Takes over a connected or connecting descriptor. `peer` is "ip:port".
  static ConnectionPtr adopt(int fd, const std::string& peer, bool connecting);

  /// Begins to connect; `onData` or `onClose` tell how it went.
  /// `source` is the address to bind to, "" for any.
  static ConnectionPtr connect(const std::string& ip, int port, const std::string& source);

  ~Connection();

  /// Queues bytes; they are sent as the peer takes them.
  void write(const std::string& bytes);

  /// One JSON object and a newline.
  void writeLine(const Json& message) { write(message.dump() + "\n"); }

  /// Closes after what is queued has been sent.
  void finish();

  /// Closes at once. onClose is not called for a close of our own.
  void close();

  /// Takes one line off `input`; false when there is none yet.
  bool readLine(std::string* line);

  bool isOpen() const { return fd >= 0; }

  std::string input;              ///< received and not yet taken
  std::string peer;               ///< "ip:port" of the other side
  std::function<void()> onData;   ///< more in `input`
  std::function<void()> onClose;  ///< the peer closed, or the connection failed

 private:
  Connection() : fd(-1), connecting(false), finishing(false) {}
  void update();
  void ready(short events);
  void receive();
  void send();
  void fail();

  int fd;
  bool connecting;
  bool finishing;
  std::string output;
  ConnectionPtr self;
};

/// Listens on ip:port and calls `accepted` for each connection. Returns an empty string or the fault.
std::string listenOn(const std::string& ip, int port, std::function<void(ConnectionPtr)> accepted);

/// First IPv4 address of a name, "" when it does not resolve.
std::string resolve(const std::string& name);

/// The address in network order read as a little-endian number, as IDs and MasterInfo have it: 192.168.5.51 is
/// 856008896.
unsigned addressNumber(const std::string& ip);

}  // namespace standin

#endif
