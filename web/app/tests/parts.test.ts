import assert from "node:assert/strict";
import test from "node:test";
import { decodeRedemption } from "../api/decode";
import { codeIn } from "../invite/place";
import { pathOf, routeAt } from "../router/routes";
import { dateText, failureText, roughTime, troubleText } from "../texts";
import { problem, World } from "./world";

const proof = { serverName: "example.org", token: "t", expiresInS: 60 };

test("every page has an address, and everything else is not found", () => {
  assert.deepEqual(routeAt("/"), { page: "home" });
  assert.deepEqual(routeAt("/i/invites"), { page: "invite", instance: "invites" });
  assert.deepEqual(routeAt("/i/invites/"), { page: "invite", instance: "invites" });
  for (const path of ["/i/", "/i/Invites", "/i/1x", "/i/a/b", "/x", `/i/${"a".repeat(33)}`]) {
    assert.deepEqual(routeAt(path), { page: "notFound" }, path);
  }
  assert.equal(pathOf({ page: "invite", instance: "invites" }), "/i/invites");
});

test("the code is the fragment, decoded if it is encoded", () => {
  assert.equal(codeIn("#abc"), "abc");
  assert.equal(codeIn("#a%20b"), "a b");
  assert.equal(codeIn("#100%"), "100%");
  assert.equal(codeIn("#"), null);
  assert.equal(codeIn(""), null);
});

test("only an address at matrix.to becomes a link", () => {
  const url = (room_url: unknown): unknown => decodeRedemption({ id: "1", state: "invited", room: null, room_url })?.roomURL;
  assert.equal(url("https://matrix.to/#/!r:example.org"), "https://matrix.to/#/!r:example.org");
  for (const address of ["javascript:alert(1)", "https://matrix.to.evil.example/#/", "https://evil.example/", "", 7, null]) {
    assert.equal(url(address), null);
  }
});

const verdicts: readonly (readonly [string, unknown, string])[] = [
  ["200", { body: { user: "@alice:example.org", csrf: "c" } }, "verified"],
  ["401 identity-refused", problem(401, "identity-refused"), "refused"],
  ["400 malformed", problem(400, "malformed"), "refused"],
  ["503 identity-unreachable", problem(503, "identity-unreachable"), "unreachable"],
  ["429 busy", problem(429, "busy", 5_000), "busy"],
  ["403", problem(403, "origin-refused"), "unreachable"],
  ["500", 500, "unreachable"],
  ["silence", "silence", "unreachable"],
];
for (const [name, answer, expected] of verdicts) {
  test(`a proof answered by ${name} is ${expected}`, async () => {
    const world = new World();
    world.script.set("POST /api/session", answer as never);
    assert.equal((await world.session.prove(proof)).kind, expected);
    assert.deepEqual(world.calls[0]?.body, { server: "example.org", token: "t" });
  });
}

for (const [user, expected] of [["@alice:example.org", "verified"], [null, "refused"]] as const) {
  test(`a proof that was used before is ${expected} if the session is ${String(user)}`, async () => {
    const world = new World();
    world.script.set("POST /api/session", problem(401, "identity-replayed"));
    world.script.set("GET /api/session", { body: { user, csrf: "c" } });
    assert.equal((await world.session.prove(proof)).kind, expected);
  });
}

test("a session that changed in another tab is noticed, and the request is sent again with the new token", async () => {
  const world = new World();
  world.signIn();
  world.script.set("DELETE /api/session", [problem(403, "csrf"), 204]);
  assert.equal(await world.session.signOut(), null);
  assert.deepEqual(world.callsTo("DELETE", "/api/session").map((call) => call.headers["X-Usher-CSRF"]), [undefined, "csrf-0"]);
});

test("a redemption is never sent again by itself: it could be in another name", async () => {
  const world = new World();
  world.script.set("POST /api/redemptions", problem(403, "csrf"));
  const outcome = await world.api.redeem("invites", "code");
  assert.equal(outcome.ok, false);
  assert.equal(world.callsTo("POST", "/api/redemptions").length, 1);
});

test("a GET carries neither CSRF token nor body", async () => {
  const world = new World();
  world.signIn();
  await world.session.load();
  await world.api.page();
  assert(world.calls.every((call) => call.headers["X-Usher-CSRF"] === undefined && call.body === null));
});

test("lengths of time and dates are words", () => {
  assert.equal(roughTime(1), "1 second");
  assert.equal(roughTime(45_000), "45 seconds");
  assert.equal(roughTime(190_000), "3 minutes");
  assert.equal(roughTime(2 * 3_600_000), "2 hours");
  assert.match(dateText(1_800_000_000_000), /January 2027/);
});

test("every trouble and an unknown failure say what to do next", () => {
  const trouble = { kind: "problem", status: 500, code: null, retryAt: null, requestID: null } as const;
  const offline = { ...trouble, kind: "offline" } as const;
  const network = { ...trouble, kind: "network" } as const;
  for (const one of [trouble, offline, network, { ...trouble, status: 429 }]) {
    assert(troubleText(one).next.length > 10);
  }
  assert.equal(failureText("new", null).retryable, true);
});
