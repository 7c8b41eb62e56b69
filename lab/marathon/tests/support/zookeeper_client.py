"""A minimal ZooKeeper client: what the tests need to play a master and to look into the store.

Wire format: ZooKeeper 3.4's zookeeper.jute (big-endian; strings and buffers with a 32-bit length).
"""

import socket
import struct
import threading

CREATE, DELETE, GET_DATA, GET_CHILDREN, PING = 1, 2, 4, 8, 11
NO_NODE = -101
EPHEMERAL_SEQUENTIAL = 3


def _text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return struct.pack(">i", len(data)) + data


class ZooKeeperClient:
    """One session with one server; kept alive by a thread until close() or abandon()."""

    def __init__(self, port, session_timeout_ms=4000):
        self._lock = threading.Lock()
        self._xid = 0
        self._ended = threading.Event()
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._send(struct.pack(">iqiq", 0, 0, session_timeout_ms, 0) + _text(bytes(16)))
        self._receive()
        threading.Thread(target=self._keep_alive, args=(session_timeout_ms / 3000,), daemon=True).start()

    def _send(self, data):
        self._socket.sendall(struct.pack(">i", len(data)) + data)

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            more = self._socket.recv(count - len(data))
            if not more:
                raise ConnectionError("ZooKeeper closed the connection")
            data += more
        return data

    def _receive(self):
        return self._exactly(struct.unpack(">i", self._exactly(4))[0])

    def _call(self, kind, body, xid=None):
        with self._lock:
            if xid is None:
                self._xid += 1
                xid = self._xid
            self._send(struct.pack(">ii", xid, kind) + body)
            answer = self._receive()
        got, _, error = struct.unpack(">iqi", answer[:16])
        assert got == xid, (got, xid)
        return error, answer[16:]

    def _keep_alive(self, interval):
        while not self._ended.wait(interval):
            try:
                self._call(PING, b"", xid=-2)
            except OSError:
                return

    def create(self, path, data, flags=0):
        """Makes a node, open to everybody, and returns its path."""
        acl = struct.pack(">ii", 1, 31) + _text("world") + _text("anyone")
        error, answer = self._call(CREATE, _text(path) + _text(data) + acl + struct.pack(">i", flags))
        if error:
            raise AssertionError(f"create {path}: {error}")
        return answer[4:].decode()

    def delete(self, path):
        """Deletes a node that is there."""
        error, _ = self._call(DELETE, _text(path) + struct.pack(">i", -1))
        if error:
            raise AssertionError(f"delete {path}: {error}")

    def get(self, path):
        """The bytes of a node, or None when it is not there."""
        error, answer = self._call(GET_DATA, _text(path) + b"\0")
        if error == NO_NODE:
            return None
        assert error == 0, (path, error)
        length = struct.unpack(">i", answer[:4])[0]
        return answer[4 : 4 + length]

    def children(self, path):
        """The names of a node's children, sorted; None when the node is not there."""
        error, answer = self._call(GET_CHILDREN, _text(path) + b"\0")
        if error == NO_NODE:
            return None
        assert error == 0, (path, error)
        names, offset = [], 4
        for _ in range(struct.unpack(">i", answer[:4])[0]):
            length = struct.unpack(">i", answer[offset : offset + 4])[0]
            names.append(answer[offset + 4 : offset + 4 + length].decode())
            offset += 4 + length
        return sorted(names)

    def close(self):
        """Ends the session; its ephemeral nodes go at once."""
        self._ended.set()
        self._call(-11, b"")
        self._socket.close()
