"""What becomes of rooms: other versions, other powers, upgrades."""

from __future__ import annotations

import pytest

from rig.community import Community
from rig.rooms import bring, set_levels, set_power, upgrade, version
from rig.waiting import until


def problems(community: Community, room: str) -> set[str]:
    """The codes of what is reported about a room."""
    [found] = [each for each in community.commands.rooms()["rooms"] if each["room"] == room]
    return {problem["code"] for problem in found["problems"]}


@pytest.mark.parametrize("room_version", ["1", "10", "12"])
def test_a_room_of_any_version_that_the_bot_has_created(community: Community, room_version: str) -> None:
    room = community.bot.create_room("Choir", room_version)
    assert version(community.bot, room) == room_version
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    assert problems(community, room) == set()
    # Power of a hundred is no match for a creator of version 12; before, it is the bot's own.
    set_power(community.bot, room, bob.user_id, 100)
    community.leave_group(bob)
    community.commands.sweep()
    if room_version == "12":
        community.until_removed(bob, room)
    else:
        community.settle()
        assert community.membership(bob, room) == "join"
        assert "has as much power in the room as the bot, or more" in community.commands.explain(bob.user_id, room)["exemptions"]
    assert community.membership(ann, room) == "join"


def test_a_bot_that_loses_its_power_and_gets_it_back_goes_on_where_it_was(community: Community) -> None:
    owner = community.house.person()
    room = owner.create_room("Choir")
    bring(owner, community.bot, room)
    set_power(owner, room, community.bot.user_id, 50)
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob], "roster:choir", shadows="report", brakes="7,30", knocks="leave")
    before = community.commands.room(room)["own"]
    exported = community.commands.export_rules()
    set_power(owner, room, community.bot.user_id, 0)
    set_levels(owner, room, invite=50)
    until(lambda: problems(community, room) == {"cannot-invite", "cannot-remove"}, "the lack of power to be seen", pause_s=0.2)
    community.leave_group(bob)
    [cem] = community.people(1)
    community.settle()
    assert community.membership(bob, room) == "join"
    assert community.membership(cem, room) is None
    # Thrown out, even: the rule stays.
    owner.kick(community.bot.user_id, room)
    until(lambda: "bot-is-not-in" in problems(community, room), "the bot to notice", pause_s=0.2)
    community.settle()
    assert community.commands.export_rules() == exported
    owner.invite(community.bot.user_id, room)
    community.until_is(community.bot, room, "join")
    set_power(owner, room, community.bot.user_id, 50)
    community.until_removed(bob, room)
    community.comes_in(cem, room)
    assert community.commands.room(room)["own"] == before
    assert problems(community, room) == set()
    assert community.membership(owner, room) == "join"


def test_an_upgraded_room_is_followed_when_both_ends_agree(community: Community) -> None:
    owner = community.house.person()
    old = owner.create_room("Choir", "10")
    bring(owner, community.bot, old)
    set_power(owner, old, community.bot.user_id, 50)
    ann, bob = community.people(2)
    community.inhabited(old, [ann, bob])
    community.commands.set_room(old, "exempt+=@boss:example.org", grace="1h")
    before = community.commands.room(old)["own"]
    new = upgrade(owner, old, "11")
    # Where the bot was not brought along, it is asked for; the old room's invitations are over.
    set_power(owner, new, community.bot.user_id, 50)
    owner.invite(community.bot.user_id, new)
    community.until_is(community.bot, new, "join")
    for person in (ann, bob):
        community.comes_in(person, new)
    after = community.commands.room(new)["own"]
    assert after == {**before, "room": new, "revision": after["revision"]}
    community.settle()
    assert community.planned() == {}
    moved = [entry["room"] for entry in community.commands.audit() if entry["act"] == "policy-moved"]
    assert moved == [new]
    assert community.membership(ann, old) == "join", "nobody is thrown out of the old room"
    assert old not in community.commands.export_rules()


def test_an_upgrade_by_the_bot_is_followed_too(community: Community) -> None:
    old = community.bot.create_room("Choir", "11")
    ann, bob = community.people(2)
    community.inhabited(old, [ann, bob])
    new = upgrade(community.bot, old, "12")
    for person in (ann, bob):
        community.comes_in(person, new)
    community.leave_group(bob)
    community.commands.sweep()
    community.until_removed(bob, new)


def test_a_room_that_claims_to_go_on_elsewhere_is_not_followed_if_the_other_does_not_agree(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    community.inhabited(room, [ann])
    stranger = community.house.person()
    elsewhere = stranger.create_room("Trap")
    bring(stranger, community.bot, elsewhere)
    set_power(stranger, elsewhere, community.bot.user_id, 100)
    community.bot.set_state(room, "m.room.tombstone", {"body": "moved", "replacement_room": elsewhere})
    until(lambda: "upgrade-not-followed" in problems(community, room), "the trap to be reported", pause_s=0.2)
    community.settle()
    assert community.membership(ann, elsewhere) is None
    assert room in community.commands.export_rules() and elsewhere not in community.commands.export_rules()
