"""The test case that all suites share: one ZooKeeper for the run, a fresh path, master and Marathon for each test."""

import json
import os
import pathlib
import shutil
import tempfile
import unittest
import uuid

from support import harness
from support.fake_master import FakeMaster
from support.zookeeper_client import EPHEMERAL_SEQUENTIAL, ZooKeeperClient

TARBALLS = pathlib.Path(os.environ["TARBALLS"])
LIBRARY = pathlib.Path(os.environ["LIBMESOS"])


class MarathonCase(unittest.TestCase):
    """Starts ZooKeeper once; a test makes its masters and Marathons by the methods here."""

    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="marathon-tests."))
        cls.addClassCleanup(shutil.rmtree, cls.work)
        cls.zookeeper_home = harness.unpack(TARBALLS / "zookeeper-3.4.14.tar.gz", cls.work)
        cls.marathon_home = harness.unpack(TARBALLS / "marathon-0.11.0.tgz", cls.work)
        cls.zookeeper = harness.ZooKeeper(cls.zookeeper_home, cls.work / "zookeeper").start()
        cls.addClassCleanup(cls.zookeeper.stop)

    def setUp(self):
        self.root = f"/test-{uuid.uuid4().hex[:8]}"
        self.client = ZooKeeperClient(self.zookeeper.port)
        self.addCleanup(self.client.close)
        self.client.create(self.root, b"")
        self.masters = []

    def zk_url(self, path):
        """A zk:// URL below this test's path."""
        return f"zk://127.0.0.1:{self.zookeeper.port}{self.root}{path}"

    def master(self, **arguments):
        """Starts a fake master; at the test's end it must have seen nothing but the protocol."""
        master = FakeMaster(**arguments)
        self.masters.append(master)
        self.addCleanup(master.stop)
        return master

    def announce(self, master):
        """Makes a master the leader in ZooKeeper; returns the node."""
        if self.client.children(f"{self.root}/mesos") is None:
            self.client.create(f"{self.root}/mesos", b"")
        info = json.dumps(master.info()).encode()
        return self.client.create(f"{self.root}/mesos/json.info_", info, EPHEMERAL_SEQUENTIAL)

    def marathon(self, master, **flags):
        """A Marathon for --master (text, or a fake master to reach directly); started by the test."""
        address = master.address if isinstance(master, FakeMaster) else master
        marathon = harness.Marathon(
            self.marathon_home, self.work, LIBRARY, master=address, zk=self.zk_url("/marathon"), **flags
        )
        self.addCleanup(marathon.stop)
        return marathon

    def registered(self, marathon):
        """Waits until a Marathon is registered; returns the framework ID."""
        marathon.wait_http().wait_elected()
        return harness.wait("a framework ID", lambda: marathon.get("/v2/info")["frameworkId"])

    def check_masters(self):
        """No breach of the protocol, nothing left unacknowledged."""
        for master in self.masters:
            self.assertEqual(master.faults, [])
            harness.wait("all acknowledged", lambda seen=master: seen.unacknowledged() == [])

    def running(self, marathon, app_id, count):
        """Waits until an app has so many running tasks and no other; returns them by id."""

        def tasks():
            found = marathon.get(f"/v2/apps{app_id}/tasks")["tasks"]
            done = len(found) == count and all(task["startedAt"] for task in found)
            return {"tasks": {task["id"]: task for task in found}} if done else None

        return harness.wait(f"{count} tasks of {app_id}", tasks)["tasks"]
