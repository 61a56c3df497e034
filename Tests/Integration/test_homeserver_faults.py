"""The homeserver says no, wait, or nothing: no use of a link is lost, and whoever was promised a seat gets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rig.certificates import Authority
from rig.faulty_proxy import FaultyProxy
from rig.fixtures import House
from rig.http import answers, ask
from rig.synapse import Synapse
from rig.visitor import Visitor
from rig.waiting import until

INVITE = r"/rooms/[^/]+/invite$"


@pytest.fixture
def house(build_house: Callable[..., House], proxy: FaultyProxy) -> House:
    """A House whose Usher reaches the homeserver through the proxy."""
    return build_house(homeserver_url=proxy.url)


def seats_are_free_for(house: House, link: Any, visitor: Visitor, person: Any) -> None:
    assert house.usher.account_of(link) == (0, 0)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert house.membership(person) == "invite"
    assert house.usher.account_of(link) == (1, 0)


def test_forbidden_gives_the_use_back(house: House, proxy: FaultyProxy) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.answer("POST", INVITE, 403, {"errcode": "M_FORBIDDEN", "error": "no"})
    outcome = visitor.redeem_and_settle(link)
    assert (outcome["state"], outcome["failure"]) == ("failed", "homeserver-refused")
    assert house.membership(person) is None
    proxy.heal()
    seats_are_free_for(house, link, visitor, person)


def test_who_blocks_invitations_is_told_so(house: House, proxy: FaultyProxy) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.answer("POST", INVITE, 403, {"errcode": "M_INVITE_BLOCKED", "error": "no"})
    outcome = visitor.redeem_and_settle(link)
    assert (outcome["state"], outcome["failure"]) == ("failed", "invites-blocked")
    proxy.heal()
    seats_are_free_for(house, link, visitor, person)


def fault_429(proxy: FaultyProxy) -> None:
    proxy.answer("POST", INVITE, 429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 300})


def fault_429_without_a_hint(proxy: FaultyProxy) -> None:
    proxy.answer("POST", INVITE, 429, {"errcode": "M_LIMIT_EXCEEDED"})


def fault_500(proxy: FaultyProxy) -> None:
    proxy.answer("POST", INVITE, 500, {"errcode": "M_UNKNOWN"})


def fault_502(proxy: FaultyProxy) -> None:
    proxy.answer("POST", INVITE, 502, {})


def fault_dropped(proxy: FaultyProxy) -> None:
    proxy.drop("POST", INVITE)


def fault_hanging(proxy: FaultyProxy) -> None:
    proxy.hang("POST", INVITE)


@pytest.mark.parametrize(
    "fault", [fault_429, fault_429_without_a_hint, fault_500, fault_502, fault_dropped, fault_hanging]
)
def test_an_outage_burns_nothing_and_the_person_gets_in_afterwards(
    house: House, proxy: FaultyProxy, fault: Callable[[FaultyProxy], None]
) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor), (other, another)] = house.signed_in(2)
    fault(proxy)
    answer = visitor.redeem(link)
    assert (answer.status, answer.json["state"]) == (200, "pending"), str(answer)
    assert proxy.count("POST", INVITE) >= 1 or fault is fault_hanging
    assert house.usher.account_of(link) == (0, 1)
    # The seat is promised: nobody else takes it meanwhile.
    assert another.redeem_and_settle(link)["state"] == "refused"
    proxy.heal()
    assert visitor.settle(answer.json, seconds=120)["state"] == "invited"
    assert house.membership(person) == "invite"
    assert house.membership(other) is None
    assert house.usher.account_of(link) == (1, 0)
    assert len(house.bot.invitations(person.user_id, house.room)) == 1


def test_being_asked_to_wait_is_obeyed(house: House, proxy: FaultyProxy) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.answer("POST", INVITE, 429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 600_000})
    answer = visitor.redeem(link)
    assert answer.json["state"] == "pending"
    assert answer.json["retry_after_ms"] > 500_000, "the page can tell when the next try is"
    # The first request waited for its 8 seconds and was told to wait ten minutes: one try, not a storm.
    assert proxy.count("POST", INVITE) == 1
    assert house.membership(person) is None


def test_an_invitation_whose_answer_was_lost_is_not_sent_twice(house: House, proxy: FaultyProxy) -> None:
    """Synapse did it, the answer never came: the room's state is read before anything is repeated."""
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.drop("POST", INVITE, forwarded=True, times=1)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert house.membership(person) == "invite"
    assert proxy.count("POST", INVITE) == 1
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    assert house.usher.account_of(link) == (1, 0)


def test_a_yes_that_is_a_lie_is_noticed(house: House, proxy: FaultyProxy) -> None:
    """A shadow-banned bot is answered 200 and nothing happens: the outcome is what the room's state says."""
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.answer("POST", INVITE, 200, {})
    answer = visitor.redeem(link)
    assert answer.json["state"] != "invited"
    assert house.membership(person) is None
    proxy.heal()
    if answer.json["state"] == "pending":
        assert visitor.settle(answer.json, seconds=120)["state"] == "invited"
        assert house.membership(person) == "invite"


def test_who_declines_at_once_is_not_pestered(house: House, proxy: FaultyProxy) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.answer("POST", INVITE, 200, {}, forwarded=True, meanwhile=lambda: person.leave(house.room))
    outcome = visitor.redeem_and_settle(link)
    assert (outcome["state"], outcome["failure"]) == ("failed", "declined")
    assert house.membership(person) == "leave"
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    # Asked for again by the person, it is another matter.
    proxy.heal()
    seats_are_free_for(house, link, visitor, person)


def test_room_state_that_cannot_be_read_is_not_taken_for_absence(house: House, proxy: FaultyProxy) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    proxy.answer("GET", r"/state/m\.room\.member/", 500, {"errcode": "M_UNKNOWN"})
    answer = visitor.redeem(link)
    assert answer.json["state"] == "pending", str(answer)
    proxy.heal()
    assert visitor.settle(answer.json, seconds=120)["state"] == "invited"
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    assert house.usher.account_of(link) == (1, 0)


def test_a_homeserver_that_goes_away_is_missed_and_found_again(house: House, proxy: FaultyProxy) -> None:
    pid = house.usher.pid
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    for method in ["GET", "POST", "PUT"]:
        proxy.drop(method, "")
    answer = visitor.redeem(link)
    assert answer.json["state"] == "pending", str(answer)
    proxy.heal()
    assert visitor.settle(answer.json, seconds=120)["state"] == "invited"
    assert house.membership(person) == "invite"
    assert (house.usher.runs, house.usher.pid) == (True, pid)


def test_many_people_behind_a_rate_limit_all_get_in(house: House, proxy: FaultyProxy) -> None:
    link = house.usher.mint(house.room, uses=5)
    people = house.signed_in(5)
    proxy.answer("POST", INVITE, 429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 200}, times=7)
    pending = [visitor.redeem(link).json for _, visitor in people]
    for (_, visitor), outcome in zip(people, pending):
        if outcome["state"] == "pending":
            outcome = visitor.settle(outcome, seconds=120)
        assert outcome["state"] == "invited"
    assert house.invited() == {person.user_id for person, _ in people}
    until(lambda: house.usher.account_of(link) == (5, 0), "all five uses to be counted")


def test_a_homeserver_with_its_usual_limits_admits_twelve_people(
    tmp_path: Path, authority: Authority, build_house: Callable[..., House]
) -> None:
    """Synapse as nobody configured it: ten invitations at once, then one every three seconds."""
    strict = Synapse(tmp_path / "strict", authority, default_limits=True).start()
    try:
        house = build_house(at=strict)
        link = house.usher.mint(house.room, uses=12)
        people = house.signed_in(12)
        pending = [visitor.redeem(link).json for _, visitor in people]
        for (_, visitor), outcome in zip(people, pending):
            if outcome["state"] == "pending":
                outcome = visitor.settle(outcome, seconds=120)
            assert outcome["state"] == "invited"
        assert house.invited() == {person.user_id for person, _ in people}
        assert house.usher.account_of(link) == (12, 0)
        assert house.usher.stop() == 0
    finally:
        strict.stop()


def test_a_homeserver_that_is_down_at_the_start_is_waited_for(
    build_house: Callable[..., House], proxy: FaultyProxy
) -> None:
    """Health answers meanwhile, or whoever watches the daemon would end it in a loop; readiness says what it waits for."""
    house = build_house(homeserver_url=proxy.url, started=False)
    proxy.drop("GET", r"/account/whoami$")
    house.usher.launch()
    until(lambda: answers(f"{house.usher.url}/healthz"), "the daemon to answer")
    waiting = ask("GET", f"{house.usher.url}/readyz")
    assert (waiting.status, waiting.json) == (503, {"ready": False, "waiting_for": ["matrix"]})
    proxy.heal()
    house.usher.wait_until_ready()
