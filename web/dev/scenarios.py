"""What the development server pretends: one invitation per instance name, one homeserver per server name."""

from __future__ import annotations

import time

BOT = "@usher:example.org"
ROOM = {"id": "!k3nCqXhVjwTLdbPsUy:example.org", "name": "Reading circle", "joined": 214}
LONG = "Very long name of a room that somebody wrote with great care and without ever stopping to think about phones"
DAY_MS = 24 * 3_600_000

# instance -> the parts of /api/claims/describe that differ from the plain offer
OFFERS: dict[str, dict] = {
    "plain": {},
    "limited": {"expires_at": DAY_MS * 3, "uses_left": 4},
    "unnamed": {"room": {"id": ROOM["id"], "name": None, "joined": None}, "from": None},
    "long": {
        "room": {"id": "!" + "x" * 43, "name": LONG + "w" * 60, "joined": 1},
        "from": "Bartholomäus-Maximilian von und zu Hohenstaufen-Wittelsbach",
        "bot": "@" + "usher" * 12 + ":a-rather-long-server-name.subdomain.example.org",
        "expires_at": DAY_MS * 300, "uses_left": 1,
    },
    "rtl": {"room": {"id": ROOM["id"], "name": "حلقة القراءة", "joined": 12}, "from": "ليلى"},
}

# instance -> what POST /api/redemptions answers, poll by poll; the last one stays
FAILURES = ("authoriser-unavailable", "interrupted", "room-not-admitted", "banned", "homeserver-refused",
            "invites-blocked", "declined", "gave-up")
REDEMPTIONS: dict[str, list[dict]] = {
    "turned-away": [{"state": "refused"}],
    "waiting": [{"state": "pending", "retry_after_ms": 190_000}],
    "already": [{"state": "invited", "already": True}],
    "late": [{"state": "pending"}, {"state": "pending"}, {"state": "invited"}],
    **{f"failed-{failure}": [{"state": "failed", "failure": failure}] for failure in FAILURES},
    "failed-unheard-of": [{"state": "failed", "failure": "something-new"}],
}

# instance -> (status, code, retry_after_ms) of a problem
DESCRIBE_PROBLEMS = {
    "unavailable": (503, "authoriser-unavailable", 4_000),
    "crowded": (429, "busy", 75_000),
    "broken": (500, "internal", None),
}
REDEEM_PROBLEMS = {
    "redeem-unavailable": (503, "authoriser-unavailable", None),
    "redeem-broken": (500, "internal", None),
}
REFUSED = {"refused"}
SESSION_ENDS_ONCE = {"session-ends"}


def describe(instance: str) -> dict:
    """The answer to a description of any code of this instance."""
    if instance in REFUSED:
        return {"state": "refused"}
    offer = {"state": "offered", "room": ROOM, "from": "Mia", "bot": BOT, "expires_at": None, "uses_left": None}
    offer.update(OFFERS.get(instance, {}))
    if offer["expires_at"] is not None:
        offer["expires_at"] += int(time.time() * 1000)
    return offer


def redemption(instance: str, redemption_id: str, asked_before: int) -> dict:
    """The state of a redemption that was asked for `asked_before` times."""
    steps = REDEMPTIONS.get(instance, [{"state": "invited"}])
    step = steps[min(asked_before, len(steps) - 1)]
    room = {"id": ROOM["id"], "name": ROOM["name"]}
    url = f"https://matrix.to/#/{ROOM['id']}?via=example.org" if step["state"] == "invited" else None
    return {"id": redemption_id, "room": room, "room_url": url, "failure": None, "retry_after_ms": None, **step}


PASSWORD_FLOWS = [{"type": "m.login.password"}, {"type": "m.login.application_service"}]

# server name -> how its homeserver differs from a good one; every one of them is a known server of the page
HOMESERVERS: dict[str, dict] = {
    "example.org": {},
    "slow.example": {"delay_s": 8},
    "limited.example": {"login": (429, {"errcode": "M_LIMIT_EXCEEDED", "error": "", "retry_after_ms": 333_000})},
    "deactivated.example": {"login": (403, {"errcode": "M_USER_DEACTIVATED", "error": ""})},
    "locked.example": {"login": (401, {"errcode": "M_USER_LOCKED", "error": "", "soft_logout": True})},
    "full.example": {"login": (403, {"errcode": "M_RESOURCE_LIMIT_EXCEEDED", "error": ""})},
    "sick.example": {"login": (502, {})},
    "sso.example": {"flows": [{"type": "m.login.sso"}, {"type": "m.login.token"}]},
    "oauth.example": {"flows": [{"type": "m.login.password"}, {"type": "m.login.sso", "oauth_aware_preferred": True}]},
    "mute.example": {"openid": (404, {"errcode": "M_UNRECOGNIZED", "error": ""})},
    "sticky.example": {"logout": (500, {})},
    "lagging.example": {"openid_delay_s": 2.0},
    "notmatrix.example": {"versions": (200, {"hello": "world"})},
    # The rest of the name tells Usher's side what to make of the proof.
    "unverifiable.example": {"session": (503, "identity-unreachable", None)},
    "crowded.example": {"session": (429, "busy", 45_000)},
    "liar.example": {"session": (401, "identity-refused", None)},
}
PASSWORD = "correct horse"
