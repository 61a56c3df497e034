"""A third party tells that something has changed: who is not entitled any more is out at once, and nobody is by the telling
alone."""

from __future__ import annotations

import time

from rig.community import Community
from rig.http import ask
from rig.matrix import Account
from rig.waiting import until


def hook(community: Community, instance: str = "roster") -> str:
    return f"{community.house.usher.url}/hooks/{instance}"


def milliseconds_until_out(community: Community, person: Account, room: str, since: float) -> float:
    until(lambda: community.membership(person, room) == "leave", f"{person.user_id} to be out", pause_s=0.02)
    return (time.monotonic() - since) * 1000


def test_who_left_the_group_is_out_as_soon_as_the_third_party_tells(community: Community) -> None:
    room = community.house.room
    people = community.people(6)
    community.inhabited(room, people)
    community.settle()
    took: list[float] = []
    # By the group, and by the account: the first has the list read again, the second has one question asked.
    for person, event in [
        (people[0], {"event": "group", "group": community.group}),
        (people[1], {"event": "account", "account": people[1].name}),
        (people[2], {"event": "group", "group": community.group}),
    ]:
        community.leave_group(person)
        began = time.monotonic()
        assert community.roster.tell(hook(community), event).status == 204
        took.append(milliseconds_until_out(community, person, room, began))
        assert community.until_removed(person, room)
    print("webhook to kick, in milliseconds:", ", ".join(f"{figure:.0f}" for figure in took))
    assert {community.membership(person, room) for person in people[3:]} == {"join"}
    # The next one who is told of comes in the same way.
    community.enter_group(people[0])
    assert community.roster.tell(hook(community), {"event": "account", "account": people[0].name}).status == 204
    community.until_is(people[0], room, "invite")


def test_a_webhook_is_no_proof_and_without_a_signature_nothing(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    community.settle()
    # What is told is not so: the roster is asked, and Ann stays.
    community.roster.forget_requests()
    event = {"event": "account", "account": ann.name}
    assert community.roster.tell(hook(community), event, delivery="told twice").status == 204
    community.roster.until_asked("POST|GET", f"/groups/{community.group}/")
    community.settle()
    # Once more, by the same delivery: it is known. Forged, unsigned, and for nobody: one answer.
    community.roster.forget_requests()
    assert community.roster.tell(hook(community), event, delivery="told twice").status == 204
    community.leave_group(bob)
    gone = {"event": "group", "group": community.group}
    answers = [
        community.roster.tell(hook(community), gone, signature="00" * 32),
        community.roster.tell(hook(community), gone, signature=""),
        community.roster.tell(hook(community, "nobody"), gone),
        community.roster.tell(hook(community, "invites"), gone),
    ]
    assert {answer.status for answer in answers} == {403}
    assert len({tuple(sorted((k, v) for k, v in answer.json.items() if k != "request_id")) for answer in answers}) == 1
    assert ask("POST", hook(community), b"x" * ((1 << 20) + 1)).status == 413
    # By none of these anything was asked: the next one that is good is the first, and is about Ann alone.
    assert community.roster.tell(hook(community), event).status == 204
    community.roster.until_asked("POST|GET", f"/groups/{community.group}/")
    assert community.commands.status()["waiting_acts"] == 0
    assert community.roster.count() == 1
    assert community.membership(ann, room) == community.membership(bob, room) == "join"


def test_a_plugin_that_cannot_answer_has_the_third_party_try_again(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    crowd = [community.roster.account(f"Elsewhere {number}") for number in range(5)]
    community.roster.add(community.group, *crowd)
    community.inhabited(room, [ann])
    community.settle()
    plugin = community.house.usher.folder / "plugins" / "libusher-roster.so"
    content = plugin.read_bytes()
    plugin.unlink()
    event = {"event": "group", "group": community.group}

    def told() -> int:
        return community.roster.tell(hook(community), event).status

    until(lambda: told() == 503, "the plugin to be gone", pause_s=0.2)
    community.leave_group(ann)
    assert community.roster.tell(hook(community), event, signature="00").status == 503
    assert community.membership(ann, room) == "join"
    community.house.usher.put_plugin(content, "libusher-roster.so")
    until(lambda: told() == 204, "the plugin to be back", pause_s=0.2)
    community.until_removed(ann, room)
