"""One room, person or homeserver with which nothing can be done delays nobody else, and is taken up again when it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rig import governed, rooms
from rig.fixtures import Federation, House
from rig.governed import Choir
from rig.matrix import Account
from rig.roster import Roster
from rig.usher import RosterInstance
from rig.waiting import until

#: How long acts may take that nothing is in the way of: what is in the way here stays there until the test takes it away.
PROMPT_S = 30


@pytest.fixture
def house(build_house: Callable[..., House], roster: Roster) -> House:
    return build_house(rosters={"roster": RosterInstance(roster)})


@pytest.fixture
def silent(federation: Federation) -> Iterator[list[Account]]:
    """Some people of a homeserver that says nothing."""
    people = federation.second.people(6)
    federation.second.freeze()
    yield people
    federation.second.thaw()


def entitle(house: House, roster: Roster, *people: Account) -> Choir:
    """A room that all of them are entitled to. Nobody is let in yet."""
    accounts = [roster.account(person.name) for person in people]
    governed.link(house, people, accounts)
    return governed.rule(governed.gather(house, roster, "Choir", accounts, []), phase="observe")


def invitations(people: list[Account]) -> dict[str, str]:
    return {person.user_id: "invite" for person in people}


def test_a_homeserver_that_does_not_answer_delays_nobody_of_another_and_is_asked_again(
    house: House, roster: Roster, federation: Federation, silent: list[Account]
) -> None:
    near = house.synapse.people(6)
    # Those who cannot be reached come first.
    mixed = entitle(house, roster, *silent, *near[:3])
    other = entitle(house, roster, *near[3:])
    house.commands.run("sweep")
    for choir in (mixed, other):
        house.commands.set_room(choir.room, phase="enforce")
    until(lambda: other.standings() == invitations(near[3:]), "everybody to be invited to the other room", seconds=PROMPT_S)
    # A homeserver does one thing at a time in one room, so its own people may wait there for one attempt or two.
    until(lambda: mixed.standings() == invitations(near[:3]), "the people of the same homeserver to be invited", seconds=240)
    # An invitation whose answer was lost is looked for before it counts as done.
    until(lambda: house.commands.json("status")["waiting_acts"] == len(silent), "nobody else to wait", seconds=120)

    # Somebody who comes later does not wait, either.
    [late] = house.synapse.people(1)
    account = roster.account("Late")
    governed.link(house, [late], [account])
    roster.add(other.group, account)
    house.commands.run("sweep")
    until(lambda: late.user_id in other.standings(), "somebody who came later to be invited", seconds=PROMPT_S)

    federation.second.thaw()
    everybody = [*silent, *near[:3]]
    until(lambda: mixed.standings() == invitations(everybody), "those who could not be reached to be invited", seconds=120)
    bot = house.bot
    assert governed.deeds(bot, mixed.room, bot.user_id) == {(person.user_id, "invite"): 1 for person in everybody}


def test_a_person_whom_the_homeserver_refuses_to_invite_delays_nobody_else(house: House, roster: Roster) -> None:
    neighbours = house.synapse.people(5)
    # Of a homeserver that this one may not talk to.
    unknown = Account(house.bot.homeserver_url, "@nobody:nowhere.example", "", "")
    choir = entitle(house, roster, unknown, *neighbours)
    house.commands.run("sweep")
    house.commands.set_room(choir.room, phase="enforce")
    until(lambda: choir.standings() == invitations(neighbours), "everybody else to be invited", seconds=PROMPT_S)


def test_a_room_that_the_bot_was_removed_from_delays_no_other_and_nothing_happens_in_it(house: House, roster: Roster) -> None:
    [owner, *people] = house.synapse.people(4)
    accounts = [roster.account(person.name) for person in people]
    governed.link(house, people, accounts)
    choirs = [lend(house, roster, owner, people, accounts) for _ in range(2)]
    for choir in choirs:
        governed.rule(choir)
    house.commands.run("sweep")
    lost, kept = choirs
    owner.kick(house.bot.user_id, lost.room)
    for choir in choirs:
        roster.remove(choir.group, accounts[0])
    house.commands.run("sweep")
    rest = {owner.user_id, *(person.user_id for person in people[1:])}
    until(lambda: kept.joined() == rest, "the other room to be put in order", seconds=PROMPT_S)
    assert lost.joined() == rest | {people[0].user_id}
    shown = {room["room"]: room for room in house.commands.rooms()["rooms"]}
    assert not shown[lost.room]["bot_is_in"] and shown[kept.room]["bot_is_in"]
    assert shown[lost.room]["problems"], "an admin is told"

    # The configuration was kept: invited again, the bot goes on.
    owner.invite(house.bot.user_id, lost.room)
    house.bot.join(lost.room)
    until(lambda: lost.joined() == rest, "the room to be put in order once the bot is back")


def lend(house: House, roster: Roster, owner: Account, people: list[Account], accounts: list[str]) -> Choir:
    """A room of somebody else, whose bot may invite and remove."""
    bot = house.bot
    room = owner.create_room("Lent", "11", invite=[bot.user_id, *(person.user_id for person in people)])
    for person in [bot, *people]:
        person.join(room)
    rooms.set_power(owner, room, bot.user_id, 50)
    rooms.set_power(owner, room, owner.user_id, 100)
    return Choir(house, roster, roster.group("Lent", accounts), room)
