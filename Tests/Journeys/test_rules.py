"""People who come in by a rule and go by it, with a third party that says who is who."""

from __future__ import annotations

from rig.community import CHOIR, Community
from rig.waiting import until


def test_whoever_is_in_the_group_is_invited_and_whoever_leaves_it_is_removed(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    [cem] = community.people(1, in_group=False)
    community.inhabited(room, [ann, bob])
    assert community.membership(cem, room) is None
    community.leave_group(bob)
    community.commands.sweep()
    removed = community.until_removed(bob, room)
    assert removed.reason, "nobody is removed without a reason"
    assert community.membership(ann, room) == "join"
    community.enter_group(bob)
    community.commands.sweep()
    community.comes_in(bob, room)
    community.settle()
    until(lambda: community.planned(room) == {}, "nothing to be left to do")
    assert len(community.house.bot.invitations(bob.user_id, room)) == 2
