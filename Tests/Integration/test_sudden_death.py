"""Processes die at the worst moment: the worker in the middle of a redemption, the daemon between reserving and committing."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from rig.faulty_proxy import FaultyProxy
from rig.fixtures import House
from rig.http import Answer
from rig.processes import until_gone
from rig.usher import Link
from rig.visitor import Visitor
from rig.waiting import until

INVITE = r"/rooms/[^/]+/invite$"


@pytest.fixture
def house_behind_proxy(build_house: Callable[..., House], proxy: FaultyProxy) -> House:
    return build_house(homeserver_url=proxy.url)


@contextmanager
def in_background(visitor: Visitor, link: Link) -> Iterator[Future[Answer]]:
    """Clicks without waiting for the answer, which may be none at all."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(visitor.redeem, link)


def new_worker(house: House, old: int) -> int:
    """The worker that took the place of the one that died."""
    return until(lambda: next((pid for pid in house.usher.workers() if pid != old), None), "a new worker")


def retry_until_invited(visitor: Visitor, link: Link) -> None:
    """The person clicks again, as the page offers them to, until it works."""

    def invited() -> bool:
        # While the authoriser is away, the page says so instead of offering the button.
        if visitor.describe(link).status == 503:
            return False
        answer = visitor.redeem(link)
        assert answer.status == 200, str(answer)
        outcome = answer.json if answer.json["state"] != "pending" else visitor.settle(answer.json)
        assert outcome["state"] in ("invited", "failed"), outcome
        assert outcome.get("failure") in (None, "authoriser-unavailable")
        return outcome["state"] == "invited"

    until(invited, "the person to get in by trying again")


def test_a_worker_killed_in_the_middle_of_a_redemption_burns_nothing(house: House) -> None:
    usher = house.usher
    daemon = usher.pid
    link = usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    [worker] = usher.workers()
    before = usher.stored()
    # Stopped, it takes the question and never answers: dying now is dying in the middle.
    os.kill(worker, signal.SIGSTOP)
    with in_background(visitor, link) as click:
        until(lambda: usher.stored() != before, "the attempt to be written down")
        os.kill(worker, signal.SIGKILL)
        answer = click.result(60)
    assert answer.status in (200, 503), str(answer)
    if answer.status == 200:
        outcome = visitor.settle(answer.json) if answer.json["state"] == "pending" else answer.json
        assert outcome["state"] in ("failed", "invited"), outcome
    retry_until_invited(visitor, link)
    assert house.membership(person) == "invite"
    until(lambda: usher.account_of(link) == (1, 0), "one use to be counted, and none set aside")
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    assert new_worker(house, worker) != worker
    assert (usher.runs, usher.pid) == (True, daemon)


def test_workers_killed_again_and_again_under_load_lose_no_seat(house: House) -> None:
    """Ten people, eleven seats, and a worker that is killed whenever it is up."""
    usher = house.usher
    daemon = usher.pid
    link = usher.mint(house.room, uses=11)
    people = house.signed_in(10)
    calm = threading.Event()

    def kill_workers() -> int:
        killed = 0
        while not calm.wait(0.15) and killed < 4:
            for worker in usher.workers():
                os.kill(worker, signal.SIGKILL)
                killed += 1
        return killed

    with ThreadPoolExecutor(len(people) + 1) as pool:
        killer = pool.submit(kill_workers)
        clicks = [pool.submit(retry_until_invited, visitor, link) for _, visitor in people]
        for click in clicks:
            click.result(180)
        calm.set()
        assert killer.result(10) >= 1, "no worker was killed: the test showed nothing"
    assert house.invited() == {person.user_id for person, _ in people}
    until(lambda: usher.account_of(link) == (10, 0), "ten uses to be counted, and none set aside")
    assert (usher.runs, usher.pid) == (True, daemon)


def test_a_worker_that_hangs_is_replaced(house: House) -> None:
    usher = house.usher
    link = usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    [worker] = usher.workers()
    os.kill(worker, signal.SIGSTOP)
    answer = visitor.redeem(link)
    assert answer.status in (200, 503), str(answer)
    until_gone(worker)
    retry_until_invited(visitor, link)
    assert house.membership(person) == "invite"
    until(lambda: usher.account_of(link) == (1, 0), "one use to be counted, and none set aside")


@pytest.mark.parametrize("done_by_synapse", [False, True], ids=["before Synapse did it", "after Synapse did it"])
def test_the_daemon_killed_between_reserve_and_commit(
    house_behind_proxy: House, proxy: FaultyProxy, done_by_synapse: bool
) -> None:
    house = house_behind_proxy
    usher = house.usher
    link = usher.mint(house.room)
    [(person, visitor), (other, another)] = house.signed_in(2)
    workers = usher.workers()
    proxy.hang("POST", INVITE, forwarded=done_by_synapse)
    with in_background(visitor, link) as click:
        proxy.until_asked("POST", INVITE)
        assert house.membership(person) == ("invite" if done_by_synapse else None)
        usher.kill9()
        with pytest.raises(OSError):
            click.result(60)
    for worker in workers:
        until_gone(worker)
    proxy.heal()
    usher.start()
    # Nobody has to come back and click: the daemon takes up what it had promised.
    until(lambda: usher.account_of(link) == (1, 0), "the use to be counted")
    assert house.membership(person) == "invite"
    assert len(house.bot.invitations(person.user_id, house.room)) == 1
    # Synapse would forgive a repeated invitation; other homeservers notify the person anew.
    assert proxy.count("POST", INVITE) == (1 if done_by_synapse else 2)
    assert another.redeem_and_settle(link)["state"] == "refused"
    assert house.membership(other) is None
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert len(house.bot.invitations(person.user_id, house.room)) == 1


def test_the_daemon_killed_while_the_authoriser_is_asked(house: House) -> None:
    usher = house.usher
    link = usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    [worker] = usher.workers()
    before = usher.stored()
    os.kill(worker, signal.SIGSTOP)
    with in_background(visitor, link) as click:
        until(lambda: usher.stored() != before, "the attempt to be written down")
        usher.kill9()
        with pytest.raises(OSError):
            click.result(60)
    os.kill(worker, signal.SIGCONT)
    until_gone(worker)
    usher.start()
    until(lambda: usher.account_of(link)[1] == 0, "nothing to be set aside")
    retry_until_invited(visitor, link)
    assert house.membership(person) == "invite"
    until(lambda: usher.account_of(link) == (1, 0), "one use to be counted, and none set aside")


def test_the_daemon_killed_under_load_promises_no_seat_twice(house_behind_proxy: House, proxy: FaultyProxy) -> None:
    house = house_behind_proxy
    usher = house.usher
    link = usher.mint(house.room, uses=3)
    people = house.signed_in(6)
    with ThreadPoolExecutor(len(people)) as pool:
        clicks = [pool.submit(visitor.redeem, link) for _, visitor in people]
        proxy.until_asked("POST", INVITE)
        usher.kill9()
        for click in clicks:
            click.exception(60)
    usher.start()
    for _, visitor in people:
        def settled() -> bool:
            answer = visitor.redeem(link)
            return answer.status == 200 and visitor.settle(answer.json)["state"] in ("invited", "refused")

        until(settled, "everybody to get a definite answer")
    assert len(house.invited()) == 3
    until(lambda: usher.account_of(link) == (3, 0), "three uses to be counted")
    for user in house.invited():
        assert len(house.bot.invitations(user, house.room)) == 1


def test_no_worker_outlives_its_daemon(house: House) -> None:
    [worker] = house.usher.workers()
    house.usher.kill9()
    until_gone(worker)


def test_a_graceful_end_takes_the_workers_along(house: House) -> None:
    workers = house.usher.workers()
    assert workers
    assert house.usher.stop() == 0
    for worker in workers:
        until_gone(worker)


def test_control_c_ends_gracefully_too(house: House) -> None:
    house.usher.interrupt()
    until(lambda: not house.usher.runs, "the daemon to end")
    assert house.usher.stop() == 0
