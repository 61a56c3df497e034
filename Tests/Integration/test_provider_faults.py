"""Whatever happens to the third party, to its plugin or to a rule's meaning: nobody is removed, warned or turned away by it, and
afterwards everything goes on by itself. Somebody really leaves the group in the meantime, so there is always something that would
have to be done if the truth were known: once it is, exactly that is done."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rig import governed, places, plugins, roster_troubles
from rig.fixtures import House
from rig.governed import Choir
from rig.matrix import Account
from rig.roster import Roster
from rig.usher import RosterInstance
from rig.waiting import until

#: Answers that can be seen to be wrong. An empty list looks like the truth: it has a test of its own.
VISIBLE = {name: trouble for name, trouble in roster_troubles.ALL.items() if name != "empty lists"}

#: What takes something from somebody, as the audit log calls it.
TAKES = {"removed", "warned", "withdrawn", "denied"}

#: The first wait after a failure is a quarter of a minute, the second is twice that.
RECOVERY_S = 100


@dataclass
class Hall:
    """An Usher with an instance of the roster, and eight people who have accounts there."""

    house: House
    roster: Roster
    people: list[Account]
    accounts: list[str]

    def choir(self, name: str) -> Choir:
        """A room for a group of all eight, without a rule."""
        return governed.gather(self.house, self.roster, name, self.accounts, self.people)

    def first_leaves(self, *choirs: Choir) -> None:
        """One of the eight is no member any more."""
        for choir in choirs:
            self.roster.remove(choir.group, self.accounts[0])

    @property
    def rest(self) -> set[str]:
        """Everybody else."""
        return {person.user_id for person in self.people[1:]}

    @property
    def everybody(self) -> set[str]:
        return {person.user_id for person in self.people}

    def taken(self) -> list[dict[str, Any]]:
        """What the audit log knows that was taken from anybody."""
        return [entry for entry in self.house.commands.audit() if entry["act"] in TAKES]

    def until_only_the_first_is_removed(self, *choirs: Choir) -> None:
        """Waits for it, and looks that it was done once."""
        for choir in choirs:
            until(lambda: choir.joined() != self.everybody, f"the loop to go on in {choir.group}", seconds=RECOVERY_S)
        self.house.commands.run("sweep")
        assert {choir.group: choir.joined() for choir in choirs} == {choir.group: self.rest for choir in choirs}
        done = sorted((entry["act"], entry["user"], entry["room"]) for entry in self.taken())
        assert done == sorted(("removed", self.people[0].user_id, choir.room) for choir in choirs)
        for choir in choirs:
            deeds = governed.deeds(self.house.bot, choir.room, self.house.bot.user_id)
            left = {user: count for (user, what), count in deeds.items() if what == "leave"}
            assert left == {self.people[0].user_id: 1}


@pytest.fixture
def hall(build_house: Callable[..., House], roster: Roster) -> Hall:
    # A list has two pages.
    roster.page_size = 5
    house = build_house(rosters={"roster": RosterInstance(roster)})
    people = house.synapse.people(8)
    accounts = [roster.account(f"Singer {number}") for number in range(8)]
    governed.link(house, people, accounts)
    return Hall(house, roster, people, accounts)


def verdict_of_the_first(hall: Hall, choir: Choir) -> str:
    """Also looks that there is a reason."""
    said = choir.explain(hall.people[0])
    assert said["acts"] == [] and said["departure"] is None, said
    assert said["explanation"]["asked"]["reason"], said
    return said["verdict"]


def test_no_trouble_of_a_third_party_takes_anything_from_anybody_and_all_is_well_afterwards(hall: Hall) -> None:
    """All troubles at once, each in two groups: one that was asked about before, and one of which nothing is known."""
    known = {name: hall.choir(f"Known, {name}") for name in VISIBLE}
    new = {name: hall.choir(f"New, {name}") for name in VISIBLE}
    choirs = [*known.values(), *new.values()]
    for choir in known.values():
        governed.rule(choir)
    hall.house.commands.run("sweep")
    assert [verdict_of_the_first(hall, choir) for choir in known.values()] == ["holds"] * len(known)

    for name, trouble in VISIBLE.items():
        for choir in (known[name], new[name]):
            hall.roster.trouble(trouble, f"/groups/{choir.group}/")
    hall.first_leaves(*choirs)
    for choir in new.values():
        governed.rule(choir)
    hall.house.commands.run("sweep")
    status = hall.house.commands.json("status")
    assert (status["governed_rooms"], status["held_plans"], status["waiting_acts"]) == (len(choirs), 0, 0)
    # What was known counts as long as it is fresh.
    assert {name: verdict_of_the_first(hall, choir) for name, choir in known.items()} == dict.fromkeys(VISIBLE, "holds")
    assert {name: verdict_of_the_first(hall, choir) for name, choir in new.items()} == dict.fromkeys(VISIBLE, "unknown")
    plan = hall.house.commands.plan()
    assert (plan["acts"], plan["held"]) == ([], [])
    assert {choir.group: choir.joined() for choir in choirs} == {choir.group: hall.everybody for choir in choirs}
    assert hall.taken() == []

    hall.roster.heal()
    hall.until_only_the_first_is_removed(*choirs)


def test_a_third_party_that_refuses_connections_takes_nothing_from_anybody(hall: Hall) -> None:
    known, new = hall.choir("Known"), hall.choir("New")
    governed.rule(known)
    hall.house.commands.run("sweep")
    hall.roster.refuse()
    hall.first_leaves(known, new)
    governed.rule(new)
    hall.house.commands.run("sweep")
    is_left_alone(hall, known, new)
    hall.roster.heal()
    hall.until_only_the_first_is_removed(known, new)


def is_left_alone(hall: Hall, known: Choir, new: Choir, verdict_of_known: str = "holds") -> None:
    """Nobody in either room has lost anything, or will."""
    assert (verdict_of_the_first(hall, known), verdict_of_the_first(hall, new)) == (verdict_of_known, "unknown")
    plan = hall.house.commands.plan()
    assert (plan["acts"], plan["held"]) == ([], [])
    assert known.joined() == new.joined() == hall.everybody
    assert hall.taken() == []


def test_a_plugin_that_crashes_while_it_is_asked_takes_nothing_from_anybody(hall: Hall) -> None:
    known, new = hall.choir("Known"), hall.choir("New")
    governed.rule(known)
    hall.house.commands.run("sweep")
    before = hall.roster.count()
    for choir in (known, new):
        hall.roster.trouble(roster_troubles.hang, f"/groups/{choir.group}/")
    hall.first_leaves(known, new)
    governed.rule(new)
    with ThreadPoolExecutor(1) as pool:
        sweep = pool.submit(hall.house.commands.run, "sweep")
        hall.roster.until_asked(times=before + 2)
        for worker in hall.house.usher.workers():
            os.kill(worker, signal.SIGKILL)
        sweep.result(60)
    is_left_alone(hall, known, new)
    hall.roster.heal()
    hall.until_only_the_first_is_removed(known, new)


def test_a_plugin_that_is_deleted_takes_nothing_from_anybody(hall: Hall) -> None:
    known, new = hall.choir("Known"), hall.choir("New")
    governed.rule(known)
    governed.rule(new, phase="observe")
    hall.house.commands.run("sweep")
    usher = hall.house.usher
    file = usher.folder / "plugins" / places.ROSTER_PLUGIN
    content = file.read_bytes()
    file.unlink()
    until(lambda: "instance roster" in usher.waiting_for(), "the daemon to miss the plugin")
    hall.first_leaves(known, new)
    hall.house.commands.run("sweep")
    assert known.joined() == new.joined() == hall.everybody
    assert hall.taken() == []
    hall.house.commands.set_room(new.room, phase="enforce")
    usher.put_plugin(content, places.ROSTER_PLUGIN)
    hall.until_only_the_first_is_removed(known, new)


def test_a_plugin_that_no_longer_understands_the_requirement_takes_nothing_from_anybody(hall: Hall, tmp_path: Path) -> None:
    """Another version of the plugin wants other requirements, and says no to everybody: it is not even asked."""
    known, new = hall.choir("Known"), hall.choir("New")
    governed.rule(known)
    hall.house.commands.run("sweep")
    usher = hall.house.usher
    file = usher.folder / "plugins" / places.ROSTER_PLUGIN
    content = file.read_bytes()
    governed.rule(new, phase="observe")
    hall.first_leaves(known, new)
    schema = '{"type":"object","required":["choir"],"properties":{"choir":{"type":"string"}},"additionalProperties":false}'
    more = f',"requirement_schema":{schema}'.replace('"', '\\"')
    other = plugins.compiled(tmp_path, "versioned", PLUGIN_ID='"swift-roster"', VERSION='"2.0.0"', MORE=f'"{more}"')
    usher.put_plugin(other, places.ROSTER_PLUGIN)
    until(lambda: [each.version for each in plugins.status(usher) if each.state == "running"].count("2.0.0"), "it to run")
    hall.house.commands.set_room(new.room, phase="enforce")
    hall.house.commands.run("sweep")
    # There are no lists any more: people are asked about, and what an older version said about the list says nothing.
    is_left_alone(hall, known, new, verdict_of_known="unknown")
    assert "no longer fits" in known.explain(hall.people[0])["explanation"]["asked"]["reason"]
    usher.put_plugin(content, places.ROSTER_PLUGIN)
    # That is an older version, so a person has to want it.
    old = until(lambda: [each for each in plugins.status(usher) if each.state == "waits for consent"], "the file to wait")
    hall.house.commands.run("plugins", "approve", old[0].sha256)
    hall.until_only_the_first_is_removed(known, new)


def test_an_empty_list_is_held_until_a_person_approves_and_forgotten_when_it_was_none(hall: Hall) -> None:
    """It looks like the truth: first it has to be confirmed, and then it is the brakes' turn."""
    known, new = hall.choir("Known"), hall.choir("New")
    governed.rule(known)
    hall.house.commands.run("sweep")
    for choir in (known, new):
        hall.roster.trouble(roster_troubles.empty_lists, f"/groups/{choir.group}/")
    hall.first_leaves(known, new)
    governed.rule(new)
    hall.house.commands.run("sweep")
    assert verdict_of_the_first(hall, known) == "holds", "an empty list has to be confirmed"
    shows_the_unconfirmed_list(hall, known)
    # A minute later it is.
    until(lambda: known.explain(hall.people[0])["verdict"] == "fails", "the empty list to be confirmed", seconds=120, pause_s=1)
    hall.house.commands.run("sweep")
    held = hall.house.commands.plan()["held"]
    assert {act["room"] for plan in held for act in plan["acts"]} == {known.room, new.room}
    assert any(cause["kind"] == "empty-group" for plan in held for cause in plan["causes"]), held
    assert known.joined() == new.joined() == hall.everybody
    assert hall.taken() == []
    hall.roster.heal()
    hall.house.commands.run("sweep")
    hall.until_only_the_first_is_removed(known, new)


def shows_the_unconfirmed_list(hall: Hall, choir: Choir) -> None:
    """Every place that an admin looks at tells of it, and only of this one."""
    commands = hall.house.commands
    [waiting] = commands.plan()["unconfirmed"]
    asked = {"instance": "roster", "requirement": f'{{"group":"{choir.group}"}}'}
    assert {name: waiting[name] for name in ("instance", "requirement", "before", "after")} == {**asked, "before": 8, "after": 0}
    assert 60_000 <= waiting["confirm_due_at"] - waiting["held_since"] < 70_000
    assert "listed 0 instead of 8" in commands.run("plan")
    assert commands.plan(choir.room)["unconfirmed"][0]["before"] == 8
    assert [room["room"] for room in commands.rooms()["rooms"] if room["unconfirmed"]] == [choir.room]
    said = choir.explain(hall.people[0])
    assert "a list of 0 instead of 8 accounts" in said["explanation"]["asked"]["reason"] and len(said["unconfirmed"]) == 1


def test_evidence_that_grows_old_during_an_outage_is_unknown_and_heals_without_a_person(
    build_house: Callable[..., House], roster: Roster
) -> None:
    """Somebody leaves the group in the meantime, and somebody else stands before the door: nothing happens to either."""
    house = build_house(rosters={"roster": RosterInstance(roster, fresh_for_s=30)})
    people = house.synapse.people(3)
    accounts = [roster.account(person.name) for person in people]
    governed.link(house, people, accounts)
    hall = Hall(house, roster, people, accounts)
    choir = governed.rule(governed.gather(house, roster, "Choir", accounts, people))
    house.commands.run("sweep")
    assert verdict_of_the_first(hall, choir) == "holds"
    first = choir.explain(people[0])["explanation"]["asked"]
    assert first["fresh_until"] - first["observed_at"] == 30_000 and first["next_try_at"] is None

    roster.refuse()
    hall.first_leaves(choir)
    until(lambda: choir.explain(people[0])["verdict"] == "unknown", "the evidence to grow old", pause_s=0.2)
    # The next look finds out that there is nobody to ask.
    told = until(lambda: unreached(choir, people[0]), "a try that comes to nothing", seconds=RECOVERY_S, pause_s=0.5)
    assert "grown old" in told["reason"] and told["next_try_at"] > told["fresh_until"] > told["observed_at"]
    text = house.commands.run("explain", people[0].user_id, choir.room)
    assert "unknown: nobody knows" in text and "asked again about" in text
    assert verdict_of_the_first(hall, choir) == "unknown"
    [room] = [room for room in house.commands.rooms()["rooms"] if room["room"] == choir.room]
    assert (room["undecided"], room["leaving"]) == (3, 0)
    plan = house.commands.plan()
    assert (plan["acts"], plan["held"]) == ([], [])
    assert choir.joined() == hall.everybody and hall.taken() == []

    roster.heal()
    # Nobody types anything: the loop looks again by itself, and does what was due all along.
    until(lambda: choir.joined() == hall.rest, "the one who left to be removed", seconds=RECOVERY_S)
    done = [(entry["act"], entry["user"]) for entry in hall.taken()]
    assert done == [("removed", people[0].user_id)]


def unreached(choir: Choir, person: Account) -> Any:
    """What is told about the requirement, once a try has come to nothing."""
    asked = choir.explain(person)["explanation"]["asked"]
    return asked if asked["next_try_at"] is not None and "came to nothing" in asked["reason"] else None


def test_an_account_that_is_to_be_linked_again_is_shown_and_left_alone_until_it_is(
    build_house: Callable[..., House], roster: Roster
) -> None:
    """Its owner has withdrawn their consent, and the roster says when to ask again: in twenty minutes."""
    house = build_house(rosters={"roster": RosterInstance(roster, listing=False)})
    people = house.synapse.people(2)
    accounts = [roster.account(person.name) for person in people]
    governed.link(house, people, accounts)
    hall = Hall(house, roster, people, accounts)
    roster.withdraw(accounts[0], retry_after_s=1_200)
    choir = governed.rule(governed.gather(house, roster, "Choir", accounts, people))
    house.commands.run("sweep")
    assert verdict_of_the_first(hall, choir) == "unknown"
    assert choir.explain(people[1])["verdict"] == "holds"
    said = choir.explain(people[0])
    asked, [decisive] = said["explanation"]["asked"], said["decisive"]
    assert asked["wants_relink"] and decisive["wants_relink"] and "withdrawn your consent" in asked["reason"]
    now = int(time.time() * 1_000)
    assert 19 * 60_000 < asked["next_try_at"] - now < 23 * 60_000
    text = house.commands.run("explain", people[0].user_id, choir.room)
    assert "linking the account again would help" in text and "to do      they link their account at roster again" in text
    links = {link["user"]: link["wants_relink"] for link in house.commands.links()["links"]}
    assert links == {people[0].user_id: True, people[1].user_id: False}
    assert [line for line in house.commands.run("links", "list").splitlines() if "has to be linked again" in line]

    # A person who asks anew changes nothing about it: the others are asked about, this one is not.
    before = roster.count()
    roster.consent(accounts[0])
    house.commands.run("sweep")
    assert roster.count() > before and verdict_of_the_first(hall, choir) == "unknown"
    assert choir.joined() == hall.everybody and hall.taken() == []
    # It is linked again: the same account, and whatever was said about it is over.
    governed.link(house, people[:1], accounts[:1])
    until(lambda: choir.explain(people[0])["verdict"] == "holds", "the account to be asked about")
    assert not any(link["wants_relink"] for link in house.commands.links()["links"])
    assert choir.joined() == hall.everybody and hall.taken() == []
