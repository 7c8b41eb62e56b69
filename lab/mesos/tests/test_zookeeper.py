"""Election and detection with a real ZooKeeper (observation 15)."""

import importlib.util
import json
import os
import pathlib
import shutil
import tempfile
import time

from support.cluster import NETWORK, ClusterCase, request, run, wait
from support.scheduler import Scheduler

_path = pathlib.Path(__file__).resolve().parents[2] / "marathon/tests/support"


def _load(name):
    """A helper of lab/marathon's tests; both folders have a package `support`, so by path."""
    spec = importlib.util.spec_from_file_location(f"marathon_{name}", _path / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


harness, client = _load("harness"), _load("zookeeper_client")
SHORT = ("--quorum=1", "--zk_session_timeout=4secs")


class Election(ClusterCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory(prefix="mesos-test-zookeeper.")
        cls.addClassCleanup(cls.home.cleanup)
        tree = harness.unpack(os.environ["ZOOKEEPER_TARBALL"], cls.home.name)
        cls.zookeeper = harness.ZooKeeper(tree, pathlib.Path(cls.home.name) / "data").start()
        cls.addClassCleanup(cls.zookeeper.stop)

    def setUp(self):
        super().setUp()
        self.url = f"zk://127.0.0.1:{self.zookeeper.port}/{self.id().split('.')[-1]}/mesos"

    def lead(self, name="m", elected=True):
        return self.master(f"--zk={self.url}", *SHORT, name=name, elected=elected)

    def test_node_of_the_leader(self):
        master = self.lead()
        session = client.ZooKeeperClient(self.zookeeper.port)
        self.addCleanup(session.close)
        path = "/" + self.url.split("/", 3)[3]
        names = session.children(path)
        self.assertRegex(names[0], r"^json\.info_\d{10}$")
        info = json.loads(session.get(f"{path}/{names[0]}"))
        state = master.json("/state.json")
        self.assertEqual(info["address"], {"hostname": master.ip, "ip": master.ip, "port": 5050})
        self.assertEqual((info["id"], info["pid"], info["version"]), (state["id"], state["pid"], "0.24.0"))
        self.assertEqual(info["ip"], int(state["id"].split("-")[2]))
        self.assertEqual(state["leader"], state["pid"])

    def test_15_slaves_and_framework_come_back_after_a_kill(self):
        master = self.lead()
        self.slave(1, master=self.url)
        self.slave(2, master=self.url)
        before = {key: entry["id"] for key, entry in self.registered(master, 2).items()}
        scheduler = Scheduler(master, checkpoint=True, failover_timeout=60)
        scheduler.subscribed()
        scheduler.launch(scheduler.offer(f"{NETWORK}.54"), ("long", "sleep 300"))
        scheduler.update("TASK_RUNNING")
        self.settled()
        master.kill()
        time.sleep(1)
        begin = time.monotonic()
        master = self.lead(elected=False)
        # Its own ephemeral node of before still leads until that session runs out.
        wait("HTTP of the new master", lambda: master.get("/health")[0] == 200)
        self.assertNotIn("elected_time", master.json("/state.json"))
        self.assertEqual(request(master.ip, 5050, "POST", "/standin/slave", "", {"Upgrade": "mesos-standin"})[0], 503)
        slaves = self.registered(master, 2, 15)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual({key: entry["id"] for key, entry in slaves.items()}, before)
        state = master.json("/state.json")
        self.assertEqual((state["unregistered_frameworks"], len(state["orphan_tasks"])), ([scheduler.id], 1))
        again = Scheduler(master, id=scheduler.id, checkpoint=True, failover_timeout=60)
        again.subscribed()
        state = master.json("/state.json")
        self.assertEqual((state["orphan_tasks"], state["frameworks"][0]["tasks"][0]["state"]), ([], "TASK_RUNNING"))
        again.call("KILL", task_id="long")
        again.update("TASK_KILLED")

    def test_a_second_master_waits_and_takes_over(self):
        first = self.lead()
        self.slave(1, master=self.url)
        identity = self.registered(first, 1)[54]["id"]
        second_ip = f"{NETWORK}.52"
        second = self.start("sbin/mesos-master", second_ip, 5050, self.folder / "second.log",
                            [f"--ip={second_ip}", f"--hostname={second_ip}", f"--work_dir={self.folder}/second", f"--zk={self.url}", *SHORT])
        wait("second master's leader", lambda: second.json("/state.json").get("leader") == f"master@{first.ip}:5050")
        status, headers, _ = request(second_ip, 5050, "GET", "/master/redirect")
        self.assertEqual((status, headers["Location"]), (307, f"//{first.ip}:5050"))
        status, headers, _ = request(second_ip, 5050, "POST", "/standin/scheduler", "{}")
        self.assertEqual((status, headers["Location"]), (307, f"//{first.ip}:5050/standin/scheduler"))
        first.kill()
        wait("take-over", lambda: "elected_time" in second.json("/state.json"), 15)
        self.assertEqual(self.registered(second, 1, 15)[54]["id"], identity)

    def test_a_leader_that_loses_its_session_ends(self):
        own = harness.ZooKeeper(self.zookeeper.home, self.folder / "zookeeper").start()
        self.addCleanup(own.stop)
        self.url = f"zk://127.0.0.1:{own.port}/mesos"
        master = self.lead()
        own.stop()
        self.assertEqual(master.ended(20), 1)
        self.assertIn("Lost leadership... committing suicide!", master.text())

    def test_a_zookeeper_whose_data_are_gone(self):
        data = self.folder / "zookeeper"
        own = harness.ZooKeeper(self.zookeeper.home, data).start()
        self.addCleanup(own.stop)
        self.url = f"zk://127.0.0.1:{own.port}/mesos"
        master = self.lead()
        # Changes that the slave sees the count of, more than the new server will ever have here.
        for _ in range(50):
            client.ZooKeeperClient(own.port).close()
        self.slave(1, master=self.url)
        identity = self.registered(master, 1)[54]["id"]
        master.kill()
        own.stop()
        shutil.rmtree(data)
        # A server refuses who has seen more than itself (3.4.14, ZooKeeperServer.processConnectRequest); the handle that is made
        # anew after the session's end has seen nothing (0.24.0, src/zookeeper/group.cpp, GroupProcess::expired).
        again = harness.ZooKeeper(self.zookeeper.home, data, own.port).start()
        self.addCleanup(again.stop)
        self.assertEqual(self.registered(self.lead(), 1, 40)[54]["id"], identity)

    def test_wrong_urls(self):
        for url, part in [("zk://127.0.0.1:2181", "expecting zk://"), ("zk://127.0.0.1/mesos", "is not host:port"),
                          ("zk://127.0.0.1:2181/", "is not supported"), ("zk://u:secret@127.0.0.1:2181/m", "does not authenticate")]:
            status, _, text = run("sbin/mesos-master", f"--ip={NETWORK}.51", f"--work_dir={self.folder}/w", f"--zk={url}", "--quorum=1")
            self.assertEqual(status, 1)
            self.assertIn(part, text.splitlines()[-1])
