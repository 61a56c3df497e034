"""Phases and grace: nobody goes without having been told, and nobody goes who is entitled again in time."""

from __future__ import annotations

from rig.community import Community
from rig.waiting import until


def test_under_observation_nobody_is_touched_and_the_plan_says_what_would_be_done(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    [bob] = community.people(1, in_group=False)
    community.bot.invite(bob.user_id, room)
    bob.join(room)
    community.commands.set_rule(room, "roster:choir")
    community.settle()
    until(lambda: community.planned(room) == {(room, ann.user_id): "invite", (room, bob.user_id): "warn"}, "the plan")
    assert {act["phase"] for act in community.commands.plan(room)["acts"]} == {"observe"}
    assert community.membership(ann, room) is None
    assert community.membership(bob, room) == "join"
    assert not bob.direct_rooms(community.bot.user_id), "somebody was told"
    assert not [entry for entry in community.commands.audit() if entry["act"] in ("warned", "removed", "invited")]


def test_an_announcement_tells_people_why_and_until_when_and_removes_nobody(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    [bob] = community.people(1, in_group=False)
    community.bot.invite(bob.user_id, room)
    bob.join(room)
    community.govern(room, phase="announce:2126-12-01")
    community.comes_in(ann, room)
    told = community.until_told(bob, "2126-12-01", community.house.usher.url)
    assert "do not meet the requirements" in told
    assert "Room 0-0" in told
    community.settle()
    assert community.membership(bob, room) == "join"
    [rooms] = [each for each in community.commands.rooms()["rooms"] if each["room"] == room]
    assert rooms["leaving"] == 1
    assert len(bob.notices(community.bot.user_id)) == 1, "once is enough"


def test_after_the_grace_period_somebody_who_was_told_is_removed(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob], grace="5s")
    community.leave_group(bob)
    community.commands.sweep()
    community.until_told(bob, "You will be removed from", community.house.usher.url)
    assert community.until_removed(bob, room).reason
    assert community.membership(ann, room) == "join"
    community.settle()
    acts = [entry["act"] for entry in community.commands.audit(user=bob.user_id) if entry["room"] == room]
    assert acts[:2] == ["removed", "warned"]


def test_whoever_is_entitled_again_in_time_stays_and_is_told_so(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob], grace="1d")
    community.leave_group(bob)
    community.commands.sweep()
    community.until_told(bob, "You will be removed from")
    community.enter_group(bob)
    community.commands.sweep()
    community.until_told(bob, "All is well again")
    community.settle()
    assert community.membership(bob, room) == "join"
    assert community.planned(room) == {}
    assert [each["leaving"] for each in community.commands.rooms()["rooms"]] == [0]


def test_a_roster_that_is_down_removes_nobody(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    community.leave_group(bob)
    community.roster.refuse()
    report = community.commands.sweep()
    assert "unknown" in report
    community.settle()
    assert community.membership(bob, room) == "join"
    community.roster.heal()
    community.commands.sweep()
    community.until_removed(bob, room)
