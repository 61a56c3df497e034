"""The third party of the tests, asked through the real plugin in its real worker: whatever happens there is a failure with a
text, and never the answer "not a member"."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from subprocess import CompletedProcess

import pytest

from rig import places, plugins, roster_troubles
from rig.fixtures import House
from rig.roster import Roster
from rig.usher import RosterInstance

#: What no question about one account meets.
ONLY_LISTS = {"empty lists", "same cursor", "second page fails"}


@dataclass
class Desk:
    """A roster with a group of three, in pages of two, and an Usher that may ask it."""

    house: House
    roster: Roster
    group: str
    member: str
    outsider: str

    def act(self, action: str, **values: str) -> CompletedProcess[str]:
        words = [word for name, value in values.items() for word in (f"--{name}", value)]
        done = self.house.usher.run("action", "--config", self.house.usher.configuration, "roster", action, *words)
        for secret in (self.roster.token, self.roster.webhook_secret):
            assert secret not in done.stdout + done.stderr
        return done

    def ask(self, account: str) -> CompletedProcess[str]:
        return self.act("ask", group=self.group, account=account)

    def list(self) -> CompletedProcess[str]:
        return self.act("list", group=self.group)


@pytest.fixture
def desk(build_house: Callable[..., House], roster: Roster) -> Desk:
    house = build_house(rosters={"roster": RosterInstance(roster)}, started=False)
    people = [roster.account(name) for name in ("Ann", "Bob", "Cem", "Dee")]
    roster.page_size = 2
    return Desk(house, roster, roster.group("Choir", people[:3]), people[0], people[3])


def is_true(done: CompletedProcess[str], answer: object) -> None:
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == answer


def is_a_failure(done: CompletedProcess[str]) -> None:
    assert done.returncode == 1 and not done.stdout
    assert len(done.stderr.strip()) > 20, "a failure says what failed"


def test_the_daemon_starts_an_instance_of_the_roster(desk: Desk) -> None:
    desk.house.usher.start()
    assert desk.house.usher.waiting_for() == set()
    running = {file.file for file in plugins.status(desk.house.usher) if file.state == "running"}
    assert running == {*places.PLUGINS, places.ROSTER_PLUGIN}


def test_what_the_roster_says_is_what_comes_out(desk: Desk) -> None:
    is_true(desk.ask(desk.member), {"member": True, "role": "member"})
    is_true(desk.ask(desk.outsider), {"member": False})
    is_true(desk.ask("nobody"), {"member": False})
    shown = [{"id": id, "name": desk.roster.accounts[id]} for id in desk.roster.groups[desk.group].members]
    is_true(desk.list(), {"members": shown})
    assert [(seen.path, seen.query, seen.status) for seen in desk.roster.requests[-2:]] == [
        (f"/groups/{desk.group}/members", "", 200),
        (f"/groups/{desk.group}/members", "cursor=2", 200),
    ]


@pytest.mark.parametrize("name", [name for name in roster_troubles.ALL if name not in ONLY_LISTS])
def test_no_trouble_at_the_roster_is_a_no(desk: Desk, name: str) -> None:
    desk.roster.trouble(roster_troubles.ALL[name])
    is_a_failure(desk.ask(desk.outsider))
    # A roster that hangs was tried once: a listing waits as long, and fails in the same place.
    if name != "hang":
        is_a_failure(desk.list())
    assert desk.roster.requests
    desk.roster.heal()
    is_true(desk.ask(desk.outsider), {"member": False})


@pytest.mark.parametrize("name", ["same cursor", "second page fails"])
def test_half_a_listing_is_none(desk: Desk, name: str) -> None:
    desk.roster.trouble(roster_troubles.ALL[name])
    is_a_failure(desk.list())
    assert desk.roster.count("GET", "/members$") == 2
    desk.roster.heal()
    assert desk.list().returncode == 0


def test_a_listing_that_is_empty_is_handed_on_as_it_is(desk: Desk) -> None:
    """It looks like the truth, so nobody but Usher's brakes can stop it."""
    desk.roster.trouble(roster_troubles.empty_lists)
    is_true(desk.list(), {"members": []})


def test_a_roster_that_is_not_there_and_a_group_that_is_gone_are_no_no(desk: Desk) -> None:
    desk.roster.refuse()
    is_a_failure(desk.ask(desk.outsider))
    desk.roster.heal()
    group = desk.roster.delete_group(desk.group)
    is_a_failure(desk.ask(desk.outsider))
    is_a_failure(desk.list())
    desk.roster.groups[group.id] = group
    is_true(desk.ask(desk.outsider), {"member": False})


def test_a_trouble_ends_after_so_many_requests(desk: Desk) -> None:
    desk.roster.trouble(roster_troubles.status(500), f"/groups/{desk.group}/members", times=1)
    is_a_failure(desk.ask(desk.outsider))
    is_true(desk.ask(desk.outsider), {"member": False})
    assert desk.roster.count(status=500) == 1
