"""`make demo`: a homeserver, Usher, a room, two people and a link, until Ctrl-C. Called by demo.sh after set-up and build.

With --check nobody is waited for: a browser walks a newcomer's journey, the homeserver is asked whether it worked, and the exit
code says so.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from rig import places, ports
from rig.certificates import Authority
from rig.matrix import Account
from rig.synapse import Synapse
from rig.usher import Link, Setting, Usher

DEFAULT_PORT = 8080
_USES = 10
_DAY_S = 24 * 3600


class Ended(BaseException):
    """Somebody asked the demo to end."""


class CannotGoOn(Exception):
    """The demo cannot go on; the text says why and what to do next."""


@dataclass
class Stage:
    """Everything that the demo started or made."""

    synapse: Synapse
    usher: Usher
    room: str
    people: list[Account]
    link: Link


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--port", type=_port)
    parser.add_argument("--only-check-port", action="store_true")
    options = parser.parse_args(arguments)
    port = options.port or (None if options.check else DEFAULT_PORT)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        _need_port(port)
        if not options.only_check_port:
            _need_build()
            _run(port, _check if options.check else _show)
        return 0
    except Ended:
        return 0 if not options.check else 130
    except (CannotGoOn, AssertionError, RuntimeError, OSError) as problem:
        print(f"\nStopped: {problem}", file=sys.stderr)
        return 1


def _run(port: int | None, act: Callable[[Stage], None]) -> None:
    with ExitStack() as started:
        stage = _set_stage(port, started)
        act(stage)


def _set_stage(port: int | None, started: ExitStack) -> Stage:
    folder = places.RIG_BUILD / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    authority = Authority(folder / "tls")
    _say("Starting Synapse, a real Matrix homeserver, on this machine only")
    synapse = Synapse(folder / "synapse", authority)
    started.callback(synapse.stop)
    synapse.start()
    bot = synapse.register("usher")
    room = bot.create_room("Demo")
    people = [synapse.register(name, f"{name}-{secrets.token_hex(3)}") for name in ("alice", "bob")]
    _say("Starting Usher")
    usher = Usher(folder / "usher", synapse, Setting(bot=bot, rooms={room: ["invites"]}, port=port))
    started.callback(_stop_usher, usher)
    usher.start()
    return Stage(synapse, usher, room, people, usher.mint(room, uses=_USES, expires_in_s=_DAY_S))


def _stop_usher(usher: Usher) -> None:
    if usher.was_started:
        usher.stop()


def _show(stage: Stage) -> None:
    alice, bob = stage.people
    width = max(len(person.user_id) for person in stage.people)
    command = f".build/debug/usher action --config {_short(stage.usher.configuration)} invites"
    print(f"""
  Usher is running. Open this invite link in a browser:

      {stage.link.url}

  It admits {_USES} people to the room "Demo". Two people who may use it:

      Matrix ID  {alice.user_id:<{width}}   password  {alice.password}
      Matrix ID  {bob.user_id:<{width}}   password  {bob.password}

  What to try
    1. Open the link, sign in as alice, and accept: the line below says so when the homeserver has invited her.
    2. Sign in to any Matrix client at {stage.synapse.url} as alice, and join the room.
    3. Make a link of your own, good for one person, and look at all links:
       {command} create --room '{stage.room}' --uses 1 --expires_in_s 3600
       {command} list
    4. Open the link fifty times, or with a wrong code behind the "#": nothing is used up.

  Usher's log   {_short(stage.usher.log)}
  Synapse's log {_short(stage.synapse.folder / "synapse.log")}

  Ctrl-C ends everything.
""", flush=True)
    known = stage.synapse.memberships(stage.room)
    while True:
        time.sleep(0.5)
        if not stage.usher.runs:
            raise CannotGoOn(f"Usher ended by itself. Its log, {_short(stage.usher.log)}, says why.")
        now = stage.synapse.memberships(stage.room)
        for user, membership in now.items():
            if known.get(user) != membership:
                words = {"invite": "was invited to the room", "join": "joined the room", "leave": "left the room"}
                print(f"  {time.strftime('%H:%M:%S')}  {user} {words.get(membership, membership)}", flush=True)
        known = now


def _check(stage: Stage) -> None:
    # Playwright is there only when the tests' part of the set-up ran, as it does for a check.
    from rig.browser import Browser

    alice = stage.people[0]
    devices = alice.devices()
    with Browser() as browser:
        page = browser.page(stage.usher)
        _say(f"A browser opens the link and signs in as {alice.user_id}")
        page.accept_invitation(stage.link, alice)
        page.check_manners()
    membership = stage.synapse.membership(alice.user_id, stage.room)
    _need(membership == "invite", f"Synapse says that alice is {membership!r} in the room, not invited")
    _say("Synapse says: alice is invited")
    alice.join(stage.room)
    membership = stage.synapse.membership(alice.user_id, stage.room)
    _need(membership == "join", f"Synapse says that alice is {membership!r} in the room, not joined")
    _say("Synapse says: alice joined")
    _need(stage.usher.account_of(stage.link) == (1, 0), "the link does not count one use")
    _need(alice.devices() == devices, "the browser's session at the homeserver was not ended")
    stage.usher.check_nothing_leaked()
    _need(stage.usher.stop() == 0, "Usher did not end gracefully")
    print("The demo works.")


def _need(condition: Any, otherwise: str) -> None:
    if not condition:
        raise CannotGoOn(otherwise)


def _need_port(port: int | None) -> None:
    if port is not None and not ports.is_free(port):
        raise CannotGoOn(
            f"port {port} of 127.0.0.1 is taken by another program (or by a demo that still runs).\n"
            f"  End that program, or choose another port: make demo PORT={ports.take()}"
        )


def _need_build() -> None:
    needed = [places.PRODUCTS / name for name in ["usher", "usher-worker", *places.PLUGINS]] + [places.WEB / "index.html"]
    missing = [str(_short(path)) for path in needed if not path.exists()]
    _need(not missing, f"these parts are not built: {', '.join(missing)}\n  Run: make demo")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _short(path: Any) -> Any:
    return path.relative_to(places.TOP) if path.is_relative_to(places.TOP) else path


def _say(text: str) -> None:
    print(f"==> {text}", flush=True)


def _end(number: int, frame: Any) -> None:
    # Once is enough: what follows ends in order.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    print("\nEnding everything that was started.", flush=True)
    raise Ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
