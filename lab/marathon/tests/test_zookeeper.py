"""The ZooKeeper tarball by its scripts."""

from support import harness
from support.case import MarathonCase


class ZooKeeperTest(MarathonCase):
    def test_start_status_stop(self):
        server = harness.ZooKeeper(self.zookeeper_home, self.work / "own")
        self.addCleanup(server.stop)
        before = server.run("status")
        self.assertEqual((before.returncode, "probably not running" in before.stdout), (1, True))
        server.start()
        pid = (self.work / "own/data/zookeeper_server.pid").read_text().strip()
        self.assertTrue(pid.isdigit(), pid)
        self.assertIn("already running", server.run("start").stderr)
        self.assertEqual(server.run("status").stdout.strip(), "Mode: standalone")
        self.assertEqual(server.run("stop").returncode, 0)
        self.assertEqual(harness.answers(server.port, b"ruok"), b"")
        self.assertFalse((self.work / "own/data/zookeeper_server.pid").exists())

    def test_refusals(self):
        server = harness.ZooKeeper(self.zookeeper_home, self.work / "refused")
        self.assertEqual(server.run("bogus").returncode, 2)
        self.assertEqual(server.run().returncode, 2)
        missing = server.run("start", "/nowhere/zoo.cfg")
        self.assertEqual((missing.returncode, "/nowhere/zoo.cfg" in missing.stderr), (1, True))
        command = server.run("print-cmd").stdout
        self.assertIn("QuorumPeerMain", command)
        self.assertIn("-Xmx128m", command)
