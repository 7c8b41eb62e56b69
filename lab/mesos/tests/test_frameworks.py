"""Frameworks, offers and the protocol's faults."""

import json

from support.cluster import NETWORK, ClusterCase, request, wait
from support.scheduler import Refused, Scheduler


class Subscriptions(ClusterCase):
    def test_ids_failover_and_removal(self):
        master = self.master()
        identity = master.json("/state.json")["id"]
        first = Scheduler(master, failover_timeout=60)
        event = first.subscribed()
        self.assertEqual((first.id, event["reregistered"]), (f"{identity}-0000", False))
        self.assertEqual(event["master"]["pid"], f"master@{master.ip}:5050")
        second = Scheduler(master, name="other", webui_url="http://x:1", hostname="h", role="*", checkpoint=True)
        second.subscribed()
        self.assertEqual(second.id, f"{identity}-0001")
        entry = next(one for one in master.json("/state.json")["frameworks"] if one["id"] == second.id)
        self.assertEqual([entry[key] for key in ("name", "webui_url", "hostname", "role", "checkpoint", "user")],
                         ["other", "http://x:1", "h", "*", True, "root"])
        taken = Scheduler(master, id=first.id, failover_timeout=1)
        self.assertEqual((taken.subscribed()["reregistered"], taken.id), (True, first.id))
        self.assertEqual(first.next("ERROR")["message"], "Framework failed over")
        first.next("END")
        self.assertEqual(first.call("REVIVE")[0], 403)
        taken.drop()
        wait("inactive framework", lambda: [one for one in master.json("/state.json")["frameworks"] if not one["active"]], 2)
        back = Scheduler(master, id=first.id, failover_timeout=1)
        back.subscribed()
        entry = next(one for one in master.json("/state.json")["frameworks"] if one["id"] == first.id)
        self.assertTrue(entry["active"] and entry["reregistered_time"])
        back.drop()
        wait("completed framework", lambda: master.json("/state.json")["completed_frameworks"], 4)
        removed = Scheduler(master, id=first.id)
        self.assertEqual(removed.next("ERROR")["message"], "Framework has been removed")
        removed.next("END")

    def test_without_a_timeout_a_lost_framework_is_removed_at_once(self):
        master = self.master()
        scheduler = Scheduler(master)
        scheduler.subscribed()
        scheduler.drop()
        wait("completed framework", lambda: master.json("/state.json")["completed_frameworks"], 2)
        self.assertEqual(master.json("/state.json")["frameworks"], [])

    def test_refused_subscriptions(self):
        master = self.master("--no-root_submissions", "--roles=web")
        self.assertEqual(Scheduler(master, user="root").next("ERROR")["message"],
                         "User 'root' is not allowed to run frameworks without --root_submissions set")
        self.assertIn("Role 'db'", Scheduler(master, user="u", role="db").next("ERROR")["message"])
        Scheduler(master, user="u", role="web").subscribed()
        with self.assertRaises(Refused) as caught:
            Scheduler(master, nmae="x")
        self.assertEqual(caught.exception.args, (400, '{"message":"SUBSCRIBE: unknown key \'nmae\'"}'))

    def test_malformed_calls(self):
        master = self.master()
        scheduler = Scheduler(master)
        scheduler.subscribed()
        for kind, keys in [("ACCEPT", {}), ("DECLINE", {"offer_ids": "x"}), ("KILL", {}), ("ACKNOWLEDGE", {"task_id": "a"}),
                           ("RECONCILE", {}), ("REVIVE", {"filters": 1}), ("FLY", {})]:
            with self.subTest(kind):
                self.assertEqual(scheduler.call(kind, **keys)[0], 400)
        self.assertEqual(scheduler.call("REVIVE")[0], 202)
        for body, status in [("{", 400), (json.dumps({"type": "REVIVE", "framework_id": "x", "stream_id": "y"}), 403)]:
            self.assertEqual(request(master.ip, 5050, "POST", "/standin/scheduler", body)[0], status)
        self.assertEqual(request(master.ip, 5050, "GET", "/standin/scheduler")[0], 405)


class Offers(ClusterCase):
    def test_offers_refusals_and_rescind(self):
        master, slaves = self.cluster()
        scheduler = Scheduler(master)
        scheduler.subscribed()
        offers = scheduler.next("OFFERS")["offers"]
        self.assertEqual(len(offers), 2)
        self.assertEqual(offers[0]["resources"], {"cpus": 2, "mem": 2808, "disk": 45148, "ports": "[31000-32000]"})
        self.assertEqual(sorted(offers[0]), ["attributes", "framework_id", "hostname", "id", "pid", "resources", "slave_id"])
        entry = master.json("/state.json")["frameworks"][0]
        self.assertEqual((len(entry["offers"]), entry["offered_resources"]["cpus"]), (2, 4))
        slaves[0].kill()
        gone = next(one["id"] for one in offers if "54:" in one["pid"])
        self.assertEqual(scheduler.next("RESCIND")["offer_id"], gone)
        left = next(one for one in offers if "55:" in one["pid"])
        scheduler.call("DECLINE", offer_ids=[left["id"]], refuse_seconds=60)
        other = Scheduler(master, name="other")
        other.subscribed()
        self.assertEqual(other.next("OFFERS")["offers"][0]["slave_id"], left["slave_id"])
        other.call("TEARDOWN")
        other.next("END")
        scheduler.call("REVIVE")
        self.assertEqual(scheduler.next("OFFERS")["offers"][0]["slave_id"], left["slave_id"])

    def test_whitelist_is_read_again(self):
        whitelist = self.folder / "whitelist"
        whitelist.write_text(f"{NETWORK}.55\n")
        master, _ = self.cluster(f"--whitelist={whitelist}")
        scheduler = Scheduler(master)
        scheduler.subscribed()
        offers = scheduler.next("OFFERS")["offers"]
        self.assertEqual([one["hostname"] for one in offers], [f"{NETWORK}.55"])
        whitelist.write_text(f"{NETWORK}.54\n{NETWORK}.55\n")
        self.assertEqual([one["hostname"] for one in scheduler.next("OFFERS")["offers"]], [f"{NETWORK}.54"])

    def test_offer_timeout(self):
        master = self.master("--offer_timeout=1secs")
        self.slave(1)
        self.registered(master, 1)
        scheduler = Scheduler(master)
        scheduler.subscribed()
        first = scheduler.next("OFFERS")["offers"][0]["id"]
        self.assertEqual(scheduler.next("RESCIND")["offer_id"], first)
        self.assertNotEqual(scheduler.next("OFFERS")["offers"][0]["id"], first)
