"""The HTTP side: forged requests, too large ones, what every answer carries, and that GET changes nothing."""

from __future__ import annotations

import pytest

from rig.fixtures import House
from rig.http import Answer
from rig.visitor import Visitor
from rig.waiting import until


def problem(answer: Answer) -> str:
    """The code of a problem, after a look at its form (RFC 9457)."""
    assert answer.headers["Content-Type"].partition(";")[0] == "application/problem+json", str(answer)
    said = answer.json
    assert said["status"] == answer.status
    assert said["type"] == f"urn:usher:problem:{said['code']}"
    assert said["title"] and said["detail"]
    assert said["request_id"] == answer.headers["X-Request-Id"]
    return said["code"]


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}",
     "https://127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example", "http://127.0.0.1:{port}/"],
)  # fmt: skip
def test_a_request_from_another_origin_changes_nothing(house: House, origin: str | None) -> None:
    origin = origin and origin.replace("{port}", str(house.usher.port))
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    body = {"instance": link.instance, "code": link.code}
    for method, path, sent in [
        ("POST", "/api/redemptions", body),
        ("DELETE", "/api/session", None),
        ("POST", "/api/session", {"server": person.server_name, "token": person.openid_token()}),
    ]:
        answer = visitor.send(method, path, sent, origin=origin)
        assert answer.status == 403, f"{method} {path} with Origin {origin!r}: {answer}"
        problem(answer)
    assert house.membership(person) is None
    assert house.usher.account_of(link) == (0, 0)
    assert visitor.send("GET", "/api/session").json["user"] == person.user_id


def test_a_session_needs_its_own_word_against_forgery(house: House) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor), (_, other)] = house.signed_in(2)
    body = {"instance": link.instance, "code": link.code}
    for csrf in [None, "", "x", other.csrf, visitor.csrf[:-1]]:
        answer = visitor.send("POST", "/api/redemptions", body, csrf=csrf)
        assert answer.status == 403, f"X-Usher-CSRF {csrf!r}: {answer}"
        problem(answer)
        assert visitor.send("DELETE", "/api/session", csrf=csrf).status == 403
    assert house.membership(person) is None
    assert visitor.redeem_and_settle(link)["state"] == "invited"


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_taken(house: House, kind: str | None) -> None:
    link = house.usher.mint(house.room)
    [(person, visitor)] = house.signed_in(1)
    body = {"instance": link.instance, "code": link.code}
    answer = visitor.send("POST", "/api/redemptions", body, headers={"Content-Type": kind})
    assert answer.status in (400, 403, 415), str(answer)
    problem(answer)
    assert house.membership(person) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"instance":1,"code":2}', b'{"instance":"invites"}', b"\xff\xfe",
     b"[" * 20_000],
)  # fmt: skip
def test_a_body_that_is_no_request_is_answered_with_a_problem(house: House, body: bytes) -> None:
    [(_, visitor)] = house.signed_in(1)
    for path in ["/api/redemptions", "/api/claims/describe", "/api/session"]:
        answer = visitor.send("POST", path, body)
        assert answer.status == 400, f"{path}: {answer}"
        problem(answer)


def test_a_large_body_is_not_read(house: House) -> None:
    [(_, visitor)] = house.signed_in(1)
    body = b'{"instance":"invites","code":"' + b"x" * 70_000 + b'"}'
    for path in ["/api/redemptions", "/api/claims/describe", "/api/session"]:
        answer = visitor.send("POST", path, body)
        assert answer.status == 413, f"{path}: {answer}"
        problem(answer)


def test_without_a_session_nothing_is_redeemed(house: House) -> None:
    link = house.usher.mint(house.room)
    answer = Visitor(house.usher).redeem(link)
    assert (answer.status, problem(answer)) == (401, "no-session")
    forged = Visitor(house.usher)
    forged.cookie, forged.csrf = "__Host-usher=" + "A" * 43, "A" * 43
    assert forged.redeem(link).status in (401, 403)
    assert house.usher.account_of(link) == (0, 0)


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    person = house.person()
    answer = Visitor(house.usher).prove(person.server_name, person.openid_token())
    name_and_value, *attributes = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
    assert name_and_value.startswith("__Host-usher=")
    assert len(name_and_value.partition("=")[2]) >= 43
    lowered = {attribute.lower() for attribute in attributes}
    assert {"secure", "httponly", "samesite=strict", "path=/"} <= lowered
    assert not any(attribute.startswith("domain") for attribute in lowered)


def test_every_answer_carries_the_headers_that_protect(house: House) -> None:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' https: {house.synapse.url}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    visitor = Visitor(house.usher)
    answers = [visitor.send("GET", path) for path in ["/", "/i/invites", "/api/page", "/api/session", "/healthz", "/nowhere"]]
    answers.append(visitor.send("POST", "/api/redemptions", {}))
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff", str(answer)
        assert answer.headers["Referrer-Policy"] == "no-referrer", str(answer)
        assert answer.headers["Content-Security-Policy"] == policy, str(answer)
    for answer in answers:
        if answer.status >= 400:
            problem(answer)


def test_answers_about_a_person_are_not_kept_by_caches(house: House) -> None:
    [(_, visitor)] = house.signed_in(1)
    assert "no-store" in visitor.send("GET", "/api/session").headers["Cache-Control"]
    assert "no-store" in visitor.describe(house.usher.mint(house.room)).headers["Cache-Control"]


def test_the_page_is_told_what_it_must_know(house: House) -> None:
    assert Visitor(house.usher).send("GET", "/api/page").json == {
        "bot": house.bot.user_id,
        "default_server": house.synapse.name,
        "servers": [{"name": house.synapse.name, "client_url": house.synapse.url}],
    }


def test_files_outside_the_pages_are_not_served(house: House) -> None:
    visitor = Visitor(house.usher)
    for path in [
        "/assets/../../usher.yaml", "/assets/..%2f..%2fusher.yaml", "/assets/%2e%2e/%2e%2e/bot.token", "/../bot.token",
        "/assets//etc/passwd", "/assets/%00", "/assets/", "/data/usher.db",
    ]:  # fmt: skip
        answer = visitor.send("GET", path)
        assert answer.status in (400, 404), f"{path}: {answer}"
        assert house.bot.access_token.encode() not in answer.body


def test_get_changes_nothing(house: House) -> None:
    """Link previews, prefetching and crawlers only read: every address is fetched, and the database is compared."""
    link = house.usher.mint(house.room, uses=2)
    [(person, visitor), (other, _)] = house.signed_in(2)
    redemption = visitor.redeem_and_settle(link)["id"]
    paths = [
        "/", "/i/invites", f"/i/invites?code={link.code}", f"/i/invites/{link.code}", "/i/nowhere", "/api/page",
        "/api/session", f"/api/redemptions/{redemption}", "/api/redemptions", "/api/claims/describe",
        f"/api/redemptions?instance=invites&code={link.code}", "/healthz", "/readyz", "/assets/app.js", "/favicon.ico",
        "/robots.txt",
    ]  # fmt: skip

    def at_rest() -> str | None:
        # The daemon may still be writing down what the sign-ins above led to.
        first = house.usher.stored()
        return first if first == house.usher.stored() else None

    before = until(at_rest, "the database to come to rest")
    for path in paths:
        for method in ["GET", "HEAD"]:
            for who in [visitor, Visitor(house.usher)]:
                assert who.send(method, path).status < 500, f"{method} {path}"
    assert house.usher.stored() == before
    assert house.membership(other) is None
    assert house.usher.account_of(link) == (1, 0)
