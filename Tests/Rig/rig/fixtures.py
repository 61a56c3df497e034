"""What the black-box tests are given by pytest. Import the fixtures in a suite's conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rig.certificates import Authority
from rig.commands import Commands
from rig.fake_homeserver import FakeHomeserver
from rig.faulty_proxy import FaultyProxy
from rig.matrix import Account
from rig.roster import Roster
from rig.synapse import Synapse
from rig.usher import Setting, Usher
from rig.visitor import Visitor


@dataclass
class House:
    """A running Usher with a bot and one room of its own; the homeserver is shared with other tests."""

    synapse: Synapse
    usher: Usher
    bot: Account
    room: str

    @property
    def commands(self) -> Commands:
        """What an admin types."""
        return Commands(self.usher)

    def person(self) -> Account:
        return self.synapse.people(1)[0]

    def signed_in(self, count: int) -> list[tuple[Account, Visitor]]:
        """People that nobody saw before, each with a session at Usher."""
        return [(person, Visitor(self.usher).sign_in(person)) for person in self.synapse.people(count)]

    def membership(self, person: Account) -> str | None:
        """What the homeserver says, not what Usher says."""
        return self.synapse.membership(person.user_id, self.room)

    def invited(self) -> set[str]:
        """Everybody whom the homeserver counts as invited to, or in, the room, without the bot."""
        members = self.synapse.memberships(self.room)
        return {user for user, what in members.items() if what in ("invite", "join")} - {self.bot.user_id}


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@dataclass
class Federation:
    """Two homeservers that talk to each other, and to nobody else."""

    #: The homeserver that other tests use as well: no limit is in the way.
    first: Synapse
    #: Another one, with the limits that a homeserver has that nobody configured.
    second: Synapse


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Synapse]:
    """One homeserver for all tests of this process. Tests share it, so they make their own people and rooms."""
    folder = tmp_path_factory.mktemp("homeservers")
    server = Synapse(folder / "first", authority)
    # A server must know whom it may talk to before it starts. The other one is started for those who ask for it.
    server.federate_with(Synapse(folder / "second", authority, default_limits=True))
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def federation(synapse: Synapse) -> Iterator[Federation]:
    """The homeserver of the other tests, and the second one."""
    [second] = synapse.peers
    yield Federation(synapse, second.start())
    second.stop()


@pytest.fixture
def roster() -> Iterator[Roster]:
    """A third party with accounts and groups, of this test alone."""
    roster = Roster()
    yield roster
    roster.stop()


@pytest.fixture
def build_house(tmp_path: Path, synapse: Synapse) -> Iterator[Callable[..., House]]:
    """Makes a House; keyword arguments go into its Setting. `started=False` leaves the daemon to the test, `at` names another
    homeserver than the shared one. Afterwards every daemon that still runs must end gracefully, and no log may hold a secret."""
    houses: list[House] = []

    def build(*, started: bool = True, extra_rooms: int = 0, at: Synapse = synapse, **setting: Any) -> House:
        number = len(houses)
        bot = at.people(1, prefix="bot")[0]
        rooms = [bot.create_room(f"Room {number}-{extra}") for extra in range(extra_rooms + 1)]
        setting.setdefault("rooms", {room: ["invites"] for room in rooms})
        usher = Usher(tmp_path / f"usher-{number}", at, Setting(bot=bot, **setting))
        houses.append(House(at, usher, bot, rooms[0]))
        if started:
            usher.start()
        return houses[-1]

    yield build
    for house in houses:
        # Seen only when the test fails.
        print(f"--- {house.usher.log}")
        if not house.usher.was_started:
            continue
        print("\n".join(house.usher.log.read_text(errors="replace").splitlines()[-40:]))
    for house in houses:
        if house.usher.was_started:
            if house.usher.runs:
                assert house.usher.stop() == 0, f"Usher did not end gracefully; its log: {house.usher.log}"
            house.usher.check_nothing_leaked()


@pytest.fixture
def house(build_house: Callable[..., House]) -> House:
    """The plain case: Usher, its bot, one room."""
    return build_house()


@pytest.fixture
def proxy(synapse: Synapse) -> Iterator[FaultyProxy]:
    """Stands between Usher and Synapse for those who give its URL to `build_house(homeserver_url=…)`."""
    proxy = FaultyProxy(synapse.url)
    yield proxy
    proxy.stop()


@pytest.fixture
def fake_homeserver(authority: Authority) -> Iterator[FakeHomeserver]:
    """A homeserver of which only the endpoint exists that says who an OpenID token belongs to."""
    server = FakeHomeserver(authority)
    yield server
    server.stop()
