"""A daemon that starts again goes on where it was: the homeserver is not asked for the state of every room, and what happened
meanwhile is known before anything is done."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest

from rig import rooms
from rig.faulty_proxy import FaultyProxy
from rig.fixtures import House
from rig.matrix import Account
from rig.roster import Roster
from rig.usher import RosterInstance
from rig.waiting import until


@pytest.fixture
def house(build_house: Callable[..., House], proxy: FaultyProxy, roster: Roster) -> House:
    return build_house(homeserver_url=proxy.url, rosters={"roster": RosterInstance(roster)})


def shown(house: House) -> dict[str, Any]:
    return {room["room"]: room for room in house.commands.rooms()["rooms"]}


def problems(house: House, room: str) -> set[str]:
    return {problem["code"] for problem in shown(house)[room]["problems"]}


def lend(house: House, owner: Account, people: list[Account]) -> str:
    """A room of somebody else that a rule of nobody's governs, so that Usher says what it sees there."""
    bot = house.bot
    room = owner.create_room("Lent", "11", invite=[bot.user_id, *(person.user_id for person in people)])
    rooms.set_power(owner, room, bot.user_id, 50)
    for person in [bot, *people]:
        person.join(room)
    house.commands.set_rule(room, "roster:nobody")
    return room


def states_read(proxy: FaultyProxy, room: str) -> int:
    """How often the whole state of `room` was asked for."""
    return proxy.count("GET", f"/rooms/{re.escape(quote(room, safe=''))}/state$")


def is_kept(house: House, room: str) -> bool:
    with closing(sqlite3.connect(f"file:{house.usher.database}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute("SELECT 1 FROM sync_rooms WHERE room = ?", [room]).fetchone() is not None


@pytest.mark.parametrize("is_killed", [False, True], ids=["stopped", "killed"])
def test_a_restart_reads_no_room_again_and_knows_what_happened_meanwhile(
    house: House, proxy: FaultyProxy, roster: Roster, is_killed: bool
) -> None:
    usher = house.usher
    owner, ann, bob, cat = house.synapse.people(4)
    house.commands.set_requirement("roster:nobody", {"group": roster.group("Nobody", [])})
    kept, weak, lost = (lend(house, owner, [ann, bob]) for _ in range(3))
    for room in (kept, weak, lost):
        until(lambda room=room: shown(house)[room]["joined"] == 4, "the rooms to be known")
        assert problems(house, room) == set()
    until(lambda: all(is_kept(house, room) for room in (kept, weak, lost)), "the rooms to be written down")
    if is_killed:
        usher.kill9()
    else:
        assert usher.stop() == 0
    reads = {room: states_read(proxy, room) for room in (kept, weak, lost)}

    bob.leave(kept)
    owner.kick(ann.user_id, kept)
    owner.invite(cat.user_id, kept)
    cat.join(kept)
    rooms.set_power(owner, weak, house.bot.user_id, 0)
    owner.kick(house.bot.user_id, lost)
    new = owner.create_room("New", "11", invite=[house.bot.user_id])
    house.bot.join(new)

    usher.start()
    after = shown(house)
    assert (after[kept]["bot_is_in"], after[kept]["joined"]) == (True, 3)
    assert house.commands.explain(bob.user_id, kept)["standing"] == "left"
    assert house.commands.explain(ann.user_id, kept)["standing"] == "removed-by-others"
    assert house.commands.explain(cat.user_id, kept)["standing"] == "joined"
    assert "cannot-remove" in {problem["code"] for problem in after[weak]["problems"]}
    assert not after[lost]["bot_is_in"]
    assert {room: states_read(proxy, room) for room in (kept, weak, lost)} == reads
    house.commands.set_rule(new, "roster:nobody")
    until(lambda: shown(house)[new]["bot_is_in"], "the new room to be known")


def test_a_database_from_another_homeserver_is_not_believed(house: House, proxy: FaultyProxy) -> None:
    usher = house.usher
    until(lambda: is_kept(house, house.room), "the room to be written down")
    assert usher.stop() == 0
    before = states_read(proxy, house.room)
    proxy.answer("GET", "/joined_rooms$", 200, {"joined_rooms": []}, times=1)
    usher.start()
    assert states_read(proxy, house.room) == before + 1
    assert usher.stop() == 0
    usher.start()
    assert states_read(proxy, house.room) == before + 1


def test_power_that_is_given_at_the_moment_of_joining_is_seen(house: House, roster: Roster) -> None:
    """The owner gives the bot its power as soon as it is in, while the answer that brings the room is put together."""
    house.commands.set_requirement("roster:nobody", {"group": roster.group("Nobody", [])})
    [owner] = house.synapse.people(1)
    for _ in range(5):
        room = owner.create_room("Hasty", "11", invite=[house.bot.user_id])
        house.commands.set_rule(room, "roster:nobody")
        house.bot.join(room)
        rooms.set_power(owner, room, house.bot.user_id, 50)
        until(lambda room=room: shown(house)[room]["bot_is_in"] and not problems(house, room), "the bot to see its power")
