"""What stops Usher from doing something stupid: brakes, held plans, taking a run back."""

from __future__ import annotations

from typing import Any

from rig.community import Community
from rig.matrix import Account
from rig.waiting import until


def crowd(community: Community) -> None:
    """Members of the group whom nobody here knows: so that losing a few is no half of it."""
    for number in range(20):
        community.roster.add(community.group, community.roster.account(f"Elsewhere {number}"))


def held(community: Community) -> dict[str, Any]:
    """The one held plan, once there is one."""
    [plan] = until(lambda: community.commands.plan()["held"], "a plan to be held", pause_s=0.2)
    return plan


def removed_in_run(community: Community, person: Account) -> int:
    return next(entry["run"] for entry in community.commands.audit(user=person.user_id) if entry["act"] == "removed")


def test_eight_of_ten_at_once_are_held_applied_by_hash_and_taken_back(community: Community) -> None:
    room = community.house.room
    crowd(community)
    people = community.people(10)
    lost, kept = people[:8], people[8:]
    community.inhabited(room, people)
    community.leave_group(*lost)
    community.commands.sweep()
    plan = held(community)
    assert {(act["user"], act["act"]) for act in plan["acts"]} == {(person.user_id, "remove") for person in lost}
    assert {cause["kind"] for cause in plan["causes"]} == {"room", "instance"}
    community.settle()
    assert {community.membership(person, room) for person in people} == {"join"}
    # One of them is entitled again before somebody decides: approving does what was shown, as far as it is still wanted.
    back, gone = lost[0], lost[1:]
    community.enter_group(back)
    community.commands.sweep()
    community.settle()
    community.commands.apply(plan["hash"][:12])
    for person in gone:
        community.until_removed(person, room)
    community.settle()
    assert {community.membership(person, room) for person in [back, *kept]} == {"join"}
    run = removed_in_run(community, gone[0])
    assert len({removed_in_run(community, person) for person in gone}) == 1
    community.commands.undo(run)
    for person in gone:
        said = community.until_is(person, room, "invite")
        assert said is not None and "mistake" in said.reason
    for person in gone[:2]:
        community.comes_in(person, room)
    for _ in range(2):
        community.settle()
    assert {community.membership(person, room) for person in gone[:2]} == {"join"}, "whoever was taken back is left alone"
    assert {community.membership(person, room) for person in gone[2:]} == {"invite"}


def test_a_held_plan_that_was_dropped_stays_dropped_and_removes_nobody(community: Community) -> None:
    room = community.house.room
    crowd(community)
    people = community.people(8)
    community.inhabited(room, people)
    community.leave_group(*people[:7])
    community.commands.sweep()
    plan = held(community)
    community.commands.drop(plan["hash"])
    community.commands.sweep()
    community.settle()
    assert not community.commands.plan()["held"]
    # Fewer of the same are no other plan.
    community.enter_group(*people[:1])
    community.commands.sweep()
    community.settle()
    assert not community.commands.plan()["held"]
    assert {community.membership(person, room) for person in people} == {"join"}
    acts = [entry["act"] for entry in community.commands.audit()]
    assert acts.count("plan-dropped") == acts.count("plan-held") == 1


def test_a_held_plan_of_which_nothing_is_wanted_any_more_goes_away(community: Community) -> None:
    room = community.house.room
    crowd(community)
    people = community.people(8)
    community.inhabited(room, people)
    community.leave_group(*people[:7])
    community.commands.sweep()
    held(community)
    community.enter_group(*people[:7])
    community.commands.sweep()
    until(lambda: not community.commands.plan()["held"], "the plan to go away", pause_s=0.2)
    assert {community.membership(person, room) for person in people} == {"join"}
    assert [entry["actor"] for entry in community.commands.audit() if entry["act"] == "plan-dropped"] == ["usher"]


def test_a_group_that_has_become_empty_removes_nobody_until_somebody_says_so(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    community.leave_group(ann, bob)
    community.commands.sweep()
    community.settle()
    assert community.membership(ann, room) == community.membership(bob, room) == "join"
    # Another listing has to say the same, a minute later; and even then a person decides.

    def shown() -> Any:
        community.commands.sweep()
        return community.commands.plan()["held"]

    [plan] = until(shown, "the empty group to be confirmed", seconds=150, pause_s=5)
    assert "empty-group" in {cause["kind"] for cause in plan["causes"]}
    assert community.membership(ann, room) == community.membership(bob, room) == "join"
    community.commands.apply(plan["hash"])
    for person in (ann, bob):
        community.until_removed(person, room)


def test_while_the_loop_is_paused_nothing_is_done_and_afterwards_all_of_it(community: Community) -> None:
    room = community.house.room
    ann, bob, cem = community.people(3)
    community.inhabited(room, [ann, bob, cem])
    community.commands.pause()
    [dee] = community.people(1)
    community.leave_group(bob)
    community.commands.sweep()
    assert community.planned(room) == {(room, bob.user_id): "remove", (room, dee.user_id): "invite"}
    # A pause holds over a restart.
    assert community.house.usher.stop() == 0
    community.house.usher.start()
    until(lambda: community.commands.status()["ready"], "the rooms to be read", pause_s=0.2)
    community.commands.sweep()
    assert community.commands.status()["paused"]
    assert community.membership(bob, room) == "join"
    assert community.membership(dee, room) is None
    community.commands.resume()
    community.until_removed(bob, room)
    community.comes_in(dee, room)
