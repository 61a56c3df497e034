"""Rules as they are set, taken away, and kept in a file: nothing of it removes anybody."""

from __future__ import annotations

import json

import pytest

from rig.commands import Refused
from rig.community import CHOIR, Community


def test_taking_a_rule_or_a_room_away_removes_nobody(community: Community) -> None:
    room = community.house.room
    ann, bob, cem = community.people(3)
    community.inhabited(room, [ann, bob, cem])
    community.commands.remove_rule(room)
    community.leave_group(bob)
    community.settle()
    assert community.planned() == {}
    community.commands.remove_rule(room, settings=True)
    community.settle()
    assert {community.membership(person, room) for person in (ann, bob, cem)} == {"join"}
    # An empty rule admits and removes nobody.
    community.govern(room, "none")
    community.settle()
    assert community.planned() == {}
    assert {community.membership(person, room) for person in (ann, bob, cem)} == {"join"}
    with pytest.raises(Refused, match="roster:choir"):
        community.commands.set_rule(room, "roster:choirr")
    assert {community.membership(person, room) for person in (ann, bob, cem)} == {"join"}


def test_an_export_can_be_imported_again_and_says_the_same(community: Community) -> None:
    room = community.house.room
    [ann] = community.people(1)
    community.inhabited(room, [ann], grace="2d", brakes="7,30", knocks="leave")
    exported = community.commands.export_rules()
    file = community.house.usher.folder / "rules.yaml"
    file.write_text(exported)
    entries = len(community.commands.audit())
    community.commands.import_rules(file)
    assert community.commands.export_rules() == exported
    assert len(community.commands.audit()) == entries, "importing what is there is no change"
    # Something else, tried first and then done.
    file.write_text(exported.replace("2d", "3d"))
    shown = community.commands.import_rules(file, dry_run=True)
    assert "2 days" in shown and "3 days" in shown
    assert community.commands.export_rules() == exported
    community.commands.import_rules(file)
    assert community.commands.export_rules() == exported.replace("2d", "3d")
    # A mistake is said with its line, and nothing is changed.
    file.write_text(exported.replace(f"rule: '{CHOIR}'", "rule: 'roster:choirr'").replace("2d", "9d"))
    with pytest.raises(Refused, match="roster:choir"):
        community.commands.import_rules(file)
    assert community.commands.export_rules() == exported.replace("2d", "3d")
    # What a file does not name goes only when that is said, and nobody goes with it.
    file.write_text("rooms: []\nrequirements: {}\n")
    community.commands.import_rules(file)
    assert community.commands.export_rules() == exported.replace("2d", "3d")
    community.commands.import_rules(file, prune=True)
    assert room not in community.commands.export_rules()
    community.settle()
    assert community.membership(ann, room) == "join"


def test_every_act_is_explained_in_the_audit_log(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob])
    version = next(each["policy"]["rule_version"] for each in community.commands.rooms()["rooms"] if each["room"] == room)
    community.leave_group(bob)
    community.commands.sweep()
    community.until_removed(bob, room)
    community.settle()
    entries = community.commands.audit(room=room)
    acts = [(entry["act"], entry["user"]) for entry in entries if entry["user"]]
    assert sorted(acts) == sorted([("invited", ann.user_id), ("invited", bob.user_id), ("removed", bob.user_id)])
    for entry in entries:
        if not entry["user"]:
            continue
        assert entry["rule_version"] == version
        assert entry["run"]
        assert entry["reason"]
        assert entry["actor"] == "usher"
        evidence = json.loads(entry["evidence"])
        assert CHOIR in json.dumps(evidence) or '"roster"' in json.dumps(evidence), evidence
    exported = community.commands.run("audit", "--csv").splitlines()
    assert len(exported) == len(community.commands.audit()) + 1


def test_a_link_that_is_taken_away_entitles_nobody_any_more(community: Community) -> None:
    room = community.house.room
    ann, bob = community.people(2)
    community.inhabited(room, [ann, bob], f"{CHOIR} or not {CHOIR}")
    community.commands.remove_link(bob.user_id, "roster")
    community.until_removed(bob, room)
    community.settle()
    assert community.membership(ann, room) == "join"
