"""Who somebody is: only the homeserver that the user ID names may say so, and only once per token."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator

import pytest

from rig import ports
from rig.fake_homeserver import FakeHomeserver
from rig.fixtures import House
from rig.visitor import Visitor


@pytest.fixture
def trusting(build_house: Callable[..., House], fake_homeserver: FakeHomeserver) -> House:
    """A House whose Usher may connect to the fake homeserver."""
    return build_house(private_servers=[fake_homeserver.name])


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A listening socket that nobody may connect to."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", ports.take()))
        listening.listen(8)
        listening.setblocking(False)
        yield listening


def says(home: FakeHomeserver, sub: object) -> None:
    home.body = json.dumps({"sub": sub}).encode()


def test_an_answer_about_a_user_of_the_asked_server_is_believed(trusting: House, fake_homeserver: FakeHomeserver) -> None:
    """The control: without it, the refusals below would prove nothing."""
    says(fake_homeserver, f"@mia:{fake_homeserver.name}")
    visitor = Visitor(trusting.usher)
    answer = visitor.prove(fake_homeserver.name, "token-of-mia-123456")
    assert answer.status == 200, str(answer)
    assert answer.json["user"] == f"@mia:{fake_homeserver.name}"
    assert fake_homeserver.tokens == ["token-of-mia-123456"]
    assert visitor.send("GET", "/api/session").json["user"] == f"@mia:{fake_homeserver.name}"


@pytest.mark.parametrize(
    "sub",
    [
        "@admin:victim.example",
        "@admin:victim.example:{server}",
        "@admin:{server}.victim.example",
        "@admin:{server}0",
        "@admin:127.0.0.1",
        "admin:{server}",
        "@admin",
        "@:",
        "",
        17,
        None,
        ["@admin:{server}"],
    ],
)
def test_an_answer_about_anybody_else_is_refused(trusting: House, fake_homeserver: FakeHomeserver, sub: object) -> None:
    says(fake_homeserver, sub.replace("{server}", fake_homeserver.name) if isinstance(sub, str) else sub)
    visitor = Visitor(trusting.usher)
    answer = visitor.prove(fake_homeserver.name, "token-of-a-liar-123456")
    assert (answer.status, answer.json["code"]) == (401, "identity-refused")
    assert "Set-Cookie" not in answer.headers
    assert fake_homeserver.tokens == ["token-of-a-liar-123456"], "the server was not even asked"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, b'{"errcode":"M_UNKNOWN_TOKEN"}', (401, "identity-refused")),
        (302, b"", (401, "identity-refused")),
        (200, b"<html>", (401, "identity-refused")),
        (200, b"[]", (401, "identity-refused")),
        (200, b"", (401, "identity-refused")),
        (500, b"{}", (503, "identity-unreachable")),
        (429, b"{}", (503, "identity-unreachable")),
    ],
)
def test_no_other_answer_proves_anything(
    trusting: House, fake_homeserver: FakeHomeserver, status: int, body: bytes, expected: tuple[int, str]
) -> None:
    fake_homeserver.status, fake_homeserver.body = status, body
    fake_homeserver.headers = {"Location": f"https://{fake_homeserver.name}/elsewhere"} if status == 302 else {}
    answer = Visitor(trusting.usher).prove(fake_homeserver.name, "some-token-123456")
    assert (answer.status, answer.json["code"]) == expected
    assert len(fake_homeserver.paths) >= 1
    assert not any("elsewhere" in path for path in fake_homeserver.paths), "a redirect was followed"


def test_an_endless_answer_is_cut_off(trusting: House, fake_homeserver: FakeHomeserver) -> None:
    fake_homeserver.body = b'{"sub":"@mia:%s","x":"%s"}' % (fake_homeserver.name.encode(), b"x" * 8_000_000)
    answer = Visitor(trusting.usher).prove(fake_homeserver.name, "some-token-123456")
    assert answer.status in (401, 503)


def test_every_definite_no_reads_the_same(trusting: House, fake_homeserver: FakeHomeserver) -> None:
    """Otherwise the texts would tell a stranger what is reachable from here, and what is known there."""
    visitor = Visitor(trusting.usher)
    says(fake_homeserver, "@admin:victim.example")
    other_server = visitor.prove(fake_homeserver.name, "some-token-123456").json
    fake_homeserver.status = 401
    unknown_token = visitor.prove(fake_homeserver.name, "some-token-123456").json
    forbidden = visitor.prove(f"127.0.0.1:{ports.take()}", "some-token-123456").json
    for each in (other_server, unknown_token, forbidden):
        each.pop("request_id")
    assert other_server == unknown_token == forbidden


def test_a_private_address_is_refused_before_any_connection(house: House, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    names = [f"127.0.0.1:{port}", f"localhost:{port}", f"[::ffff:127.0.0.1]:{port}", f"0.0.0.0:{port}"]
    for name in names:
        answer = Visitor(house.usher).prove(name, "some-token-123456")
        assert answer.status in (400, 401), f"{name}: {answer}"
        assert answer.json["code"] in ("malformed", "identity-refused")
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "https://example.org", "example.org/path", "user@example.org", "example.org:0", "example.org:99999",
        "example.org:port", "exa mple.org", "example.org?x", "example.org#x", "[::1", "a" * 300, "example.org:8448\r\nX: y",
    ],
)  # fmt: skip
def test_what_is_no_server_name_is_malformed(house: House, name: str) -> None:
    answer = Visitor(house.usher).prove(name, "some-token-123456")
    assert (answer.status, answer.json["code"]) == (400, "malformed")


def test_a_token_opens_one_session_only(house: House) -> None:
    person = house.person()
    token = person.openid_token()
    first, thief = Visitor(house.usher), Visitor(house.usher)
    assert first.prove(person.server_name, token).status == 200
    replayed = thief.prove(person.server_name, token)
    assert (replayed.status, replayed.json["code"]) == (401, "identity-replayed")
    assert "Set-Cookie" not in replayed.headers
    # Also after a restart: what was seen is stored.
    assert house.usher.stop() == 0
    house.usher.start()
    assert thief.prove(person.server_name, token).json["code"] == "identity-replayed"
    assert first.send("GET", "/api/session").json["user"] == person.user_id


def test_a_token_of_nobody_is_refused(house: House) -> None:
    answer = Visitor(house.usher).prove(house.synapse.name, "not-a-token-of-anybody")
    assert (answer.status, answer.json["code"]) == (401, "identity-refused")


def test_a_token_cannot_smuggle_parameters(trusting: House, fake_homeserver: FakeHomeserver) -> None:
    says(fake_homeserver, f"@mia:{fake_homeserver.name}")
    token = "a&access_token=b#c%00?d=é"
    answer = Visitor(trusting.usher).prove(fake_homeserver.name, token)
    # Refused as a shape that no token has, or passed on as the one value that it is.
    assert answer.status == 400 or fake_homeserver.tokens == [token]


def test_who_signs_out_is_out(house: House) -> None:
    [(person, visitor)] = house.signed_in(1)
    cookie, csrf = visitor.cookie, visitor.csrf
    assert visitor.send("GET", "/api/session").json == {"user": person.user_id, "csrf": csrf}
    assert visitor.send("DELETE", "/api/session").status == 204
    assert visitor.cookie == cookie, "the visitor keeps sending the old cookie"
    assert visitor.send("GET", "/api/session").json == {"user": None, "csrf": None}
    assert visitor.redeem(house.usher.mint(house.room)).status in (401, 403)
    assert house.membership(person) is None


def test_a_homeserver_that_is_down_is_no_refusal(build_house: Callable[..., House]) -> None:
    nobody = f"127.0.0.1:{ports.take()}"
    house = build_house(private_servers=[nobody])
    answer = Visitor(house.usher).prove(nobody, "some-token-123456")
    assert (answer.status, answer.json["code"]) == (503, "identity-unreachable")
