"""Invite links: who gets in, what counts as a use, and what does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rig.fixtures import House
from rig.usher import Link
from rig.visitor import Visitor
from rig.waiting import until


def test_a_link_invites_a_person_who_can_then_join(house: House) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    outcome = visitor.redeem_and_settle(link)
    assert outcome["state"] == "invited"
    assert outcome["room"]["id"] == house.room
    assert outcome["room_url"].startswith("https://matrix.to/#/")
    assert house.membership(person) == "invite"
    person.join(house.room)
    assert house.membership(person) == "join"
    assert house.usher.account_of(link) == (1, 0)


def test_opening_a_link_fifty_times_burns_nothing(house: House) -> None:
    link = house.usher.mint(house.room)
    stranger = Visitor(house.usher)
    for _ in range(50):
        assert stranger.send("GET", f"/i/{link.instance}").status == 200
        described = stranger.describe(link)
        assert described.status == 200
        assert described.json["state"] == "offered"
        assert described.json["uses_left"] == 1
    assert house.usher.account_of(link) == (0, 0)
    [(person, visitor)] = house.signed_in(1)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert house.membership(person) == "invite"


def test_the_description_says_where_the_link_leads(house: House) -> None:
    link = house.usher.mint(house.room, uses=3, expires_in_s=3600)
    # The name comes by the running sync, which need not have begun.
    described = until(
        lambda: (answer := Visitor(house.usher).describe(link).json)["room"]["name"] and answer, "the room's name"
    )
    assert described["state"] == "offered"
    assert described["room"]["id"] == house.room
    assert described["room"]["name"] == "Room 0-0"
    assert described["room"]["joined"] == 1
    assert described["from"] == "The demo"
    assert described["bot"] == house.bot.user_id
    assert described["uses_left"] == 3
    assert isinstance(described["expires_at"], int)


def test_of_twenty_people_at_once_exactly_ten_get_through_a_link_for_ten(house: House) -> None:
    link = house.usher.mint(house.room, uses=10)
    people = house.signed_in(20)
    barrier = threading.Barrier(len(people))

    def redeem(visitor: Visitor) -> dict[str, Any]:
        barrier.wait(30)
        return visitor.redeem_and_settle(link)

    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(redeem, [visitor for _, visitor in people]))
    lucky = {person.user_id for (person, _), outcome in zip(people, outcomes) if outcome["state"] == "invited"}
    assert sorted(outcome["state"] for outcome in outcomes) == ["invited"] * 10 + ["refused"] * 10
    assert house.invited() == lucky
    assert house.usher.account_of(link) == (10, 0)


def test_the_same_person_twice_counts_once(house: House) -> None:
    link = house.usher.mint(house.room, uses=2)
    [(person, visitor), (other, another)] = house.signed_in(2)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    # Another browser of the same person is the same person.
    assert Visitor(house.usher).sign_in(person).redeem_and_settle(link)["state"] == "invited"
    assert house.usher.account_of(link) == (1, 0)
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    assert another.redeem_and_settle(link)["state"] == "invited"
    assert house.invited() == {person.user_id, other.user_id}
    assert house.usher.account_of(link) == (2, 0)


def test_a_used_up_link_still_knows_whom_it_let_in(house: House) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor), (other, another)] = house.signed_in(2)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert another.redeem_and_settle(link)["state"] == "refused"
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    # Who left by themselves may come back through the door that they came in by.
    person.join(house.room)
    person.leave(house.room)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert house.invited() == {person.user_id}
    assert house.usher.account_of(link) == (1, 0)


def test_the_same_person_many_times_at_once_counts_once(house: House) -> None:
    link = house.usher.mint(house.room, uses=8)
    [(person, visitor)] = house.signed_in(1)
    barrier = threading.Barrier(8)

    def redeem(_: int) -> str:
        barrier.wait(30)
        return visitor.redeem_and_settle(link)["state"]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(redeem, range(8))) == {"invited"}
    assert house.usher.account_of(link) == (1, 0)
    assert len(house.bot.invitations(person.user_id, house.room)) == 1


def test_a_person_who_is_in_the_room_already_is_not_invited_again(house: House) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    house.bot.call("POST", f"/_matrix/client/v3/rooms/{house.room}/invite", {"user_id": person.user_id})
    person.join(house.room)
    outcome = visitor.redeem_and_settle(link)
    assert (outcome["state"], outcome["already"]) == ("invited", True)
    assert house.membership(person) == "join"
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    assert house.usher.account_of(link) == (0, 0), "a use was taken for somebody who was in already"


def test_a_banned_person_stays_out_and_the_use_is_free_again(house: House) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor), (other, another)] = house.signed_in(2)
    house.bot.ban(person.user_id, house.room)
    outcome = visitor.redeem_and_settle(link)
    assert (outcome["state"], outcome["failure"]) == ("failed", "banned")
    assert house.membership(person) == "ban"
    assert house.usher.account_of(link) == (0, 0)
    assert another.redeem_and_settle(link)["state"] == "invited"
    assert house.membership(other) == "invite"


def test_a_link_for_any_number_of_people_is_never_used_up(house: House) -> None:
    link = house.usher.mint(house.room, uses=0)
    people = house.signed_in(5)
    assert Visitor(house.usher).describe(link).json.get("uses_left") is None
    assert {visitor.redeem_and_settle(link)["state"] for _, visitor in people} == {"invited"}
    assert house.invited() == {person.user_id for person, _ in people}


def test_dead_links_look_all_the_same(house: House) -> None:
    """Used up, expired, withdrawn, for nobody, of no shape: whoever holds one learns nothing from the answer."""
    usher = house.usher
    used_up, withdrawn, expiring = usher.mint(house.room), usher.mint(house.room), usher.mint(house.room, expires_in_s=1)
    [(_, first), (person, visitor)] = house.signed_in(2)
    assert first.redeem_and_settle(used_up)["state"] == "invited"
    usher.withdraw(withdrawn)
    until(lambda: visitor.describe(expiring).json["state"] == "refused", "the link to expire")
    unknown = Link(used_up.url[: -len(used_up.code)] + "A" * len(used_up.code), "none")
    almost = Link(used_up.url[:-1] + ("A" if used_up.url[-1] != "A" else "B"), "none")
    shapeless = Link(f"{usher.url}/i/invites#x", "none")
    dead = [used_up, withdrawn, expiring, unknown, almost, shapeless]
    assert {visitor.describe(link).body for link in dead} == {visitor.describe(unknown).body}
    answers = [visitor.redeem(link) for link in dead]
    assert {answer.status for answer in answers} == {200}
    for outcome in [visitor.settle(answer.json) if answer.json["state"] == "pending" else answer.json for answer in answers]:
        told = {key: value for key, value in outcome.items() if key != "id" and value is not None}
        assert told == {"state": "refused", "already": False}
    assert house.membership(person) is None


def test_a_link_of_an_instance_that_is_not_there_admits_nobody(house: House) -> None:
    link = house.usher.mint(house.room)
    elsewhere = Link(link.url.replace("/i/invites#", "/i/nowhere#"), "none")
    [(person, visitor)] = house.signed_in(1)
    assert visitor.describe(elsewhere).json == {"state": "refused"}
    assert visitor.redeem(elsewhere).json["state"] == "refused"
    assert house.membership(person) is None
    assert house.usher.account_of(link) == (0, 0)


def test_the_api_says_what_is_documented_and_nothing_else(house: House) -> None:
    """What is not there is null, so every answer has the same fields."""
    link = house.usher.mint(house.room, uses=2, expires_in_s=3600)
    [(_, visitor)] = house.signed_in(1)
    described = visitor.describe(link).json
    assert set(described) == {"state", "room", "from", "bot", "expires_at", "uses_left"}
    assert set(described["room"]) == {"id", "name", "joined"}
    outcome = visitor.redeem_and_settle(link)
    assert set(outcome) == {"id", "state", "room", "room_url", "already", "failure", "retry_after_ms"}
    assert set(outcome["room"]) == {"id", "name", "joined"}
    refused = visitor.describe(Link(link.url[:-1] + "!", "none")).json
    assert refused == {"state": "refused"}


def test_an_instance_admits_only_to_the_rooms_that_name_it(build_house: Callable[..., House]) -> None:
    house = build_house(extra_rooms=1, instances=["invites", "others"])
    first, second = house.usher.setting.rooms
    house.usher.setting.rooms[second] = ["others"]
    house.usher.stop()
    house.usher.rewrite_configuration()
    house.usher.start()
    stranger = house.usher.run(
        "action", "--config", house.usher.configuration,
        "invites", "create", "--room", second, "--uses", "1", "--expires_in_s", "0",
    )
    [(person, visitor)] = house.signed_in(1)
    if stranger.returncode == 0:
        # A plugin may mint what it likes; the host does not act on it.
        made = json.loads(stranger.stdout)
        outcome = visitor.redeem_and_settle(Link(made["url"], made["id"]))
        assert outcome["state"] in ("failed", "refused")
    assert house.synapse.membership(person.user_id, second) is None
    allowed = house.usher.mint(second, instance="others")
    assert visitor.redeem_and_settle(allowed)["state"] == "invited"
    assert house.synapse.membership(person.user_id, second) == "invite"


def test_a_redemption_is_seen_only_by_the_person_whose_it_is(house: House) -> None:
    link = house.usher.mint(house.room)
    [(_, visitor), (_, other)] = house.signed_in(2)
    id = visitor.redeem_and_settle(link)["id"]
    assert visitor.redemption(id).json["state"] == "invited"
    foreign, unknown = other.redemption(id), other.redemption("0" * 32)
    assert (foreign.status, unknown.status) == (404, 404)
    assert foreign.json["code"] == unknown.json["code"]
    assert Visitor(house.usher).redemption(id).status in (401, 404)


def test_links_survive_a_restart(house: House) -> None:
    link = house.usher.mint(house.room, uses=2)
    [(_, visitor), (person, another)] = house.signed_in(2)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert house.usher.stop() == 0
    house.usher.start()
    assert house.usher.account_of(link) == (1, 0)
    # The session survived too.
    assert another.redeem_and_settle(link)["state"] == "invited"
    assert house.membership(person) == "invite"
