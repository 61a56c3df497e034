"""Plugin files beside a running daemon and without one: dropped in, replaced, taken away, allowed and given another chance."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rig import places
from rig.fixtures import House
from rig.http import ask
from rig.plugins import PluginStatus, compiled, drop, is_running, status, version, versioned
from rig.processes import until_gone
from rig.usher import Usher
from rig.waiting import until

USAGE = 64
MORE = '{"secrets":true}'


@pytest.fixture
def gated(build_house: Callable[..., House]) -> House:
    """A House, not started, with an instance `gate` whose plugin is not there yet."""
    return build_house(started=False, plugins={"gate": "versioned"})


def start_without_gate(usher: Usher) -> None:
    """Starts the daemon and waits until all but the instance `gate` is there."""
    usher.launch()

    def others_are_ready() -> bool:
        try:
            return ask("GET", f"{usher.url}/readyz").json["waiting_for"] == ["instance gate"]
        except OSError:
            return False

    until(others_are_ready, "the rest to be ready")


def decide(usher: Usher, word: str, file: PluginStatus) -> None:
    done = usher.run("plugins", word, file.sha256[:12], "--config", usher.configuration)
    assert done.returncode == 0, done.stderr
    assert file.sha256 in done.stdout


def waits(usher: Usher, text: str) -> PluginStatus | None:
    found = version(usher, text)
    return found if found is not None and found.state == "waits for consent" else None


def test_one_instance_that_is_down_is_named_and_does_not_take_the_daemon_out_of_service(gated: House) -> None:
    start_without_gate(gated.usher)
    answer = ask("GET", f"{gated.usher.url}/readyz")
    assert (answer.status, answer.json) == (200, {"ready": True, "waiting_for": ["instance gate"]})


def test_a_plugin_that_is_dropped_in_starts_is_replaced_and_ends(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    start_without_gate(usher)
    alone = set(usher.workers())
    assert version(usher, "1.0.0") is None
    drop(usher, versioned(tmp_path, "1.0.0"))
    until(lambda: is_running(usher, "1.0.0"), "the plugin to run")
    [first] = set(usher.workers()) - alone
    drop(usher, versioned(tmp_path, "1.1.0"))
    until(lambda: is_running(usher, "1.1.0"), "the newer file to run")
    until_gone(first)
    [second] = set(usher.workers()) - alone
    found = version(usher, "1.1.0")
    assert found is not None
    assert found.sha256[:12] + " took over" in found.lines["last change"][0]
    (usher.folder / "plugins" / "gate.so").unlink()
    until_gone(second)
    until(lambda: version(usher, "1.1.0") is None, "the file to be forgotten")
    assert set(usher.workers()) == alone, "the other plugin was left alone"
    messages = [line["message"] for line in usher.log_lines()]
    assert messages.count("plugin file in use") == 3, messages


def test_a_file_that_asks_for_more_waits_and_is_allowed_through_the_socket(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    drop(usher, versioned(tmp_path, "1.0.0"))
    usher.start()
    drop(usher, versioned(tmp_path, "1.1.0", MORE))
    waiting = until(lambda: waits(usher, "1.1.0"), "the newer file to wait")
    assert is_running(usher, "1.0.0"), "the old one goes on"
    assert "keep secrets, and read those of its configuration" in waiting.lines["because"]
    assert waiting.lines["to allow"] == [f"usher plugins approve {waiting.sha256[:12]}"]
    decide(usher, "approve", waiting)
    until(lambda: is_running(usher, "1.1.0"), "it to run")
    assert waiting.sha256 in usher.stored() and "plugin-approved" in usher.stored()
    again = usher.run("plugins", "approve", waiting.sha256, "--config", usher.configuration)
    assert again.returncode == 1
    assert "waits for nobody's consent" in again.stderr


def test_a_file_that_was_rolled_back_is_lifted_through_the_socket(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    drop(usher, versioned(tmp_path, "1.0.0"))
    usher.start()
    before = set(usher.workers())
    drop(usher, versioned(tmp_path, "1.1.0"))
    until(lambda: is_running(usher, "1.1.0"), "the newer file to run")
    [worker] = set(usher.workers()) - before
    # Within its first minute: as if it had crashed.
    os.kill(worker, signal.SIGKILL)

    def isolated() -> PluginStatus | None:
        found = version(usher, "1.1.0")
        return found if found is not None and found.state == "in quarantine" else None

    kept = until(isolated, "the newer file to be in quarantine")
    until(lambda: is_running(usher, "1.0.0"), "the old one to be back")
    assert "was taken back" in kept.lines["last change"][0]
    doctor = usher.run("doctor", "--config", usher.configuration)
    assert doctor.returncode == 1
    assert "in quarantine" in doctor.stdout and f"usher plugins lift {kept.sha256[:12]}" in doctor.stdout
    decide(usher, "lift", kept)
    until(lambda: is_running(usher, "1.1.0"), "it to get another chance")
    done = usher.run("plugins", "lift", kept.sha256, "--config", usher.configuration)
    assert done.returncode == 1
    assert "is in quarantine" in done.stderr


def test_without_a_daemon_the_files_and_the_records_tell(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    drop(usher, versioned(tmp_path, "1.0.0"))
    usher.start()
    assert usher.stop() == 0
    drop(usher, versioned(tmp_path, "1.1.0", MORE))
    assert status(usher)[0].file == "note"
    waiting = waits(usher, "1.1.0")
    assert waiting is not None
    decide(usher, "approve", waiting)
    allowed = version(usher, "1.1.0")
    assert allowed is not None and allowed.state == "may run"
    for digits in ["0" * 12, waiting.sha256[:7], "gate.so"]:
        done = usher.run("plugins", "lift", digits, "--config", usher.configuration)
        assert done.returncode == USAGE, done.stderr
    done = usher.run("plugins", "lift", waiting.sha256, "--config", usher.configuration)
    assert done.returncode == 1
    usher.start()
    assert is_running(usher, "1.1.0")


def test_a_daemon_that_was_killed_is_not_asked(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    drop(usher, versioned(tmp_path, "1.0.0"))
    usher.start()
    usher.kill9()
    assert (usher.folder / "data" / "usher.sock").exists(), "it left its socket behind"
    assert status(usher)[0].file == "note"


def test_the_socket_is_for_the_daemons_user_alone(gated: House) -> None:
    usher = gated.usher
    before = os.umask(0)
    try:
        start_without_gate(usher)
    finally:
        os.umask(before)
    for name in ["usher.sock", "usher.db", "usher.db-wal", "usher.key", "usher.lock"]:
        mode = stat.S_IMODE((usher.folder / "data" / name).stat().st_mode)
        assert mode & 0o077 == 0, f"{name} has mode {mode:o}"


def test_a_data_directory_that_others_may_enter_is_refused(gated: House) -> None:
    usher = gated.usher
    (usher.folder / "data").chmod(0o750)
    done = usher.run("serve", "--config", usher.configuration)
    assert done.returncode == 1
    assert "chmod 700" in done.stderr
    doctor = usher.run("doctor", "--config", usher.configuration)
    assert doctor.returncode == 1
    assert "is open to other users" in doctor.stdout


def test_what_a_plugin_has_stored_is_not_for_the_next_one(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    link = usher.mint(gated.room)
    configuration = usher.configuration.read_text()
    usher.configuration.write_text(configuration.replace("plugin: invite-token", "plugin: versioned"))
    drop(usher, versioned(tmp_path, "1.0.0"))
    # `gate` is another instance of that plugin, and runs.
    usher.launch()
    until(lambda: is_running(usher, "1.0.0"), "the plugin to run")
    doctor = usher.run("doctor", "--config", usher.configuration)
    assert doctor.returncode == 1
    assert "the instance invites belongs to the plugin invite-token" in doctor.stdout
    assert usher.stop() == 0
    usher.configuration.write_text(configuration)
    assert usher.account_of(link) == (0, 0), "nothing was lost"


def test_a_plugin_that_crashes_at_every_start_harms_nobody(gated: House, tmp_path: Path) -> None:
    usher = gated.usher
    link = usher.mint(gated.room)
    drop(usher, compiled(tmp_path, "dies_in_create"))
    start_without_gate(usher)
    [(person, visitor)] = gated.signed_in(1)
    assert visitor.redeem_and_settle(link)["state"] == "invited"
    assert gated.membership(person) == "invite"
    assert usher.runs


class TestDoctor:
    """`usher doctor` says what is wrong, and with what to put it right. It changes nothing."""

    def examine(self, usher: Usher) -> tuple[int, str]:
        done = usher.run("doctor", "--config", usher.configuration)
        return done.returncode, done.stdout

    def test_all_is_well_before_the_first_start_and_beside_a_daemon(self, build_house: Callable[..., House]) -> None:
        usher = build_house(started=False).usher
        code, text = self.examine(usher)
        assert code == 0, text
        assert "instance invites" in text and "FAIL" not in text
        assert not usher.database.exists(), "it changed something"
        usher.start()
        code, text = self.examine(usher)
        assert code == 0, text
        assert "serves from" in text and "running" in text
        assert usher.stop() == 0
        stored = usher.stored()
        code, text = self.examine(usher)
        assert code == 0, text
        assert usher.stored() == stored

    def test_each_thing_that_is_wrong_is_named_with_a_fix(self, build_house: Callable[..., House]) -> None:
        usher = build_house(started=False).usher
        (usher.folder / "bot.token").write_text("")
        (usher.folder / "plugins" / places.PLUGINS[0]).unlink()
        (usher.folder / "plugins" / "page.so").write_text("<html>")
        code, text = self.examine(usher)
        assert code == 1
        assert "no file is the plugin invite-token" in text
        assert "page.so" in text and "is empty" in text
        failures = text.count("FAIL ")
        assert failures >= 3 and text.count("fix: ") >= failures

    def test_a_configuration_that_is_wrong_is_told_as_such(self, build_house: Callable[..., House]) -> None:
        usher = build_house(started=False).usher
        usher.configuration.write_text(usher.configuration.read_text().replace("listen:", "lisen:"))
        done = usher.run("doctor", "--config", usher.configuration)
        assert done.returncode == 78
        assert "lisen" in done.stderr

    def test_a_file_that_waits_is_a_failure_with_and_without_a_daemon(self, gated: House, tmp_path: Path) -> None:
        usher = gated.usher
        drop(usher, versioned(tmp_path, "1.0.0"))
        usher.start()
        assert usher.stop() == 0
        drop(usher, versioned(tmp_path, "1.1.0", MORE))
        stored = usher.stored()
        code, text = self.examine(usher)
        assert code == 1 and "waits for consent" in text and "usher plugins approve" in text, text
        assert usher.stored() == stored, "it changed something"
        usher.launch()
        until(lambda: waits(usher, "1.1.0"), "the daemon to ask for consent")
        code, text = self.examine(usher)
        assert code == 1 and "instance gate" in text and "usher plugins approve" in text, text
        decide(usher, "approve", until(lambda: waits(usher, "1.1.0"), "it to wait"))
        until(lambda: is_running(usher, "1.1.0"), "it to run")
        code, text = self.examine(usher)
        assert code == 0, text

    def test_two_files_of_one_plugin_are_a_failure(self, gated: House, tmp_path: Path) -> None:
        usher = gated.usher
        for name, text in [("one.so", "1.0.0"), ("two.so", "1.1.0")]:
            drop(usher, versioned(tmp_path, text), name)
        code, text = self.examine(usher)
        assert code == 1 and "several files say that they are the plugin versioned" in text, text
