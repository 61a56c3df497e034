"""Everything that can go wrong at a third party. None of it says that anybody is not in a group.

    roster.trouble(troubles.html, "/groups/g1")
    for name, trouble in troubles.ALL.items(): ...
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from typing import Any

from rig.roster_server import Exchange, Reply, Trouble


def status(code: int, retry_after: str | None = None) -> Trouble:
    """Answers with this status; `retry_after` is seconds or a date of HTTP."""
    return lambda exchange: _refusal(code, retry_after)


def too_many_until_a_date(exchange: Exchange) -> Reply:
    """429, with the moment three seconds from now as a date."""
    return _refusal(429, formatdate(time.time() + 3, usegmt=True))


def hang(exchange: Exchange) -> None:
    """No answer, ever."""
    exchange.hang()


def reset(exchange: Exchange) -> None:
    """The connection is reset."""
    exchange.reset()


def half_a_body(exchange: Exchange) -> None:
    """Content-Length promises more than comes."""
    body = exchange.truth().body
    exchange.send(f"HTTP/1.1 200 -\r\nContent-Type: application/json\r\nContent-Length: {len(body) * 2}\r\n\r\n", body)


def half_a_chunk(exchange: Exchange) -> None:
    """A body in chunks, of which the last one never ends."""
    body = exchange.truth().body
    head = "HTTP/1.1 200 -\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    exchange.send(head, f"{len(body) + 7:x}\r\n".encode() + body)


def html(exchange: Exchange) -> Reply:
    """A page for people, with status 200."""
    return Reply(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><title>Down</title><p>Back in a minute.</p>")


def truncated_json(exchange: Exchange) -> Reply:
    """A whole answer of HTTP, with half of its JSON."""
    truth = exchange.truth()
    return replace(truth, body=truth.body[: len(truth.body) // 2])


def other_json(exchange: Exchange) -> Reply:
    """Good JSON that says something else."""
    return Reply.json({"status": "ok", "data": []})


def no_json_object(exchange: Exchange) -> Reply:
    """Good JSON that is a list."""
    return Reply.json([])


def empty_lists(exchange: Exchange) -> Reply:
    """Every list is whole, and has nobody on it: the one trouble that looks like the truth. What is no list stays as it is."""

    def empty(answer: Any) -> None:
        for name in answer.keys() & {"members", "groups", "accounts"}:
            answer[name] = []
        answer |= {name: value for name, value in {"next": None, "total": 0}.items() if name in answer}

    return _changed(exchange, empty, etag='"empty"')


def same_cursor(exchange: Exchange) -> Reply:
    """Each page of a listing says that the same page comes next, for ever."""
    return _changed(exchange, lambda answer: answer.update(next="0") if "next" in answer else None)


def second_page_fails(exchange: Exchange) -> Reply:
    """The first page of a listing comes, the others do not. Needs a group that is larger than a page."""
    return Reply.json({"error": "not now"}, 500) if "cursor=" in exchange.path else exchange.truth()


def _refusal(code: int, retry_after: str | None) -> Reply:
    return Reply.json({"error": "not now"}, code, {} if retry_after is None else {"Retry-After": retry_after})


def _changed(exchange: Exchange, change: Callable[[Any], Any], etag: str | None = None) -> Reply:
    truth = exchange.truth()
    answer = json.loads(truth.body)
    change(answer)
    headers = {name: etag if etag and name == "ETag" else value for name, value in truth.headers.items()}
    return Reply.json(answer, truth.status, headers)


#: What happens to a request or to its answer, by name, for tests that go through all of it. Beside them: `Roster.refuse()`,
#: `Roster.delete_group()`, and a group that really shrinks.
ALL: dict[str, Trouble] = {
    "hang": hang,
    "reset": reset,
    "401": status(401),
    "403": status(403),
    "404": status(404),
    "429": status(429),
    "429 for some seconds": status(429, "3"),
    "429 until a date": too_many_until_a_date,
    "500": status(500),
    "502": status(502),
    "half a body": half_a_body,
    "half a chunk": half_a_chunk,
    "html": html,
    "truncated JSON": truncated_json,
    "other JSON": other_json,
    "no JSON object": no_json_object,
    "empty lists": empty_lists,
    "same cursor": same_cursor,
    "second page fails": second_page_fails,
}
