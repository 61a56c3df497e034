"""A rule on a space: one invitation to the space, and everything below it follows."""

from __future__ import annotations

from rig.community import CHOIR, Community
from rig.rooms import add_child, bring, claim_parent, make_room, make_space, make_tree, remove_child, set_power
from rig.waiting import until


def problems(community: Community, room: str) -> dict[str, str]:
    """Code to text."""
    [found] = [each for each in community.commands.rooms()["rooms"] if each["room"] == room]
    return {problem["code"]: problem["text"] for problem in found["problems"]}


def test_one_invitation_to_a_space_of_three_levels_and_out_of_all_of_it_again(community: Community) -> None:
    bot = community.bot
    tree = make_tree(bot, restricted=True)
    # Not listed by any space, but it says where it belongs; and one in a cycle of spaces.
    unlisted = make_room(bot, "Unlisted", space=tree.spaces[2], restricted=True)
    remove_child(bot, tree.spaces[2], unlisted)
    claim_parent(bot, unlisted, tree.spaces[2])
    unnamed = bot.create_room("")
    add_child(bot, tree.spaces[1], unnamed)
    add_child(bot, tree.spaces[2], tree.spaces[0])
    top, below = tree.spaces[0], [*tree.spaces[1:], *tree.rooms, unlisted, unnamed]
    ann, bob = community.people(2)
    community.govern(top)
    for person in (ann, bob):
        community.comes_in(person, top)
    # Nested spaces and rooms that are by invitation only are no doors of the space: those invite.
    for person in (ann, bob):
        for room in [*tree.spaces[1:], unnamed]:
            community.comes_in(person, room)
    community.settle()
    assert set(ann.invited_rooms()) == set(), "whoever is in the space needs no further invitation"
    for room in [*tree.rooms, unlisted]:
        bob.join(room)
        ann.join(room)
    # What is seen to be joined only after the first removals is left after them.
    community.until_seen_in(top, *below, joined=3)
    community.leave_group(bob)
    community.commands.sweep()
    for room in [*below, top]:
        community.until_removed(bob, room)
    community.settle()
    for room in [top, *below]:
        assert community.membership(ann, room) == "join"
    assert community.planned() == {}
    # From the deepest rooms first, from the space last.
    removed = [entry["room"] for entry in community.commands.audit(user=bob.user_id) if entry["act"] == "removed"]
    assert sorted(removed) == sorted([top, *below])
    assert removed[0] == top, "newest first: the space is the last that somebody loses"


def test_a_room_in_a_space_where_the_bot_lacks_power_is_reported_with_the_fix(community: Community) -> None:
    owner = community.house.person()
    space = make_space(community.bot, "Community")
    good, weak, closed = (make_room(owner, name) for name in ("Good", "Weak", "Closed"))
    for room in (good, weak, closed):
        add_child(community.bot, space, room)
    for room in (good, weak):
        bring(owner, community.bot, room)
    set_power(owner, good, community.bot.user_id, 50)
    ann, bob = community.people(2)
    bring(owner, ann, weak, good)
    community.govern(space)
    community.settle()
    until(lambda: "cannot-remove" in problems(community, weak), "the lack of power to be reported", pause_s=0.2)
    assert "Give it power 50 (it has 0)" in problems(community, weak)["cannot-remove"]
    assert "bot-is-not-in" in problems(community, closed)
    assert "Invite it" in problems(community, closed)["bot-is-not-in"]
    community.leave_group(ann)
    community.commands.sweep()
    community.until_removed(ann, good)
    community.settle()
    assert community.membership(ann, weak) == "join"
    # Mended: the act that waited for it is done, and the bot accepts the invitation that it was told to ask for.
    set_power(owner, weak, community.bot.user_id, 50)
    community.until_removed(ann, weak)
    set_power(owner, closed, community.bot.user_id, 50)
    owner.invite(community.bot.user_id, closed)
    community.until_is(community.bot, closed, "join")
    until(lambda: not problems(community, closed), "all to be well", pause_s=0.2)


def test_a_room_of_a_space_can_have_a_rule_of_its_own_or_none(community: Community) -> None:
    bot = community.bot
    space = make_space(bot, "Community")
    own = make_room(bot, "Board", space=space)
    free = make_room(bot, "Garden", space=space)
    board = community.roster.group("Board")
    community.commands.set_requirement("roster:board", {"group": board})
    ann, bob = community.people(2)
    community.roster.add(board, ann.name)
    community.commands.set_room(free, inherit="no")
    community.commands.set_rule(own, f"{CHOIR} and roster:board")
    community.govern(space)
    for person in (ann, bob):
        community.comes_in(person, space)
    community.comes_in(ann, own)
    community.settle()
    assert community.membership(bob, own) is None
    assert community.membership(ann, free) is None
    explained = community.commands.explain(bob.user_id, own)
    assert explained["verdict"] == "fails"
    assert [each["requirement"] for each in explained["decisive"]] == ["roster:board"]
