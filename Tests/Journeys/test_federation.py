"""People of another homeserver, and a homeserver with limits."""

from __future__ import annotations

from collections.abc import Callable

from rig.community import Community
from rig.fixtures import Federation, House
from rig.roster import Roster
from rig.usher import RosterInstance
from rig.waiting import until


def test_somebody_of_another_homeserver_comes_in_and_goes(federated: Community, federation: Federation) -> None:
    room = federated.house.room
    [ann] = federated.people(1)
    [far] = federation.second.people(1)
    federated.link(far)
    federated.inhabited(room, [ann, far])
    federated.commands.set_room(room, grace="1s")
    federated.leave_group(far)
    federated.commands.sweep()
    federated.until_told(far, "You will be removed from")
    federated.until_removed(far, room)
    until(lambda: room not in far.joined_rooms(), "their homeserver to hear of it")
    assert federated.membership(ann, room) == "join"


def test_a_room_that_is_not_federated_lets_in_those_who_can_come(federated: Community, federation: Federation) -> None:
    room = federated.bot.create_room("Here only", creation_content={"m.federate": False})
    [ann] = federated.people(1)
    [far] = federation.second.people(1)
    federated.link(far)
    federated.inhabited(room, [ann])
    federated.settle()
    assert federated.membership(far, room) is None
    [found] = [each for each in federated.commands.rooms()["rooms"] if each["room"] == room]
    assert {problem["code"] for problem in found["problems"]} == {"not-federated"}


def test_a_homeserver_with_limits_is_asked_no_faster_than_it_likes_and_the_wait_is_shown(
    federation: Federation, build_house: Callable[..., House], roster: Roster
) -> None:
    house = build_house(at=federation.second, rosters={"roster": RosterInstance(roster)})
    community = Community.around(house, roster)
    # Logging in is limited as well: these are people of the other server. One burst of invitations is ten.
    people = federation.first.people(14)
    community.link(*people)
    room = community.govern(house.room)

    def invited() -> int:
        return sum(1 for member in house.synapse.members(room).values() if member.membership == "invite")

    def waiting() -> int:
        [found] = community.commands.rooms()["rooms"]
        return found["waiting_ms"] if found["waiting_acts"] else 0

    assert until(waiting, "a time to be shown", pause_s=0.2) < 3_600_000
    until(lambda: invited() == len(people), "everybody to be invited", seconds=150, pause_s=0.5)
    until(lambda: community.commands.status()["waiting_acts"] == 0, "all acts to be done", pause_s=0.2)
    for person in people:
        assert len(community.bot.invitations(person.user_id, room)) == 1
    entries = [entry["user"] for entry in community.commands.audit(room=room) if entry["act"] == "invited"]
    assert sorted(entries) == sorted(person.user_id for person in people)


def test_a_homeserver_that_is_down_delays_only_its_own_people(federated: Community, federation: Federation) -> None:
    [far] = federation.second.people(1)
    near = federated.people(3)
    federated.link(far)
    room = federated.govern(federated.house.room)
    federated.comes_in(far, room)
    for person in near[:2]:
        federated.comes_in(person, room)
    [late] = federation.second.people(1)
    federation.second.stop()
    try:
        federated.link(late)
        federated.leave_group(near[0])
        [new] = federated.people(1)
        federated.commands.sweep()
        federated.until_removed(near[0], room)
        federated.comes_in(new, room)
        assert federated.membership(late, room) is None
        assert federated.membership(far, room) == "join"
        # Removing somebody of a server that is down needs nothing of that server.
        federated.leave_group(far)
        federated.commands.sweep()
        federated.until_removed(far, room)
    finally:
        federation.second.start()
    federated.comes_in(late, room)
