"""Usher's commands about rules, plans and links, as an admin types them: thin, so that a test reads like a terminal."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from rig.usher import Usher


class Refused(AssertionError):
    """A command did not do what it was told."""

    def __init__(self, words: tuple[str, ...], done: subprocess.CompletedProcess[str]) -> None:
        super().__init__(f"usher {' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")
        self.done = done


class Commands:
    """The commands of one Usher. What is not asked for as JSON is returned as text."""

    def __init__(self, usher: Usher) -> None:
        self._usher = usher

    def run(self, *words: str, seconds: float = 120) -> str:
        """Any command, with the configuration of this Usher; raises Refused unless it ends with 0."""
        done = self._usher.run(*words, "--config", str(self._usher.configuration), seconds=seconds)
        if done.returncode != 0:
            raise Refused(words, done)
        return done.stdout

    def json(self, *words: str, seconds: float = 120) -> Any:
        return json.loads(self.run(*words, "--json", seconds=seconds))

    # Rooms and rules.

    def rooms(self) -> Any:
        return self.json("rooms")

    def room(self, room: str) -> Any:
        """Everything that holds and is set there."""
        return self.json("room", "show", room)

    def rule(self, room: str) -> str:
        return self.run("rule", "show", room)

    def set_rule(self, room: str, expression: str) -> str:
        return self.run("rule", "set", room, expression)

    def remove_rule(self, room: str, settings: bool = False) -> str:
        """`settings`: everything that is set there, too."""
        return self.run("rule", "remove", room, *(["--settings"] if settings else []))

    def check_rule(self, *words: str) -> str:
        """`words`: a room, a rule, or a room and a rule."""
        return self.run("rule", "check", *words)

    def set_room(self, room: str, *more: str, **settings: str) -> str:
        """For example `phase="enforce", grace="0s"`, and `"exempt+=@a:b.example"`, which is no name of Python's."""
        return self.run("room", "set", room, *more, *(f"{name}={value}" for name, value in settings.items()))

    def export_rules(self) -> str:
        """YAML."""
        return self.run("rules", "export")

    def import_rules(self, file: Path, *, dry_run: bool = False, prune: bool = False) -> str:
        return self.run("rules", "import", str(file), *(["--dry-run"] if dry_run else []), *(["--prune"] if prune else []))

    # Requirements, and who is who.

    def set_requirement(self, name: str, requirement: dict[str, Any]) -> str:
        """`name` is `instance:name`, as rules write it."""
        return self.run("requirement", "set", name, json.dumps(requirement))

    def remove_requirement(self, name: str) -> str:
        return self.run("requirement", "remove", name)

    def requirements(self) -> Any:
        return self.json("requirement", "list")

    def add_link(self, user_id: str, instance: str, account: str, name: str | None = None) -> str:
        return self.run("links", "add", user_id, instance, account, *([] if name is None else [name]))

    def remove_link(self, user_id: str, instance: str) -> str:
        return self.run("links", "remove", user_id, instance)

    def links(self) -> Any:
        return self.json("links", "list")

    # The loop.

    def plan(self, room: str | None = None) -> Any:
        """What would happen, and why. Changes nothing."""
        return self.json("plan", *([] if room is None else ["--room", room]))

    def apply(self, plan_hash: str) -> str:
        return self.run("apply", "--yes", plan_hash)

    def drop(self, plan_hash: str) -> str:
        return self.run("drop", plan_hash)

    def explain(self, user_id: str, room: str) -> Any:
        return self.json("explain", user_id, room)

    def sweep(self, seconds: float = 300) -> str:
        """Looks at everything again, and ends when that is done."""
        return self.run("sweep", seconds=seconds)

    def undo(self, run: int) -> str:
        return self.run("undo", "--yes", str(run))

    def audit(self, **which: str) -> list[dict[str, Any]]:
        """The entries, newest first; for example `room=…` or `since="1h"`."""
        words = [word for name, value in which.items() for word in (f"--{name}", value)]
        return self.json("audit", *words)["entries"]

    def status(self) -> Any:
        return self.json("status")

    def pause(self) -> str:
        return self.run("pause")

    def resume(self) -> str:
        return self.run("resume")
