"""Who stands before the door: people who knock, who were invited and are not entitled any more, and who came in another way."""

from __future__ import annotations

from rig.community import Community
from rig.rooms import set_join_rule
from rig.waiting import until


def test_whoever_knocks_and_is_entitled_is_let_in_and_whoever_is_not_is_turned_down(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    [bob] = community.people(1, in_group=False)
    set_join_rule(community.bot, room, knock=True)
    # Observed, so that knocking is what brings them in.
    community.commands.set_rule(room, "roster:choir")
    community.settle()
    ann.knock(room, "it is me")
    bob.knock(room, "me too")
    community.govern(room)
    community.comes_in(ann, room)
    turned_down = community.until_removed(bob, room)
    assert "do not meet the requirements" in turned_down.reason
    community.settle()
    acts = {entry["user"]: entry["act"] for entry in community.commands.audit(room=room) if entry["user"]}
    assert acts[ann.user_id] == "admitted"
    assert acts[bob.user_id] == "denied"


def test_a_knock_of_somebody_nobody_knows_about_waits(community: Community) -> None:
    room = community.house.room
    stranger = community.house.person()
    set_join_rule(community.bot, room, knock=True)
    community.govern(room)
    stranger.knock(room)
    community.settle()
    community.settle()
    assert community.membership(stranger, room) == "knock"
    community.link(stranger)
    community.comes_in(stranger, room)


def test_an_invitation_that_was_not_accepted_is_taken_back_when_it_is_no_longer_deserved(community: Community) -> None:
    room = community.govern(community.house.room)
    [ann] = community.people(1)
    said = community.until_is(ann, room, "invite")
    assert said is not None and said.sender == community.bot.user_id
    community.leave_group(ann)
    community.commands.sweep()
    assert "no longer meet" in community.until_removed(ann, room).reason
    community.enter_group(ann)
    community.commands.sweep()
    community.comes_in(ann, room)


def test_somebody_who_was_brought_in_another_way_is_reported_and_removed_only_if_that_is_set(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    community.inhabited(room, [ann])
    shadow = community.house.person()
    ann.invite(shadow.user_id, room)
    shadow.join(room)

    def reported() -> bool:
        return [each["shadows"] for each in community.commands.rooms()["rooms"]] == [1]

    until(reported, "the shadow to be seen", pause_s=0.2)
    community.settle()
    assert community.membership(shadow, room) == "join"
    assert community.planned(room) == {}
    community.commands.set_room(room, shadows="remove")
    assert "Link your account" in community.until_removed(shadow, room).reason
    assert community.membership(ann, room) == "join"


def test_whoever_left_by_themselves_or_was_banned_is_left_in_peace(community: Community) -> None:
    room = community.house.room
    ann, bob, cem = community.people(3)
    community.inhabited(room, [ann, bob, cem])
    moderator = community.house.person()
    community.bot.invite(moderator.user_id, room)
    moderator.join(room)
    levels = community.bot.state(room, "m.room.power_levels")
    assert levels is not None
    community.bot.set_state(room, "m.room.power_levels", {**levels, "users": {**levels["users"], moderator.user_id: 100}})
    ann.leave(room)
    moderator.ban(bob.user_id, room)
    moderator.kick(cem.user_id, room)
    for _ in range(2):
        community.settle()
    assert community.planned(room) == {}
    assert community.membership(ann, room) == "leave"
    assert community.membership(bob, room) == "ban"
    assert community.membership(cem, room) == "leave"
    assert community.membership(moderator, room) == "join"


def test_an_exempt_person_stays_whatever_the_rule_says(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    community.commands.set_room(room, f"exempt+={ann.user_id}")
    community.leave_group(ann, bob)
    community.commands.sweep()
    community.until_removed(bob, room)
    community.settle()
    assert community.membership(ann, room) == "join"
