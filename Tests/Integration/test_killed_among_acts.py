"""The daemon dies again and again while it carries out a plan of hundreds of acts: in the end the rooms are as the plan says,
nobody was invited or removed twice, and each act has its one entry in the audit log."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from rig import governed
from rig.fixtures import House
from rig.governed import Choir
from rig.roster import Roster
from rig.usher import RosterInstance, Usher
from rig.waiting import until

#: In each of two rooms every one of them comes or goes: five hundred acts.
PEOPLE = 250

#: How often the daemon is killed: what takes two to three minutes. `make killing` is for those who have more of them.
KILLS = int(os.environ.get("USHER_KILLS", "40"))

#: The brakes are another test's business.
NO_BRAKES = "loop: {brakes: {instance: {people: 1000, percent: 100}, overall: {people: 1000, percent: 100}}}\n"


def test_a_daemon_that_is_killed_again_and_again_does_each_act_of_its_plan_once(
    build_house: Callable[..., House], roster: Roster
) -> None:
    seed = int(os.environ.get("USHER_SEED", "0")) or random.SystemRandom().getrandbits(32)
    print(f"seed {seed} (USHER_SEED repeats it)")
    lives = random.Random(seed)
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s: {what}", flush=True)

    house, people, accounts = a_house_of_singers(build_house, roster)
    usher, commands = house.usher, house.commands
    say("everybody is linked")
    half = PEOPLE // 2
    parts = [(people[:half], accounts[half:]), (people[half:], accounts[:half])]
    choirs = [
        governed.gather(house, roster, f"Choir {number}", entitled, inside) for number, (inside, entitled) in enumerate(parts)
    ]
    wanted = Counter[tuple[str, str, str]]()
    for choir, (inside, _) in zip(choirs, parts, strict=True):
        leaving = {person.user_id for person in inside}
        wanted.update((choir.room, person.user_id, "removed" if person.user_id in leaving else "invited") for person in people)
    say("two rooms")
    for choir in choirs:
        governed.rule(choir, phase="observe", brakes="1000,100")
    commands.run("sweep")
    until(lambda: all(len(choir.joined()) == half for choir in choirs), "the rooms to be full")
    planned = Counter(
        (act["room"], act["user"], {"invite": "invited", "remove": "removed"}[act["act"]]) for act in commands.plan()["acts"]
    )
    assert planned == wanted
    say(f"a plan of {planned.total()} acts")

    for choir in choirs:
        commands.set_room(choir.room, phase="enforce")
    interrupted = kill_again_and_again(usher, lives, planned.total(), say)

    until(lambda: acts(usher).total() >= planned.total() and intents(usher) == 0, "the plan to be carried out", seconds=300)
    commands.run("sweep")
    until(lambda: commands.json("status")["waiting_acts"] == 0, "nothing to wait")
    say("done")
    assert commands.plan()["acts"] == []
    assert acts(usher) == planned, "each act has one audit entry, and nothing else has one"
    assert intents(usher) == 0
    for choir, (inside, _) in zip(choirs, parts, strict=True):
        as_the_plan_says(choir, {person.user_id for person in inside}, {person.user_id for person in people})
    assert interrupted >= KILLS // 2, "most of the kills came too late to show anything"


def a_house_of_singers(
    build_house: Callable[..., House], roster: Roster
) -> tuple[House, list[Any], list[Any]]:
    """A daemon without brakes, and people whose accounts are linked."""
    house = build_house(rosters={"roster": RosterInstance(roster)}, started=False)
    with house.usher.configuration.open("a") as file:
        file.write(NO_BRAKES)
    house.usher.start()
    with ThreadPoolExecutor(4) as pool:
        people = list(pool.map(lambda _: house.person(), range(PEOPLE)))
    accounts = [roster.account(f"Singer {number}") for number in range(PEOPLE)]
    governed.link(house, people, accounts)
    return house, people, accounts


def kill_again_and_again(usher: Usher, lives: random.Random, planned: int, say: Callable[[str], None]) -> int:
    """Kills the daemon ``KILLS`` times, and says how often something was left to do. Moments are chosen by what it has done by
    then, not by the clock: so many lines of its log after a start, or so many acts."""
    interrupted = 0
    for kill in range(KILLS):
        if lives.random() < 0.5:
            lines = log_lines(usher) + lives.randint(0, 5)
            until(lambda: log_lines(usher) >= lines or acts(usher).total() >= planned, "the daemon to say something")
        else:
            done = min(acts(usher).total() + lives.randint(1, 5), planned)
            until(lambda: acts(usher).total() >= done, "some more acts", pause_s=0.002)
        usher.kill9()
        left = planned - acts(usher).total()
        interrupted += left > 0
        if kill % 20 == 0:
            say(f"kill {kill}: {left} acts left")
        usher.launch()
    usher.wait_until_ready()
    say(f"killed {KILLS} times, {interrupted} of them while something was left to do")
    return interrupted


def log_lines(usher: Usher) -> int:
    """How much the daemon has said, in all its lives."""
    return usher.log.read_bytes().count(b"\n") if usher.log.exists() else 0


def acts(usher: Usher) -> Counter[tuple[str, str, str]]:
    """What the audit log has about rooms and people: (room, user, act), and how often."""
    with closing(sqlite3.connect(f"file:{usher.database}?mode=ro", uri=True, timeout=10)) as database:
        return Counter(database.execute("SELECT room, user, act FROM audit_log WHERE room IS NOT NULL AND user IS NOT NULL"))


def intents(usher: Usher) -> int:
    """How many acts are written down and not done."""
    with closing(sqlite3.connect(f"file:{usher.database}?mode=ro", uri=True, timeout=10)) as database:
        [(count,)] = database.execute("SELECT count(*) FROM intents")
        return count


def as_the_plan_says(choir: Choir, gone: set[str], everybody: set[str]) -> None:
    """Who was there was removed once, and the others were invited once."""
    assert choir.standings() == {user: "leave" if user in gone else "invite" for user in everybody}
    bot = choir.house.bot
    # Those who were there had been invited by the bot, too, when the room was made.
    expected = {(user, "invite"): 1 for user in everybody} | {(user, "leave"): 1 for user in gone}
    assert governed.deeds(bot, choir.room, bot.user_id) == expected
