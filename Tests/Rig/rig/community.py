"""People who are governed by rules: an Usher that asks a roster, people with accounts there, and a group whose members may
come in."""

from __future__ import annotations

from dataclasses import dataclass

from rig.commands import Commands
from rig.fixtures import House
from rig.matrix import Account, Member
from rig.roster import Roster
from rig.waiting import PATIENCE_S, until

#: How rules name the question whether somebody is in the group.
CHOIR = "roster:choir"


@dataclass
class Community:
    """An Usher with an instance `roster`, and a group there that has the name `roster:choir` in rules."""

    house: House
    roster: Roster
    group: str

    @classmethod
    def around(cls, house: House, roster: Roster) -> Community:
        """Begins with a group of nobody."""
        community = cls(house, roster, roster.group("Choir"))
        community.commands.set_requirement(CHOIR, {"group": community.group})
        return community

    @property
    def commands(self) -> Commands:
        return self.house.commands

    @property
    def bot(self) -> Account:
        return self.house.bot

    # Who is who.

    def link(self, *people: Account, in_group: bool = True) -> None:
        """Gives each an account at the roster, linked by the admin's word, and a place in the group."""
        for person in people:
            account = self.roster.account(person.name, id=person.name)
            if in_group:
                self.roster.add(self.group, account)
            self.commands.add_link(person.user_id, "roster", account)

    def people(self, count: int, in_group: bool = True) -> list[Account]:
        """People with accounts at the roster."""
        people = self.house.synapse.people(count)
        self.link(*people, in_group=in_group)
        return people

    def leave_group(self, *people: Account) -> None:
        self.roster.remove(self.group, *(person.name for person in people))

    def enter_group(self, *people: Account) -> None:
        self.roster.add(self.group, *(person.name for person in people))

    # Rules.

    def govern(self, room: str, rule: str = CHOIR, *more: str, phase: str = "enforce", grace: str = "0s", **settings: str) -> str:
        """Sets the phase and all else before the rule, so that nothing is done under the standard settings first."""
        self.commands.set_room(room, *more, phase=phase, grace=grace, **settings)
        self.commands.set_rule(room, rule)
        return room

    def inhabited(self, room: str, people: list[Account], rule: str = CHOIR, **settings: str) -> str:
        """Governs the room, and waits until everybody was invited by the bot and came."""
        self.govern(room, rule, **settings)
        for person in people:
            self.comes_in(person, room)
        return room

    # What the homeserver says, never what Usher says.

    def member(self, person: Account, room: str) -> Member | None:
        return self.house.synapse.members(room).get(person.user_id)

    def membership(self, person: Account, room: str) -> str | None:
        member = self.member(person, room)
        return None if member is None else member.membership

    def until_is(self, person: Account, room: str, *memberships: str | None, seconds: float = PATIENCE_S) -> Member | None:
        """Waits until somebody is invited, joined or gone, and tells what their last event says."""
        until(
            lambda: self.membership(person, room) in memberships,
            f"{person.user_id} to be {' or '.join(map(str, memberships))} in {room}",
            seconds,
            pause_s=0.1,
        )
        return self.member(person, room)

    def comes_in(self, person: Account, room: str) -> None:
        """Waits for the bot's invitation, and accepts it."""
        said = self.until_is(person, room, "invite")
        assert said is not None and said.sender == self.bot.user_id
        until(lambda: room in person.invited_rooms(), f"{person.user_id} to hear of the invitation to {room}")
        person.join(room, via=[self.bot.server_name])

    def until_removed(self, person: Account, room: str, seconds: float = PATIENCE_S) -> Member:
        """Waits until the bot has removed somebody."""
        said = self.until_is(person, room, "leave", seconds=seconds)
        assert said is not None and said.sender == self.bot.user_id, f"{person.user_id} left by themselves"
        return said

    def until_told(self, person: Account, *words: str) -> str:
        """Waits for a direct message of the bot with all these words in it."""

        def told() -> str | None:
            texts = person.notices(self.bot.user_id)
            return next((text for text in texts if all(word in text for word in words)), None)

        return until(told, f"{person.user_id} to be told {words}", pause_s=0.2)

    # What Usher would do.

    def planned(self, room: str | None = None) -> dict[tuple[str, str], str]:
        """Act by room and user."""
        return {(act["room"], act["user"]): act["act"] for act in self.commands.plan(room)["acts"]}

    def settle(self) -> None:
        """Asks the roster anew, and waits until nothing is left to be done."""
        self.commands.sweep()
        until(lambda: self.commands.status()["waiting_acts"] == 0, "all acts to be done", pause_s=0.2)

    def until_seen_in(self, *rooms: str, joined: int) -> None:
        """Waits until Usher has seen so many in each of these rooms, the bot among them."""

        def all_seen() -> bool:
            counts = {room["room"]: room["joined"] for room in self.commands.rooms()["rooms"]}
            return all(counts.get(room) == joined for room in rooms)

        until(all_seen, f"{joined} to be seen in {rooms}", pause_s=0.2)

    def until_known(self, *known: str) -> None:
        """Waits until Usher has read these rooms."""

        def all_read() -> bool:
            names = {room["room"] for room in self.commands.rooms()["rooms"]}
            return self.commands.status()["ready"] and names >= set(known)

        until(all_read, f"{known} to be read", pause_s=0.2)


