"""A scheduler that speaks PROTOCOL.md, for the tests."""

import hashlib
import hmac
import http.client
import json
import queue
import socket
import threading

from support.cluster import request


def sign(secret, challenge):
    """Response of CRAM-MD5 (RFC 2195)."""
    return hmac.new(secret.encode(), challenge.encode(), hashlib.md5).hexdigest()


def proof(master, principal, secret):
    """The `authentication` of SUBSCRIBE."""
    _, _, body = request(master.ip, master.port, "POST", "/standin/authenticate", json.dumps({"principal": principal}))
    challenge = json.loads(body)["challenge"]
    return {"principal": principal, "challenge": challenge, "response": sign(secret, challenge)}


class Refused(Exception):
    """SUBSCRIBE was answered with another status than 200."""


class Scheduler:
    """One subscription. Events other than HEARTBEAT are queued; `next` takes the first of a type."""

    def __init__(self, master, authentication=None, **framework):
        self.master = master
        self.kept = []
        self.events = queue.Queue()
        call = {"type": "SUBSCRIBE", "framework": dict({"name": "test", "user": "root"}, **framework)}
        if authentication:
            call["authentication"] = authentication
        self.connection = http.client.HTTPConnection(master.ip, master.port, timeout=30)
        self.connection.request("POST", "/standin/scheduler", body=json.dumps(call))
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            raise Refused(self.answer.status, self.answer.read().decode())
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for line in iter(self.answer.readline, b""):
                event = json.loads(line)
                if event["type"] != "HEARTBEAT":
                    self.events.put(event)
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        self.answer.close()
        self.connection.close()
        self.events.put({"type": "END"})

    def next(self, kind, seconds=10):
        """The next event of this type; others are kept for later."""
        for index, event in enumerate(self.kept):
            if event["type"] == kind:
                return self.kept.pop(index)
        while True:
            event = self.events.get(timeout=seconds)
            if event["type"] == kind:
                return event
            self.kept.append(event)

    def subscribed(self):
        """Takes SUBSCRIBED and remembers the IDs."""
        event = self.next("SUBSCRIBED")
        self.id, self.stream = event["framework_id"], event["stream_id"]
        return event

    def call(self, kind, **keys):
        """Status and message of a call."""
        body = dict({"type": kind, "framework_id": self.id, "stream_id": self.stream}, **keys)
        status, _, text = request(self.master.ip, self.master.port, "POST", "/standin/scheduler", json.dumps(body))
        return status, text

    def offer(self, slave_ip=None, seconds=10, refuse_seconds=0.5):
        """An offer, of the slave at this address if given; the others are declined for so long."""
        while True:
            offers = self.next("OFFERS", seconds)["offers"]
            chosen = [one for one in offers if slave_ip is None or f"@{slave_ip}:" in one["pid"]][:1]
            others = [one["id"] for one in offers if one not in chosen]
            if others:
                self.call("DECLINE", offer_ids=others, refuse_seconds=refuse_seconds)
            if chosen:
                return chosen[0]

    def launch(self, offer, *tasks, refuse_seconds=0.5):
        """ACCEPT of one offer; each task is (ID, command) or a whole object."""
        whole = [task if isinstance(task, dict) else {
            "id": task[0], "name": task[0], "resources": {"cpus": 0.1, "mem": 32}, "command": {"value": task[1]}
        } for task in tasks]
        return self.call("ACCEPT", offer_ids=[offer["id"]], tasks=whole, refuse_seconds=refuse_seconds)

    def update(self, state, acknowledge=True, seconds=15):
        """The next update, which must have this state."""
        status = self.next("UPDATE", seconds)["status"]
        assert status["state"] == state, status
        if acknowledge and "uuid" in status:
            answer = self.call("ACKNOWLEDGE", slave_id=status["slave_id"], task_id=status["task_id"], uuid=status["uuid"])
            assert answer[0] == 202, answer
        return status

    def drop(self):
        """Breaks the stream off."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
