"""The rig itself: two homeservers that federate, and what a community does on them. No Usher is needed here: these tests say that
what the other ones stand on is there."""

from __future__ import annotations

import pytest

from rig import rooms
from rig.fixtures import Federation
from rig.http import answers
from rig.matrix import Account, MatrixError
from rig.waiting import until


@pytest.fixture
def bot(federation: Federation) -> Account:
    """On the first server."""
    return federation.first.people(1, prefix="bot")[0]


@pytest.fixture
def stranger(federation: Federation) -> Account:
    """Somebody of the second server."""
    return federation.second.people(1)[0]


def until_invited(person: Account, room: str) -> None:
    until(lambda: room in person.invited_rooms(), f"{person.user_id} to hear of the invitation to {room}")


def refusal(problem: pytest.ExceptionInfo[MatrixError]) -> tuple[int, str]:
    return problem.value.answer.status, problem.value.answer.json["errcode"]


@pytest.mark.parametrize("version", ["10", "11", "12"])
def test_a_person_of_another_server_is_invited_joins_and_is_kicked(
    federation: Federation, bot: Account, stranger: Account, version: str
) -> None:
    room = bot.create_room("Room", version)
    assert rooms.version(bot, room) == version
    assert (":" in room) == (version != "12")
    bot.invite(stranger.user_id, room, "You are in the choir.")
    until_invited(stranger, room)
    said = stranger.invited_rooms()[room]
    assert (said.sender, said.membership, said.is_direct) == (bot.user_id, "invite", False)
    stranger.join(room, via=[federation.first.name])
    assert bot.members(room)[stranger.user_id].membership == "join"
    bot.kick(stranger.user_id, room, "You left the choir.")
    until(lambda: room not in stranger.joined_rooms(), "the other server to hear of the kick")
    gone = bot.members(room)[stranger.user_id]
    assert (gone.membership, gone.sender, gone.reason) == ("leave", bot.user_id, "You left the choir.")
    with pytest.raises(MatrixError) as problem:
        stranger.join(room, via=[federation.first.name])
    assert refusal(problem) == (403, "M_FORBIDDEN")


def test_an_invitation_is_taken_back(federation: Federation, bot: Account, stranger: Account) -> None:
    [neighbour] = federation.first.people(1)
    room = bot.create_room("Room")
    for person in (neighbour, stranger):
        bot.invite(person.user_id, room)
        until_invited(person, room)
        bot.kick(person.user_id, room)
        assert bot.members(room)[person.user_id].membership == "leave"
        until(lambda: room not in person.invited_rooms(), f"the invitation of {person.user_id} to be gone", seconds=8)


def test_a_person_of_another_server_knocks_and_is_let_in_or_turned_down(
    federation: Federation, bot: Account, stranger: Account
) -> None:
    room = rooms.make_room(bot, "Room", knock=True)
    stranger.knock(room, "Please", via=[federation.first.name])
    knock = bot.members(room)[stranger.user_id]
    assert (knock.membership, knock.sender, knock.reason) == ("knock", stranger.user_id, "Please")
    bot.kick(stranger.user_id, room, "No")
    assert bot.members(room)[stranger.user_id].membership == "leave"
    until(lambda: knocks_again(federation, stranger, room), "the other server to hear of the refusal")
    bot.invite(stranger.user_id, room)
    until_invited(stranger, room)
    stranger.join(room, via=[federation.first.name])
    assert federation.first.membership(stranger.user_id, room) == "join"


def knocks_again(federation: Federation, person: Account, room: str) -> bool:
    try:
        person.knock(room, "Once more", via=[federation.first.name])
    except MatrixError:
        return False
    return federation.first.membership(person.user_id, room) == "knock"


def test_a_space_has_spaces_below_it_and_who_is_in_it_enters_its_rooms(
    federation: Federation, bot: Account, stranger: Account
) -> None:
    top = rooms.make_space(bot, "Top")
    middle = rooms.make_space(bot, "Middle")
    bottom = rooms.make_space(bot, "Bottom")
    rooms.add_child(bot, top, middle)
    rooms.add_child(bot, middle, bottom)
    inner = rooms.make_room(bot, "Inner", space=bottom)
    restricted = rooms.make_room(bot, "Restricted", space=top, restricted=True)
    rooms.claim_parent(bot, restricted, top)
    # A cycle, as people make them.
    rooms.add_child(bot, bottom, top)
    assert set(rooms.hierarchy(bot, top)) == {top, middle, bottom, inner, restricted}
    rooms.remove_child(bot, middle, bottom)
    assert set(rooms.hierarchy(bot, top)) == {top, middle, restricted}

    with pytest.raises(MatrixError) as problem:
        stranger.join(restricted, via=[federation.first.name])
    assert refusal(problem) == (403, "M_FORBIDDEN")
    rooms.bring(bot, stranger, top)
    stranger.join(restricted, via=[federation.first.name])
    assert federation.first.membership(stranger.user_id, restricted) == "join"


def test_a_tree_of_three_levels_has_twelve_rooms_that_people_of_its_spaces_enter(bot: Account, stranger: Account) -> None:
    tree = rooms.make_tree(bot, restricted=True)
    assert (len(tree.spaces), len(tree.rooms)) == (3, 12)
    assert set(rooms.hierarchy(bot, tree.spaces[0])) == {*tree.spaces, *tree.rooms}
    rooms.bring(bot, stranger, tree.spaces[2])
    stranger.join(tree.levels[2][0], via=[bot.server_name])
    with pytest.raises(MatrixError):
        stranger.join(tree.levels[1][0], via=[bot.server_name])


@pytest.mark.parametrize(("old", "new"), [("10", "11"), ("11", "12")])
def test_an_upgraded_room_and_its_successor_name_each_other_and_members_stay_behind(
    bot: Account, stranger: Account, federation: Federation, old: str, new: str
) -> None:
    room = bot.create_room("Room", old)
    rooms.bring(bot, stranger, room)
    following = rooms.upgrade(bot, room, new)
    assert rooms.successor(bot, room) == following and rooms.predecessor(bot, following) == room
    assert rooms.version(bot, following) == new
    assert stranger.user_id not in bot.members(following)
    until(lambda: rooms.successor(stranger, room) == following, "the other server to hear of the upgrade")


def test_who_is_a_moderator_kicks_and_who_is_none_does_not(bot: Account, federation: Federation) -> None:
    moderator, person = federation.first.people(2)
    room = bot.create_room("Room", "11")
    for somebody in (moderator, person):
        rooms.bring(bot, somebody, room)
    with pytest.raises(MatrixError) as problem:
        moderator.kick(person.user_id, room)
    assert refusal(problem) == (403, "M_FORBIDDEN")
    rooms.set_power(bot, room, moderator.user_id, 50)
    moderator.kick(person.user_id, room)
    assert bot.members(room)[person.user_id].sender == moderator.user_id
    rooms.set_levels(bot, room, kick=60)
    rooms.bring(bot, person, room)
    with pytest.raises(MatrixError):
        moderator.kick(person.user_id, room)
    rooms.set_power(bot, room, moderator.user_id, None)
    person.leave(room)
    assert bot.members(room)[person.user_id].sender == person.user_id


def test_what_is_written_to_a_person_in_a_direct_room_is_found(bot: Account, stranger: Account, federation: Federation) -> None:
    group = bot.create_room("Not direct", invite=[stranger.user_id])
    direct = bot.create_room("Notice", invite=[stranger.user_id], is_direct=True, preset="trusted_private_chat")
    bot.say(direct, "You will have to leave.")
    until_invited(stranger, group)
    until_invited(stranger, direct)
    assert stranger.direct_rooms(bot.user_id) == {direct: "invite"}
    until(lambda: stranger.notices(bot.user_id) == ["You will have to leave."], "the notice to be read")
    assert stranger.direct_rooms(bot.user_id) == {direct: "join"}
    bot.say(direct, "You may stay.")
    until(lambda: stranger.notices(bot.user_id)[-1] == "You may stay.", "the second notice to be read")


def test_the_second_server_has_the_limits_that_nobody_configured(federation: Federation) -> None:
    [bot] = federation.second.people(1, prefix="bot")
    room = bot.create_room("Room")
    people = federation.second.people(12)
    refused = [bot.ask("POST", f"/_matrix/client/v3/rooms/{room}/invite", {"user_id": p.user_id}) for p in people][-1]
    assert (refused.status, refused.json["errcode"]) == (429, "M_LIMIT_EXCEEDED")
    assert int(refused.headers["Retry-After"]) >= 1


def test_a_server_that_was_down_hears_what_happened_meanwhile(federation: Federation, bot: Account, stranger: Account) -> None:
    room = bot.create_room("Room")
    rooms.bring(bot, stranger, room)
    federation.second.stop()
    assert not answers(f"{federation.second.url}/_matrix/client/versions")
    bot.kick(stranger.user_id, room)
    assert federation.first.membership(stranger.user_id, room) == "leave"
    federation.second.start()
    until(lambda: room not in stranger.joined_rooms(), "the other server to catch up", seconds=120)
