"""Rooms as communities have them: spaces within spaces, doors of every kind, powers, upgrades. All of it done as an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rig.matrix import Account, room_path
from rig.waiting import until


def make_space(account: Account, name: str, version: str | None = None, **more: Any) -> str:
    """A private space, entered by invitation only."""
    return account.create_room(name, version, creation_content={"type": "m.space"}, **more)


def make_room(
    account: Account,
    name: str,
    version: str | None = None,
    *,
    space: str | None = None,
    restricted: bool = False,
    knock: bool = False,
    **more: Any,
) -> str:
    """A room, in `space` if one is given. `restricted`: who is in that space may enter. `knock`: others may knock."""
    room = account.create_room(name, version, **more)
    if restricted or knock:
        set_join_rule(account, room, knock=knock, restricted_to=[space] if restricted and space else [])
    if space is not None:
        add_child(account, space, room)
    return room


@dataclass(frozen=True)
class Tree:
    """A space with spaces below it, and the rooms in them."""

    #: From the top down, one at each level.
    spaces: list[str]
    #: The rooms of each level.
    levels: list[list[str]]

    @property
    def rooms(self) -> list[str]:
        return [room for level in self.levels for room in level]


def make_tree(
    account: Account, levels: int = 3, rooms_each: int = 4, version: str | None = None, *, restricted: bool = False
) -> Tree:
    """A space in a space in a space, each with rooms of its own: three levels with twelve rooms unless it is told otherwise.
    `restricted`: who is in a space may enter the rooms that it lists."""
    spaces = [make_space(account, f"Level {number}") for number in range(levels)]
    for upper, lower in zip(spaces, spaces[1:]):
        add_child(account, upper, lower)
    rooms = [
        [make_room(account, f"Room {number}", version, space=space, restricted=restricted) for number in range(rooms_each)]
        for space in spaces
    ]
    return Tree(spaces, rooms)


def bring(account: Account, person: Account, *rooms: str) -> None:
    """Invites somebody, of any server, and lets them join."""
    for room in rooms:
        account.invite(person.user_id, room)
        until(lambda: room in person.invited_rooms(), f"{person.user_id} to hear of the invitation to {room}")
        person.join(room, via=[account.server_name])


def set_join_rule(
    account: Account, room: str, *, public: bool = False, knock: bool = False, restricted_to: Iterable[str] = ()
) -> None:
    """How people enter without an invitation: all of them, by knocking, from other rooms or spaces; else not at all."""
    allow = [{"type": "m.room_membership", "room_id": other} for other in restricted_to]
    words = ["knock"] * knock + ["restricted"] * bool(allow)
    rule = "public" if public else "_".join(words) or "invite"
    account.set_state(room, "m.room.join_rules", {"join_rule": rule, **({"allow": allow} if allow else {})})


def add_child(account: Account, space: str, room: str, via: Iterable[str] | None = None) -> None:
    """Lists a room, or a space, in a space. `via` are servers that know it, the account's own unless it says otherwise."""
    servers = [account.server_name] if via is None else list(via)
    account.set_state(space, "m.space.child", {"via": servers}, room)


def remove_child(account: Account, space: str, room: str) -> None:
    account.set_state(space, "m.space.child", {}, room)


def claim_parent(account: Account, room: str, space: str) -> None:
    """The room says of itself that it belongs to the space."""
    account.set_state(room, "m.space.parent", {"via": [account.server_name], "canonical": True}, space)


def hierarchy(account: Account, space: str) -> list[str]:
    """The ids of all rooms that the homeserver finds below the space, itself first."""
    found, start = [], ""
    while True:
        path = f"/_matrix/client/v1/rooms/{quote(space, safe='')}/hierarchy?limit=50{start}"
        page = account.call("GET", path)
        found += [room["room_id"] for room in page["rooms"]]
        if not page.get("next_batch"):
            return found
        start = "&from=" + quote(page["next_batch"])


def version(account: Account, room: str) -> str:
    return (account.state(room, "m.room.create") or {}).get("room_version", "1")


def upgrade(account: Account, room: str, to: str) -> str:
    """Replaces the room by one of another version, and returns its id."""
    return account.call("POST", room_path(room, "upgrade"), {"new_version": to})["replacement_room"]


def successor(account: Account, room: str) -> str | None:
    """Where the room says that it goes on."""
    return (account.state(room, "m.room.tombstone") or {}).get("replacement_room")


def predecessor(account: Account, room: str) -> str | None:
    """Which room this one says that it continues."""
    return ((account.state(room, "m.room.create") or {}).get("predecessor") or {}).get("room_id")


def set_power(account: Account, room: str, user_id: str, level: int | None) -> None:
    """Gives somebody a power level, or with None what everybody has."""
    levels = account.state(room, "m.room.power_levels") or {}
    users = {user: power for user, power in levels.get("users", {}).items() if user != user_id}
    if level is not None:
        users[user_id] = level
    account.set_state(room, "m.room.power_levels", {**levels, "users": users})


def set_levels(account: Account, room: str, **levels: int) -> None:
    """What an act needs, for example `kick=60`."""
    account.set_state(room, "m.room.power_levels", {**(account.state(room, "m.room.power_levels") or {}), **levels})
