"""A master that speaks ../../mesos/PROTOCOL.md and refuses whatever stands not there."""

import hashlib
import hmac
import http.server
import json
import queue
import threading
import time
import uuid

FRAMEWORK_KEYS = {
    "name", "user", "id", "failover_timeout", "checkpoint", "hostname", "webui_url", "principal", "role", "capabilities",
}
CALL_KEYS = {
    "ACCEPT": {"offer_ids", "tasks", "refuse_seconds"},
    "DECLINE": {"offer_ids", "refuse_seconds"},
    "REVIVE": set(),
    "KILL": {"task_id", "slave_id"},
    "ACKNOWLEDGE": {"slave_id", "task_id", "uuid"},
    "RECONCILE": {"tasks"},
}
OPTIONAL_KEYS = {"KILL": {"slave_id"}}
TASK_KEYS = {"id", "name", "resources", "command", "labels"}
COMMAND_KEYS = {"value", "shell", "environment", "user"}


class FakeMaster:
    """Listens on a port of loopback; the test decides what is offered and what becomes of tasks.

    calls: every call of the framework in order. subscriptions: every SUBSCRIBE. tasks: what runs, by id.
    faults: what broke the protocol; a test ends with none.
    """

    def __init__(self, port=0, master_id="20151001-120000-16777343-5050-1", credentials=None):
        self.master_id = master_id
        self.credentials = credentials
        self.calls, self.subscriptions, self.faults, self.tasks = [], [], [], {}
        self.offers = {}
        self.auto_run = True
        self._unacknowledged = {}
        self._challenges = set()
        self._stream = None
        self._stream_id = None
        self.framework_id = None
        self._lock = threading.RLock()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/standin/authenticate":
                    owner.challenge(self, body)
                elif self.path == "/standin/scheduler" and body.get("type") == "SUBSCRIBE":
                    owner.subscribe(self, body)
                elif self.path == "/standin/scheduler":
                    self.answer(*owner.call(body))
                else:
                    owner.fault(f"POST {self.path}")
                    self.answer(404, {"message": self.path})

            def answer(self, status, content=None):
                data = b"" if content is None else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request, client_address):
                pass

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self):
        """host:port."""
        return f"127.0.0.1:{self.port}"

    def info(self):
        """MasterInfo as ZooKeeper holds it."""
        return {
            "address": {"hostname": "127.0.0.1", "ip": "127.0.0.1", "port": self.port},
            "hostname": "127.0.0.1", "id": self.master_id, "ip": 16777343, "pid": f"master@{self.address}",
            "port": self.port, "version": "0.24.0",
        }

    def fault(self, text):
        """Notes a breach of the protocol and returns the answer to it."""
        self.faults.append(text)
        return 400, {"message": text}

    def challenge(self, handler, body):
        """POST /standin/authenticate."""
        if set(body) != {"principal"}:
            handler.answer(*self.fault(f"authenticate: {body}"))
            return
        challenge = f"<{uuid.uuid4().int % 100000}.{int(time.time())}@master>"
        self._challenges.add(challenge)
        handler.answer(200, {"mechanism": "CRAM-MD5", "challenge": challenge})

    def _authenticated(self, body):
        if self.credentials is None:
            return "authentication" not in body
        given = body.get("authentication", {})
        if set(given) != {"principal", "challenge", "response"} or given["challenge"] not in self._challenges:
            return False
        self._challenges.remove(given["challenge"])
        principal, secret = self.credentials
        expected = hmac.new(secret, given["challenge"].encode(), hashlib.md5).hexdigest()
        return given["principal"] == principal and given["response"] == expected

    def subscribe(self, handler, body):
        """SUBSCRIBE: answers with the stream and stays in it until it ends."""
        framework = body.get("framework", {})
        if set(body) - {"type", "framework", "pid", "authentication"} or set(framework) - FRAMEWORK_KEYS:
            handler.answer(*self.fault(f"SUBSCRIBE with unknown keys: {body}"))
            return
        if not self._authenticated(body):
            handler.answer(401, {"message": "Refused authentication"})
            return
        stream = queue.Queue()
        with self._lock:
            self.subscriptions.append(body)
            known = framework.get("id")
            again = bool(known)
            self.framework_id = known or f"{self.master_id}-{len(self.subscriptions) - 1:04d}"
            self._stream_id = str(uuid.uuid4())
            self._stream = stream
            stream.put({
                "type": "SUBSCRIBED", "framework_id": self.framework_id, "stream_id": self._stream_id,
                "reregistered": again, "heartbeat_interval_seconds": 5, "master": self.info(),
            })
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-ndjson")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.close_connection = True
        while True:
            try:
                event = stream.get(timeout=4)
            except queue.Empty:
                event = {"type": "HEARTBEAT"}
            if event is None:
                return
            # Chunks that end in the middle of a line: the protocol says to read lines.
            line = (json.dumps(event) + "\n").encode()
            for part in (line[:7], line[7:]):
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                handler.wfile.flush()

    def send(self, event):
        """Sends an event on the present stream."""
        with self._lock:
            assert self._stream is not None, "no framework is subscribed"
            self._stream.put(event)

    def end_stream(self):
        """Closes the stream without a word."""
        with self._lock:
            if self._stream is not None:
                self._stream.put(None)
                self._stream = None

    def stop(self):
        """The master is gone: the stream ends and nothing listens."""
        self.end_stream()
        self._server.shutdown()
        self._server.server_close()

    def offer(self, slave=1, cpus=1.0, mem=512, ports="[31000-31009]"):
        """Offers one slave's resources; returns the offer's id."""
        offer_id = f"{self.master_id}-O{len(self.offers)}"
        with self._lock:
            self.offers[offer_id] = f"{self.master_id}-S{slave}"
            self.send({"type": "OFFERS", "offers": [{
                "id": offer_id, "framework_id": self.framework_id, "slave_id": self.offers[offer_id],
                "hostname": f"10.0.0.{slave}", "pid": f"slave(1)@10.0.0.{slave}:5051",
                "resources": {"cpus": cpus, "mem": mem, "disk": 1000, "ports": ports},
                "attributes": {"node": f"slave{slave}"},
            }]})
        return offer_id

    def update(self, task_id, slave_id, state, acknowledged=True):
        """Sends a status update; with acknowledged it must be acknowledged."""
        status = {"task_id": task_id, "slave_id": slave_id, "state": state, "timestamp": time.time()}
        if acknowledged:
            status["uuid"] = str(uuid.uuid4())
            self._unacknowledged[status["uuid"]] = task_id
        if state not in ("TASK_STAGING", "TASK_RUNNING"):
            self.tasks.pop(task_id, None)
        self.send({"type": "UPDATE", "status": status})

    def unacknowledged(self):
        """The ids of tasks with an update that was not acknowledged."""
        return sorted(self._unacknowledged.values())

    def call(self, body):
        """One call of the subscribed framework: status and body of the answer."""
        with self._lock:
            kind = body.get("type")
            if kind not in CALL_KEYS:
                return self.fault(f"unknown call {body}")
            if body.get("framework_id") != self.framework_id or body.get("stream_id") != self._stream_id:
                return 403, {"message": "not the current stream"}
            keys = set(body) - {"type", "framework_id", "stream_id"}
            if keys - CALL_KEYS[kind] or CALL_KEYS[kind] - OPTIONAL_KEYS.get(kind, set()) - keys:
                return self.fault(f"{kind} with keys {sorted(keys)}")
            self.calls.append(body)
            return getattr(self, f"_{kind.lower()}", lambda call: (202, None))(body)

    def _accept(self, call):
        slaves = {self.offers.pop(offer_id, None) for offer_id in call["offer_ids"]}
        if len(slaves) != 1 or None in slaves:
            return self.fault(f"ACCEPT of invalid offers {call['offer_ids']}")
        slave_id = slaves.pop()
        for task in call["tasks"]:
            command = task["command"]
            strings = all(isinstance(value, str) for value in command.get("environment", {}).values())
            if set(task) != TASK_KEYS or set(command) - COMMAND_KEYS or command["shell"] is not True or not strings:
                return self.fault(f"malformed task {task}")
            if task["id"] in self.tasks:
                return self.fault(f"task id twice: {task['id']}")
            self.tasks[task["id"]] = dict(task, slave_id=slave_id)
            if self.auto_run:
                self.update(task["id"], slave_id, "TASK_RUNNING")
        return 202, None

    def _decline(self, call):
        for offer_id in call["offer_ids"]:
            if self.offers.pop(offer_id, None) is None:
                return self.fault(f"DECLINE of unknown offer {offer_id}")
        return 202, None

    def _kill(self, call):
        task = self.tasks.get(call["task_id"])
        if task is None:
            self.update(call["task_id"], "", "TASK_LOST", acknowledged=False)
        else:
            self.update(call["task_id"], task["slave_id"], "TASK_KILLED")
        return 202, None

    def _acknowledge(self, call):
        if self._unacknowledged.pop(call["uuid"], None) != call["task_id"]:
            return self.fault(f"ACKNOWLEDGE of nothing: {call}")
        return 202, None

    def _reconcile(self, call):
        listed = [task["task_id"] for task in call["tasks"]] or list(self.tasks)
        for task_id in listed:
            slave_id = self.tasks.get(task_id, {}).get("slave_id", "")
            self.update(task_id, slave_id, "TASK_RUNNING" if slave_id else "TASK_LOST", acknowledged=False)
        return 202, None
