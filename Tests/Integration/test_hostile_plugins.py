"""Hostile plugins, dropped into the directory of a real daemon while it serves: each comes to what it must, nobody is let in by
one, and afterwards the daemon is the same process and holds no more than before."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rig.fixtures import House
from rig.hostile import compiled
from rig.http import answers
from rig.usher import Link, Usher
from rig.visitor import Visitor
from rig.waiting import TookTooLong, until

#: How much more memory, in KiB, a daemon may hold afterwards: allocators keep pages.
MEMORY_MORE_MAX = 32 << 10


#: What the language's runtime opens when something is waited for the first time, and keeps: the timer behind its clock.
CLOCK = Counter({"anon_inode:[timerfd]": 1})


@dataclass(frozen=True)
class Hostile:
    """A plugin, and what must come of it."""

    name: str
    source: str
    definitions: tuple[str, ...]
    #: What the log says about its file: the message, and a part of the reason.
    logged: tuple[str, str] | None
    #: What whoever shows it a code is answered.
    status: int = 503


def hostile(room: str) -> list[Hostile]:
    where = f'ROOM="{room}"'
    return [
        Hostile("crash-in-load", "crash_in", ("IN=2",), ("plugin refused", "signal 11")),
        Hostile("crash-in-describe", "crash_in", ("IN=10",), ("authoriser does not know", "signal 11")),
        Hostile("hang-in-load", "hang", ("HANG_IN=1", "HANG_BUSY=0"), ("plugin refused", "in time")),
        Hostile("hang-in-describe", "hang_more", ("CASE=8",), ("authoriser does not know", "the deadline passed")),
        Hostile("forks", "door", ("CASE=2", where), ("authoriser does not know", "")),
        Hostile("calls-out", "door", ("CASE=3", where), ("authoriser does not know", "")),
        Hostile("exits", "exit_in_constructor", (), ("plugin refused", "ended by itself with code 0")),
        Hostile("huge-manifest", "manifests", ("CASE=2",), ("plugin refused", "65536")),
        Hostile("two-faces", "two_faces", (), ("plugin file in quarantine", "not the one that it showed before")),
    ]


@dataclass(frozen=True)
class Footprint:
    """What a daemon holds: what its descriptors lead to, but for its database, of which another reader is opened when two ask at
    once; and how much memory."""

    descriptors: Counter[str]
    memory_kb: int

    @staticmethod
    def of(usher: Usher) -> Footprint:
        folder = Path(f"/proc/{usher.pid}")
        status = dict(line.partition(":")[::2] for line in (folder / "status").read_text().splitlines())
        held: Counter[str] = Counter()
        for number in (folder / "fd").iterdir():
            try:
                target = str(number.readlink())
            except OSError:
                continue
            # A socket is like any other socket.
            held[target.partition("[")[0] if target.startswith(("socket:", "pipe:")) else target] += 1
        for target in [target for target in held if target.startswith(str(usher.folder / "data"))]:
            del held[target]
        return Footprint(held, int(status["VmRSS"].split()[0]))


@contextmanager
def served_all_the_time(visitor: Visitor, link: Link) -> Iterator[list[Any]]:
    """Shows a good plugin a code again and again. What it was answered, unless it was an offer, is in the list."""
    over, wrong, asked = threading.Event(), [], 0

    def ask() -> int:
        asked = 0
        while not over.wait(0.05):
            asked += 1
            answer = visitor.describe(link)
            if answer.status == 429:
                continue
            if answer.status != 200 or answer.json["state"] != "offered":
                wrong.append(str(answer))
        return asked

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        try:
            yield wrong
        finally:
            over.set()
            asked = asking.result(60)
    assert asked >= 20, "the good plugin was hardly asked: the test showed nothing"


def logged(usher: Usher, name: str, message: str, reason: str) -> bool:
    """Whether a line with this message and reason names the plugin, its file or its instance."""
    for line in usher.log_lines():
        if line["message"] == message and reason in line.get("reason", ""):
            if any(word in (name, f"{name}.so") for word in line.values() if isinstance(word, str)):
                return True
    return False


@pytest.fixture
def house_of_strangers(build_house: Callable[..., House]) -> House:
    """A House whose room admits whomever the instances of hostile plugins admit, but for the yes-man's."""
    house = build_house(started=False)
    names = [each.name for each in hostile(house.room)] + ["half", "floods"]
    house.usher.setting.plugins = {name: name for name in [*names, "yes-man"]}
    house.usher.setting.rooms[house.room] = ["invites", *names]
    house.usher.rewrite_configuration()
    house.usher.start()
    return house


def test_hostile_plugins_come_and_go_and_the_daemon_stays(house_of_strangers: House, tmp_path: Path) -> None:
    house, usher = house_of_strangers, house_of_strangers.usher
    daemon = usher.pid
    link = usher.mint(house.room, uses=5)
    [(person, visitor), (_, onlooker)] = house.signed_in(2)
    assert onlooker.describe(link).json["state"] == "offered"
    [good] = usher.workers()
    before = Footprint.of(usher)

    with served_all_the_time(onlooker, link) as wrong:
        for each in hostile(house.room):
            usher.put_plugin(compiled(tmp_path, each.source, each.name, each.definitions), f"{each.name}.so")
        # Those that do not get as far as being asked.
        for each in hostile(house.room):
            if each.logged and each.logged[0] != "authoriser does not know":
                until(lambda each=each: logged(usher, each.name, *each.logged), f"the log to tell what came of {each.name}")
        for each in hostile(house.room):
            shown = Link(f"{usher.url}/i/{each.name}#code", "")
            for answer in (visitor.describe(shown), visitor.redeem(shown)):
                outcome = answer.json if answer.status == 200 else {}
                assert answer.status == each.status or outcome.get("state") in ("failed", "pending"), f"{each.name}: {answer}"
                if outcome.get("state") == "pending":
                    assert visitor.settle(outcome)["state"] == "failed", each.name
            if each.logged:
                until(lambda each=each: logged(usher, each.name, *each.logged), f"the log to tell what came of {each.name}")
        assert "instance invites" not in usher.waiting_for() and answers(f"{usher.url}/healthz")
        for each in hostile(house.room):
            (usher.folder / "plugins" / f"{each.name}.so").unlink()
        until(lambda: usher.workers() == [good], "every worker but the good one's to end")

    assert wrong == []
    assert house.invited() == set(), f"{person.user_id} was let in"
    assert (usher.runs, usher.pid) == (True, daemon)
    # Their instances are named as missing, and nothing else is.
    assert usher.waiting_for() == usher.without_plugins and answers(f"{usher.url}/healthz")

    def left() -> Counter[str]:
        return Footprint.of(usher).descriptors - before.descriptors - CLOCK

    with suppress(TookTooLong):
        until(lambda: not left(), "every descriptor to be closed", seconds=20)
    assert left() == Counter()
    after = Footprint.of(usher)
    print(f"before: {before}\nafter: {after}")
    assert after.memory_kb <= before.memory_kb + MEMORY_MORE_MAX


def test_a_plugin_that_says_yes_to_everybody_lets_nobody_into_a_room_that_does_not_admit_it(
    house_of_strangers: House, tmp_path: Path
) -> None:
    house, usher = house_of_strangers, house_of_strangers.usher
    [(_, visitor)] = house.signed_in(1)
    shown = Link(f"{usher.url}/i/yes-man#code", "")
    usher.put_plugin(compiled(tmp_path, "door", "yes-man", ["CASE=1", f'ROOM="{house.room}"']), "yes-man.so")
    until(lambda: len(usher.workers()) == 2, "its worker")
    until(lambda: visitor.describe(shown).status != 503, "it to answer")
    described = visitor.describe(shown)
    assert described.status != 200 or described.json["state"] != "offered", str(described)
    redeemed = visitor.redeem(shown)
    assert redeemed.status != 200 or visitor.redeem_and_settle(shown)["state"] in ("failed", "refused"), str(redeemed)
    assert house.invited() == set()


def test_a_half_copied_file_becomes_a_plugin_once_it_is_whole(house_of_strangers: House, tmp_path: Path) -> None:
    house, usher = house_of_strangers, house_of_strangers.usher
    [(person, visitor)] = house.signed_in(1)
    content = compiled(tmp_path, "door", "half", ["CASE=1", f'ROOM="{house.room}"'])
    shown = Link(f"{usher.url}/i/half#code", "")
    file = usher.folder / "plugins" / "half.so"
    file.write_bytes(content[: len(content) // 2])
    until(lambda: logged(usher, "half", "plugin refused", ""), "the half of it to be refused")
    assert visitor.describe(shown).status == 503
    with file.open("ab") as rest:
        rest.write(content[len(content) // 2 :])
    until(lambda: visitor.describe(shown).status == 200, "the whole of it to serve")
    assert visitor.redeem_and_settle(shown)["state"] == "invited"
    assert house.invited() == {person.user_id}


def test_a_flood_of_log_is_cut_and_counted_and_forges_no_line(house_of_strangers: House, tmp_path: Path) -> None:
    house, usher = house_of_strangers, house_of_strangers.usher
    [(_, visitor)] = house.signed_in(1)
    usher.put_plugin(compiled(tmp_path, "door", "floods", ["CASE=4", f'ROOM="{house.room}"']), "floods.so")
    shown = Link(f"{usher.url}/i/floods#code", "")
    until(lambda: visitor.describe(shown).status == 200, "it to answer, in spite of all it writes")

    def counted() -> list[dict[str, Any]]:
        return [line for line in usher.log_lines() if line["message"] == "plugin writes too much"]

    until(counted, "what was left out to be counted")
    assert all(int(line["dropped_lines"]) > 0 and line["plugin"] == "floods" for line in counted())
    lines = usher.log_lines()
    assert not any(line["message"] == "forged" for line in lines)
    said = [line for line in lines if line["message"] in ("plugin says", "plugin prints")]
    assert said and all(line["plugin"] == "floods" for line in said)
    assert usher.log.stat().st_size < 16 << 20
