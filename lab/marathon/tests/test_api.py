"""The HTTP API: information, authentication, apps, and what becomes of them at the master."""

from support import harness
from support.case import MarathonCase

INFO = {
    "name": str, "version": str, "buildref": str, "elected": bool, "leader": str, "frameworkId": str,
    "marathon_config": dict, "zookeeper_config": dict, "http_config": dict, "event_subscriber": type(None),
}
# GET /v2/apps of Marathon 0.11, key by key.
APP_KEYS = set(
    "id cmd args user env instances cpus mem disk executor constraints uris storeUrls ports requirePorts backoffSeconds "
    "backoffFactor maxLaunchDelaySeconds container healthChecks dependencies upgradeStrategy labels acceptedResourceRoles "
    "version versionInfo tasksStaged tasksRunning tasksHealthy tasksUnhealthy deployments".split()
)
TASK_KEYS = set("id appId host slaveId ports servicePorts stagedAt startedAt version".split())


class ApiTest(MarathonCase):
    def setUp(self):
        super().setUp()
        self.fake = self.master()
        self.server = self.marathon(self.fake).start()

    def tearDown(self):
        self.check_masters()

    def create(self, **app):
        """POSTs an app, which must be taken."""
        status, body, _ = self.server.request("POST", "/v2/apps", app)
        self.assertEqual(status, 201, body)
        return body

    def test_info_page_ping_metrics(self):
        framework_id = self.registered(self.server)
        self.assertEqual(framework_id, f"{self.fake.master_id}-0000")
        info = self.server.get("/v2/info")
        self.assertEqual({key: type(value) for key, value in info.items()}, INFO)
        self.assertEqual((info["name"], info["version"], info["elected"]), ("marathon", "0.11.0", True))
        self.assertEqual(info["leader"], f"127.0.0.1:{self.server.port}")
        self.assertEqual(info["marathon_config"]["mesos_user"], "mesos-task")
        self.assertEqual(info["zookeeper_config"]["zk"], self.zk_url("/marathon"))
        self.assertEqual(info["http_config"]["http_port"], self.server.port)
        self.assertEqual(self.server.get("/v2/leader"), {"leader": info["leader"]})
        self.assertEqual(self.server.get("/ping"), "pong\n")
        self.assertIn("stand-in", self.server.get("/"))
        self.assertEqual(self.server.get("/metrics")["version"], "3.0.0")
        self.assertEqual(self.server.get("/v2/apps"), {"apps": []})
        for path, status in (("/v2/apps/none", 404), ("/v2/groups", 404), ("/nowhere", 404)):
            self.assertEqual(self.server.request("GET", path)[0], status, path)
        self.assertEqual(self.server.request("PATCH", "/v2/apps")[0], 405)
        framework = self.fake.subscriptions[0]["framework"]
        self.assertEqual((framework["name"], framework["user"], framework["id"]), ("marathon", "mesos-task", ""))
        self.assertEqual((framework["failover_timeout"], framework["checkpoint"]), (604800, True))
        self.assertRegex(self.fake.subscriptions[0]["pid"], r"^scheduler-[-0-9a-f]{36}@127\.0\.0\.1:\d+$")

    def test_create_scale_delete(self):
        self.registered(self.server)
        created = self.create(id="web", cmd="sleep 1000", cpus=0.1, mem=32, instances=2, user="centos", env={"A": "b"})
        self.assertEqual(set(created), APP_KEYS)
        self.assertEqual((created["id"], created["ports"]), ("/web", [10000]))
        self.assertEqual(self.server.get("/v2/queue")["queue"][0]["count"], 2)
        self.assertEqual(self.server.request("PUT", "/v2/apps/web", {"instances": 3})[0], 409)
        offer = self.fake.offer()
        tasks = self.running(self.server, "/web", 2)
        accept = [call for call in self.fake.calls if call["type"] == "ACCEPT"]
        self.assertEqual([call["offer_ids"] for call in accept], [[offer]])
        for task in accept[0]["tasks"]:
            port = str(tasks[task["id"]]["ports"][0])
            self.assertRegex(task["id"], r"^web\.[-0-9a-f]{36}$")
            self.assertEqual(task["resources"], {"cpus": 0.1, "mem": 32, "disk": 0, "ports": f"[{port}-{port}]"})
            self.assertEqual((task["command"]["value"], task["command"]["user"]), ("sleep 1000", "centos"))
            environment = task["command"]["environment"]
            self.assertEqual((environment["A"], environment["PORT"], environment["PORT0"]), ("b", port, port))
            self.assertEqual((environment["MARATHON_APP_ID"], environment["HOST"]), ("/web", "10.0.0.1"))
        self.assertEqual(sorted(task["ports"][0] for task in tasks.values()), [31000, 31001])
        self.assertEqual({frozenset(task) for task in tasks.values()}, {frozenset(TASK_KEYS)})
        harness.wait("no deployment", lambda: self.server.get("/v2/deployments") == [])

        status, body, _ = self.server.request("PUT", "/v2/apps/web", {"instances": 1})
        self.assertEqual((status, set(body)), (200, {"version", "deploymentId"}))
        left = self.running(self.server, "/web", 1)
        self.assertLess(set(left), set(tasks), "scaling restarts nothing")
        harness.wait("no deployment", lambda: self.server.get("/v2/deployments") == [])
        self.assertEqual(self.server.request("DELETE", "/v2/apps/web")[0], 200)
        harness.wait("all tasks killed", lambda: self.fake.tasks == {} and self.server.get("/v2/tasks") == {"tasks": []})
        self.assertEqual(self.server.get("/v2/apps"), {"apps": []})
        self.assertEqual(len([call for call in self.fake.calls if call["type"] == "KILL"]), 2)

    def test_change_of_the_command_replaces_tasks(self):
        self.registered(self.server)
        self.create(id="/web", cmd="sleep 1", cpus=0.1, mem=32)
        self.fake.offer()
        old = self.running(self.server, "/web", 1)
        harness.wait("no deployment", lambda: self.server.get("/v2/deployments") == [])
        self.server.request("PUT", "/v2/apps/web", {"cmd": "sleep 2"})
        self.assertEqual(set(self.fake.tasks), set(old), "the old one runs until the new one does")
        self.fake.offer(ports="[31005-31005]")
        harness.wait("the new one alone", lambda: [t["command"]["value"] for t in self.fake.tasks.values()] == ["sleep 2"])
        self.assertFalse(set(old) & set(self.running(self.server, "/web", 1)))

    def test_failed_task_comes_back_after_a_growing_delay(self):
        self.registered(self.server)
        self.create(id="/web", cmd="false", cpus=0.1, mem=32, backoffSeconds=1, backoffFactor=2)
        for expected in (1, 2):
            self.fake.offer()
            task = next(iter(self.running(self.server, "/web", 1)))
            self.fake.update(task, self.fake.tasks[task]["slave_id"], "TASK_FAILED")
            harness.wait("the queue", lambda: self.server.get("/v2/queue")["queue"])
            self.assertIn(f"next launch in {expected * 1000} ms", self.server.text())
            self.fake.offer()
            harness.wait("declined while waiting", lambda: not self.fake.offers)
            self.assertEqual(self.fake.tasks, {})
            harness.wait("overdue", lambda: self.server.get("/v2/queue")["queue"][0]["delay"]["overdue"])

    def test_constraints(self):
        self.registered(self.server)
        self.create(id="/unique", cmd="sleep 1", cpus=0.1, mem=32, instances=3, constraints=[["hostname", "UNIQUE"]])
        self.fake.offer(slave=1)
        self.fake.offer(slave=2)
        harness.wait("both answered", lambda: not self.fake.offers)
        self.assertEqual(sorted(task["slave_id"][-2:] for task in self.fake.tasks.values()), ["S1", "S2"])
        self.server.request("DELETE", "/v2/apps/unique?force=true")
        harness.wait("no task", lambda: not self.fake.tasks)
        table = [
            (["node", "LIKE", "slave[23]"], [2, 3]),
            (["node", "UNLIKE", "slave[23]"], [1]),
            (["node", "CLUSTER", "slave3"], [3]),
            (["node", "CLUSTER"], [1, 1, 1]),
            (["rack", "LIKE", ".*"], []),
            (["node", "UNIQUE"], [1, 2, 3]),
        ]
        for constraint, slaves in table:
            with self.subTest(constraint):
                self.create(id="/c", cmd="sleep 1", cpus=0.1, mem=32, instances=3, constraints=[constraint])
                for slave in (1, 2, 3):
                    # One CPU's tenth: an offer holds one task, but where CLUSTER is to take all on one.
                    self.fake.offer(slave=slave, cpus=0.3 if constraint == ["node", "CLUSTER"] else 0.1)
                    harness.wait("answered", lambda: not self.fake.offers)
                found = sorted(int(task["slave_id"][-1]) for task in self.fake.tasks.values())
                self.assertEqual(found, slaves)
                self.server.request("DELETE", "/v2/apps/c?force=true")
                harness.wait("no task", lambda: not self.fake.tasks)

    def test_too_small_offers_are_declined(self):
        self.registered(self.server)
        self.create(id="/big", cmd="sleep 1", cpus=2, mem=100, ports=[0, 0])
        for short in ({"cpus": 1.9}, {"cpus": 2, "mem": 99}, {"cpus": 2, "ports": "[31000-31000]"}):
            self.fake.offer(**short)
            harness.wait("declined", lambda: not self.fake.offers)
        self.assertEqual(self.fake.tasks, {})
        self.fake.offer(cpus=2, mem=100, ports="[31000-31000, 31003-31003]")
        task = next(iter(self.running(self.server, "/big", 1).values()))
        self.assertEqual(task["ports"], [31000, 31003])

    def test_refused_apps(self):
        self.registered(self.server)
        good = {"id": "/web", "cmd": "sleep 1"}
        table = [
            ({"id": "/Web"}, "id: '/Web'"), ({"cmd": ""}, "cmd:"), ({"cpus": -1}, "cpus: -1"),
            ({"instances": 1.5}, "instances: 1.5"), ({"mem": "32"}, 'mem: "32"'), ({"uris": ["http://x"]}, "uris:"),
            ({"healthChecks": [{}]}, "healthChecks:"), ({"container": {}}, "container:"), ({"bogus": 1}, "bogus:"),
            ({"ports": [1, 1]}, "ports: 1"), ({"env": {"A": 1}}, "env: the value of 'A'"),
            ({"constraints": [["node"]]}, "constraints:"), ({"constraints": [["node", "LIKE"]]}, "LIKE needs"),
            ({"constraints": [["node", "GROUP_BY"]]}, "GROUP_BY"), ({"constraints": [["node", "LIKE", "("]]}, "regular"),
            ({"upgradeStrategy": {"minimumHealthCapacity": 2}}, "minimumHealthCapacity: 2"),
        ]
        for change, text in table:
            with self.subTest(text):
                status, body, _ = self.server.request("POST", "/v2/apps", dict(good, **change))
                self.assertEqual(status, 422, body)
                self.assertIn(text, body["message"])
        status, body, _ = self.server.request("POST", "/v2/apps", dict(good, cpus=-1, mem=-1))
        self.assertEqual((status, "cpus: -1" in body["message"], "mem: -1" in body["message"]), (422, True, True))
        self.assertEqual(self.server.request("POST", "/v2/apps", b"{id: 1}")[0], 400)
        self.create(**good)
        self.assertEqual(self.server.request("POST", "/v2/apps", good)[0], 409)
        self.assertEqual(len(self.server.get("/v2/apps")["apps"]), 1)


class CredentialsTest(MarathonCase):
    def test_every_endpoint_wants_credentials(self):
        server = self.marathon(self.master()).start({"MESOSPHERE_HTTP_CREDENTIALS": "admin:s3cret"})
        server.wait_http()
        for path in ("/ping", "/", "/v2/info", "/v2/apps", "/metrics", "/nowhere"):
            status, _, headers = server.request("GET", path)
            self.assertEqual((status, headers["WWW-Authenticate"]), (401, 'Basic realm="Mesosphere"'), path)
            self.assertEqual(server.request("GET", path, credentials="admin:wrong")[0], 401, path)
        server.credentials = "admin:s3cret"
        self.registered(server)
        self.assertNotIn("s3cret", server.text() + str(server.get("/v2/info")))
