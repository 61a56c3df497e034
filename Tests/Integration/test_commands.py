"""The command line: what an admin sees when something is wrong, and what `usher action` takes and gives."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rig import places
from rig.fixtures import House

USAGE, CONFIGURATION = 64, 78


@pytest.fixture
def idle(build_house: Callable[..., House]) -> House:
    """A House whose daemon was not started."""
    return build_house(started=False)


def test_a_good_configuration_is_called_good(idle: House) -> None:
    done = idle.usher.run("check", "--config", idle.usher.configuration)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("listen:", "lisen:", ["lisen", "listen"]),
        ("plugin_directory:", "plugins_directory:", ["plugins_directory", "plugin_directory"]),
        ("  access_token_file:", "  acess_token_file:", ["acess_token_file", "access_token_file"]),
        ("      private_address:", "      private_adress:", ["private_adress", "private_address"]),
        ("    admit:", "    admits:", ["admits", "admit"]),
        ("private_address: true", "private_address: maybe", ["private_address"]),
        ("admit: [invites]", "admit: invites", ["admit"]),
        ("bot:", "bot: 17\nbott:", ["bot"]),
        ("listen: 127.0.0.1:", "listen: 127.0.0.1:9", ["listen"]),
        ("public_url: http://127.0.0.1", "public_url: http://usher.example", ["public_url"]),
        ("admit: [invites]", "admit: [invitess]", ["invitess", "invites"]),
    ],
    ids=lambda value: str(value).strip() if isinstance(value, str) else "",
)
def test_a_mistake_is_named_with_its_line(idle: House, right: str, wrong: str, expected: list[str]) -> None:
    file = idle.usher.configuration
    text = file.read_text()
    assert right in text, "the test no longer fits the configuration"
    file.write_text(text.replace(right, wrong, 1))
    line = next(number for number, each in enumerate(file.read_text().splitlines(), 1) if wrong.splitlines()[0].strip() in each)
    for command in ["check", "serve"]:
        done = idle.usher.run(command, "--config", file)
        assert done.returncode == CONFIGURATION, f"{command}: {done.returncode} {done.stderr}"
        assert f"usher.yaml:{line}:" in done.stderr, f"{command}: {done.stderr}"
        for word in expected:
            assert word in done.stderr, f"{command}: {done.stderr}"
        assert idle.bot.access_token not in done.stderr


@pytest.mark.parametrize("missing", ["public_url", "data_directory", "plugin_directory", "web_directory", "bot"])
def test_what_is_missing_is_named(idle: House, missing: str) -> None:
    file = idle.usher.configuration
    kept, skipping = [], False
    for line in file.read_text().splitlines():
        skipping = line.startswith(missing + ":") or (skipping and line.startswith(" "))
        if not skipping:
            kept.append(line)
    file.write_text("\n".join(kept) + "\n")
    done = idle.usher.run("check", "--config", file)
    assert done.returncode == CONFIGURATION, done.stderr
    assert missing in done.stderr


def test_a_configuration_that_is_no_yaml_or_not_there(idle: House) -> None:
    file = idle.usher.configuration
    nowhere = idle.usher.run("check", "--config", file.with_name("nowhere.yaml"))
    assert nowhere.returncode == CONFIGURATION
    assert "nowhere.yaml" in nowhere.stderr
    file.write_text(file.read_text() + "rooms: [\n")
    broken = idle.usher.run("check", "--config", file)
    assert broken.returncode == CONFIGURATION
    assert "usher.yaml" in broken.stderr


def test_a_token_of_another_account_is_noticed_at_start(idle: House) -> None:
    other = idle.person()
    idle.usher.secrets.add(other.access_token)
    (idle.usher.folder / "bot.token").write_text(other.access_token)
    done = idle.usher.run("serve", "--config", idle.usher.configuration)
    assert done.returncode not in (0, USAGE), done.stderr
    assert idle.bot.user_id in done.stderr
    assert other.user_id in done.stderr
    assert other.access_token not in done.stderr


def test_a_taken_port_is_said(build_house: Callable[..., House], house: House) -> None:
    second = build_house(started=False, port=house.usher.port)
    done = second.usher.run("serve", "--config", second.usher.configuration)
    assert done.returncode == 1, done.stderr
    assert str(house.usher.port) in done.stderr


def test_a_second_daemon_on_the_same_data_is_refused(house: House) -> None:
    """Two of them would settle the same redemptions, each without the codes that the other has in hand."""
    done = house.usher.run("serve", "--config", house.usher.configuration)
    assert done.returncode == 1, done.stderr
    assert "Another Usher serves from" in done.stderr
    assert house.usher.runs


def test_a_room_that_the_bot_is_not_in_is_named_in_the_log(build_house: Callable[..., House]) -> None:
    elsewhere = "!nowhere:127.0.0.1"
    house = build_house(started=False)
    house.usher.setting.rooms[elsewhere] = ["invites"]
    house.usher.rewrite_configuration()
    house.usher.start()
    told = [line for line in house.usher.log_lines() if line["message"].startswith("the bot is not in a configured room")]
    assert [line["room"] for line in told] == [elsewhere]


def test_a_database_of_a_newer_usher_is_left_alone(house: House) -> None:
    assert house.usher.stop() == 0
    with closing(sqlite3.connect(house.usher.database)) as database:
        [version] = database.execute("PRAGMA user_version").fetchone()
        database.execute(f"PRAGMA user_version = {version + 1}")
        database.commit()
    before = house.usher.stored()
    done = house.usher.run("serve", "--config", house.usher.configuration)
    assert done.returncode not in (0, USAGE), done.stderr
    assert "newer" in done.stderr
    assert house.usher.stored() == before


def test_the_key_and_the_database_are_for_the_daemon_alone(house: House) -> None:
    for name in ["usher.key", "usher.db"]:
        mode = (house.usher.folder / "data" / name).stat().st_mode & 0o777
        assert mode & 0o077 == 0 or name == "usher.db", f"{name} has mode {mode:o}"
    assert (house.usher.folder / "data" / "usher.key").stat().st_mode & 0o777 == 0o600


def test_plugins_are_listed_and_inspected(idle: House) -> None:
    listed = idle.usher.run("plugins", "list", "--config", idle.usher.configuration)
    assert listed.returncode == 0, listed.stderr
    assert "invite-token" in listed.stdout
    inspected = idle.usher.run("plugins", "inspect", idle.usher.folder / "plugins" / places.PLUGINS[0])
    assert inspected.returncode == 0, inspected.stderr
    for word in ["invite-token", "create", "list", "withdraw"]:
        assert word in inspected.stdout


def test_a_file_that_is_no_plugin_is_no_accident(idle: House, tmp_path: Path) -> None:
    for name, content in [("text.so", b"not an ELF file"), ("empty.so", b"")]:
        file = tmp_path / name
        file.write_bytes(content)
        done = idle.usher.run("plugins", "inspect", file)
        assert done.returncode == 1, f"{name}: {done.returncode} {done.stderr}"
        assert name in done.stderr
    # A library without the entry symbol.
    library = tmp_path / "library.so"
    library.write_bytes(Path("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0").read_bytes())
    done = idle.usher.run("plugins", "inspect", library)
    assert done.returncode == 1
    assert "usher_plugin_v1" in done.stderr


def test_an_action_works_without_and_beside_a_running_daemon(idle: House) -> None:
    usher = idle.usher
    before = usher.mint(idle.room, uses=2)
    usher.start()
    during = usher.mint(idle.room)
    listed = usher.action("list")["tokens"]
    assert {token["id"] for token in listed} >= {before.id, during.id}
    codes = json.dumps(listed)
    assert before.code not in codes and during.code not in codes, "a code is stored in a form that can be read back"
    assert before.code not in usher.stored()
    [(person, visitor)] = idle.signed_in(1)
    assert visitor.redeem_and_settle(before)["state"] == "invited"
    assert visitor.describe(during).json["state"] == "offered"
    assert before.url.startswith(f"{usher.url}/i/invites#")
    # 128 bits at least: 22 digits of base64url.
    assert len(before.code) >= 22


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["create", "--room", "!x:y", "--uses", "many", "--expires_in_s", "0"], "uses"),
        (["create", "--room", "!x:y", "--expires_in_s", "0"], "uses"),
        (["create", "--uses", "1", "--expires_in_s", "0"], "room"),
        (["create", "--room", "!x:y", "--uses", "1", "--expires_in_s", "0", "--colour", "red"], "colour"),
        (["create", "--room", "!x:y", "--uses", "1", "--uses", "2", "--expires_in_s", "0"], "uses"),
        (["create", "--room", "!x:y", "--uses", "9223372036854775808", "--expires_in_s", "0"], "uses"),
        (["create", "--room"], "room"),
        (["withdraw"], "id"),
        (["explode"], "explode"),
    ],
)
def test_an_action_that_is_called_wrongly_says_how(idle: House, arguments: list[str], word: str) -> None:
    done = idle.usher.run("action", "--config", idle.usher.configuration, "invites", *arguments)
    assert done.returncode == USAGE, f"{done.returncode}: {done.stderr}"
    assert word in done.stderr
    assert done.stdout == ""


def test_an_action_of_an_instance_that_is_not_there(idle: House) -> None:
    done = idle.usher.run("action", "--config", idle.usher.configuration, "nobody", "list")
    assert done.returncode in (USAGE, CONFIGURATION, 1)
    assert "nobody" in done.stderr
    assert "invites" in done.stderr


@pytest.mark.parametrize("values", [("-1", "0"), ("1", "-1")], ids=["negative uses", "negative time"])
def test_an_action_refuses_values_without_sense(idle: House, values: tuple[str, str]) -> None:
    done = idle.usher.run(
        "action", "--config", idle.usher.configuration,
        "invites", "create", "--room", idle.room, f"--uses={values[0]}", f"--expires_in_s={values[1]}",
    )  # fmt: skip
    assert done.returncode in (1, USAGE)
    assert idle.usher.action("list")["tokens"] == []


def test_withdrawing_twice_or_what_is_not_there(idle: House) -> None:
    link = idle.usher.mint(idle.room)
    idle.usher.withdraw(link)
    idle.usher.withdraw(link)
    done = idle.usher.run("action", "--config", idle.usher.configuration, "--yes", "invites", "withdraw", "--id", "nothing")
    assert done.returncode == 1
    assert done.stdout == ""


def test_an_action_that_takes_something_away_needs_a_yes(idle: House) -> None:
    """Nobody can be asked: standard input is no terminal."""
    link = idle.usher.mint(idle.room)
    arguments = ["invites", "withdraw", "--id", link.id]
    done = idle.usher.run("action", "--config", idle.usher.configuration, *arguments)
    assert done.returncode == USAGE, done.stderr
    assert "--yes" in done.stderr
    assert done.stdout == ""
    [token] = idle.usher.action("list")["tokens"]
    assert token["state"] != "withdrawn"
    idle.usher.start()
    beside = idle.usher.run("action", "--config", idle.usher.configuration, *arguments)
    assert beside.returncode == USAGE
    done = idle.usher.run("action", "--config", idle.usher.configuration, "--yes", *arguments)
    assert done.returncode == 0, done.stderr
    [token] = idle.usher.action("list")["tokens"]
    assert token["state"] == "withdrawn"


def test_help_and_version(idle: House) -> None:
    for arguments in [["--help"], ["serve", "--help"], ["check", "--help"], ["plugins", "--help"], ["action", "--help"]]:
        done = idle.usher.run(*arguments)
        assert done.returncode == 0, done.stderr
        assert "usher" in done.stdout.lower()
    assert idle.usher.run("nonsense").returncode == USAGE
