"""People who come in by a rule and go by it, with a third party that says who is who."""

from __future__ import annotations

import pytest

from rig.commands import Refused
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


def test_a_rule_is_tried_before_it_is_set_and_nobody_is_touched_by_that(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    other = community.roster.group("Orchestra")
    community.roster.add(other, ann.name)
    community.commands.set_requirement("roster:orchestra", {"group": other})
    # Nobody has asked about the orchestra yet: unknown is not no.
    said = community.commands.check_rule(room, "roster:orchestra")
    assert "2 under the rule, of these 2 undecided, 0 shadows" in said
    assert "nothing would be done" in said
    said = community.commands.check_rule(room, f"not {CHOIR}")
    assert [line.split()[:2] for line in said.splitlines() if line.strip().startswith("remove")] == [
        ["remove", person.user_id] for person in sorted((ann, bob), key=lambda each: each.user_id)
    ]
    assert "nothing would be done" in community.commands.check_rule(room)
    assert community.commands.check_rule(f"({CHOIR})") == f"{CHOIR}\n"
    for words, why in [(("!nowhere:example.org",), "no rule of its own"), ((room, "roster:orchestr"), "did you mean")]:
        with pytest.raises(Refused, match=why):
            community.commands.check_rule(*words)
    community.settle()
    assert community.commands.rule(room).splitlines()[0] == CHOIR
    assert {community.membership(person, room) for person in (ann, bob)} == {"join"}
