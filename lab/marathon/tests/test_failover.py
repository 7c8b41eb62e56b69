"""What survives: Marathon killed, the master gone, ZooKeeper restarted, and who is let in at all."""

from support import harness
from support.case import MarathonCase

APP = {"id": "/web", "cmd": "sleep 1000", "cpus": 0.1, "mem": 32}


class FailoverTest(MarathonCase):
    def with_app(self, server, master):
        """Registers and runs one task; returns the framework ID and the task's id."""
        framework_id = self.registered(server)
        self.assertEqual(server.request("POST", "/v2/apps", APP)[0], 201)
        master.offer()
        return framework_id, next(iter(self.running(server, "/web", 1)))

    def test_killed_and_started_again(self):
        master = self.master()
        server = self.marathon(master).start()
        framework_id, task = self.with_app(server, master)
        self.assertEqual(self.client.get(f"{self.root}/marathon/state/framework:id").decode(), framework_id)
        server.kill()
        server.start()
        # The killed one's session still holds the leadership for up to 4 s, and until then nothing is registered.
        self.assertEqual(self.registered(server), framework_id)
        harness.wait("the second SUBSCRIBE", lambda: len(master.subscriptions) == 2)
        self.assertEqual(master.subscriptions[1]["framework"]["id"], framework_id)
        harness.wait("reconciliation", lambda: [c for c in master.calls if c["type"] == "RECONCILE" and c["tasks"]])
        self.assertEqual(list(self.running(server, "/web", 1)), [task])
        self.assertEqual(list(master.tasks), [task])
        self.check_masters()

    def test_task_ended_or_appeared_while_away(self):
        master = self.master()
        server = self.marathon(master).start()
        framework_id, task = self.with_app(server, master)
        self.assertEqual(server.stop(), 143)
        self.assertEqual(self.client.children(f"{self.root}/marathon/leader"), [], "left on SIGTERM, not by timeout")
        del master.tasks[task]
        master.tasks["stranger.1"] = {"slave_id": "S1"}
        server.start()
        self.assertEqual(self.registered(server), framework_id)
        harness.wait("the stranger killed", lambda: "stranger.1" not in master.tasks)
        harness.wait("the lost one gone", lambda: server.get("/v2/tasks") == {"tasks": []})
        self.check_masters()

    def test_second_marathon_waits_and_takes_over(self):
        master = self.master()
        first = self.marathon(master).start()
        framework_id, task = self.with_app(first, master)
        second = self.marathon(master).start().wait_http()
        harness.wait("its turn in the election", lambda: "waiting for leadership" in second.text())
        info = second.get("/v2/info")
        self.assertEqual((info["elected"], info["leader"]), (False, f"127.0.0.1:{first.port}"))
        self.assertEqual(second.request("GET", "/v2/apps")[0], 503)
        first.stop()
        second.wait_elected()
        harness.wait("re-registration", lambda: len(master.subscriptions) == 2)
        self.assertEqual(second.get("/v2/info")["frameworkId"], framework_id)
        self.assertEqual(list(self.running(second, "/web", 1)), [task])

    def test_new_leader_by_zookeeper(self):
        server = self.marathon(self.zk_url("/mesos")).start().wait_http().wait_elected()
        self.assertIsNone(server.get("/v2/info")["frameworkId"])
        first = self.master()
        node = self.announce(first)
        framework_id, task = self.with_app(server, first)
        first.stop()
        self.client.delete(node)
        second = self.master(master_id="20151001-130000-16777343-5050-2")
        second.tasks.update(first.tasks)
        self.announce(second)
        harness.wait("re-registration", lambda: second.subscriptions)
        self.assertEqual(second.subscriptions[0]["framework"]["id"], framework_id)
        harness.wait("reconciliation", lambda: [c for c in second.calls if c["type"] == "RECONCILE"])
        self.assertEqual(list(self.running(server, "/web", 1)), [task])
        third = self.master(master_id="20151001-140000-16777343-5050-3")
        self.announce(third)
        second.update(task, second.tasks[task]["slave_id"], "TASK_RUNNING")
        harness.wait("acknowledged", lambda: second.unacknowledged() == [])
        self.assertEqual(third.subscriptions, [], "only the lowest number leads")

    def test_standalone_master_is_never_found_again(self):
        first = self.master()
        server = self.marathon(first).start()
        framework_id, _ = self.with_app(server, first)
        first.stop()
        harness.wait("the log's word", lambda: "Disconnected from the master" in server.text())
        second = self.master(port=first.port, master_id="20151001-130000-16777343-5050-2")
        with self.assertRaises(AssertionError):
            harness.wait("a subscription that must not come", lambda: second.subscriptions, timeout_seconds=3)
        self.assertEqual(server.get("/v2/info")["frameworkId"], framework_id)
        server.stop()
        server.start()
        harness.wait("registration after a start", lambda: second.subscriptions)
        self.assertEqual(second.subscriptions[0]["framework"]["id"], framework_id)

    def test_master_that_comes_later(self):
        port = harness.free_port()
        server = self.marathon(f"127.0.0.1:{port}").start().wait_http().wait_elected()
        harness.wait("an attempt", lambda: "trying again in 1 s" in server.text())
        self.assertIsNone(server.get("/v2/info")["frameworkId"])
        self.master(port=port)
        self.registered(server)

    def test_zookeeper_restarted(self):
        own = harness.ZooKeeper(self.zookeeper_home, self.work / "restarted").start()
        self.addCleanup(own.stop)
        master = self.master()
        server = self.marathon(master, zk_session_timeout="15000")
        server.flags["zk"] = f"zk://127.0.0.1:{own.port}/marathon"
        server.start()
        framework_id, task = self.with_app(server, master)
        own.stop()
        own.start()
        harness.wait("a change stored again", lambda: server.request("PUT", "/v2/apps/web?force=true", {"instances": 2})[0] == 200)
        self.assertIsNone(server.process.poll())
        self.assertEqual(server.get("/v2/info")["frameworkId"], framework_id)
        self.assertEqual(len(master.subscriptions), 1)

    def test_removed_framework_starts_anew(self):
        master = self.master()
        server = self.marathon(master).start()
        self.registered(server)
        master.send({"type": "ERROR", "message": "Framework has been removed"})
        self.assertEqual(server.process.wait(15), 1)
        self.assertIsNone(self.client.get(f"{self.root}/marathon/state/framework:id"))


class AuthenticationTest(MarathonCase):
    def start(self, secret):
        """A master that wants marathon's secret, and a Marathon with a secret file of these bytes."""
        master = self.master(credentials=("marathon", b"s3cret"))
        secret_file = self.work / f"secret-{self.root[1:]}"
        secret_file.write_bytes(secret)
        secret_file.chmod(0o600)
        return master, self.marathon(
            master, mesos_authentication_principal="marathon", mesos_authentication_secret_file=str(secret_file)
        ).start()

    def test_right_secret(self):
        master, server = self.start(b"s3cret")
        self.registered(server)
        self.assertEqual(master.subscriptions[0]["framework"]["principal"], "marathon")
        self.check_masters()

    def test_a_newline_is_part_of_the_secret(self):
        master, server = self.start(b"s3cret\n")
        self.assertEqual(server.process.wait(20), 1)
        self.assertIn("Refused authentication", server.text())
        self.assertEqual(master.subscriptions, [])
        self.assertNotIn("s3cret", server.text())
