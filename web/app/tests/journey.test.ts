import assert from "node:assert/strict";
import test from "node:test";
import { failureText } from "../texts";
import { offered, problem, redeemed, redemptionID, World, type Answer } from "./world";

const alice = "@alice:example.org";
const redemptions = `/api/redemptions/${redemptionID}`;

test("opening an invitation describes it and changes nothing, however often", async () => {
  const world = new World();
  for (let visit = 0; visit < 50; visit += 1) {
    assert.equal((await world.journey()).getState().step, "signIn");
  }
  assert.equal(world.callsTo("POST", "/api/redemptions").length, 0);
  assert.deepEqual(world.callsTo("POST", "/api/claims/describe")[0]?.body, { instance: "invites", code: "code-1" });
  assert.equal(world.fragment, "code-1", "a reload must still work");
});

test("whoever is signed in has to click", async () => {
  const world = new World();
  world.signIn();
  const journey = await world.journey();
  const state = journey.getState();
  assert.equal(state.step === "confirm" && state.user, alice);
  assert.equal(world.callsTo("POST", "/api/redemptions").length, 0);
  await journey.redeem();
  assert.equal(journey.getState().step, "invited");
  assert.equal(world.callsTo("POST", "/api/redemptions")[0]?.headers["X-Usher-CSRF"], "csrf-0");
});

test("after success the code leaves the address, and a reload still shows the success", async () => {
  const world = new World();
  world.signIn();
  await (await world.journey()).redeem();
  assert.equal(world.fragment, null);
  assert.equal(world.remembered, redemptionID);
  const state = (await world.journey()).getState();
  assert.equal(state.step === "invited" && state.roomURL, "https://matrix.to/#/!room:example.org");
  assert.equal(world.callsTo("POST", "/api/redemptions").length, 1);
});

test("a person who is in already is told so", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", redeemed("invited", { already: true }));
  const journey = await world.journey();
  await journey.redeem();
  const state = journey.getState();
  assert.equal(state.step === "invited" && state.already, true);
});

test("proving the Matrix ID that was typed redeems at once", async () => {
  const world = new World();
  const journey = await world.journey();
  await world.session.prove({ serverName: "example.org", token: "t", expiresInS: 60 });
  journey.signedIn(alice, alice);
  await world.settle();
  assert.equal(journey.getState().step, "invited");
  assert.equal(world.callsTo("POST", "/api/redemptions")[0]?.headers["X-Usher-CSRF"], "csrf-1");
});

for (const typed of [null, "@Alice:example.org", "@bob:example.org"]) {
  test(`proving another Matrix ID than the typed ${String(typed)} asks first`, async () => {
    const world = new World();
    const journey = await world.journey();
    journey.signedIn(alice, typed);
    await world.settle();
    assert.equal(journey.getState().step, "confirm");
    assert.equal(world.callsTo("POST", "/api/redemptions").length, 0);
  });
}

test("an address without a code says so without asking the server", async () => {
  const world = new World();
  world.fragment = null;
  assert.equal((await world.journey()).getState().step, "noCode");
  assert.equal(world.calls.length, 0);
});

test("a refused code looks the same when described and when redeemed", async () => {
  const world = new World();
  world.script.set("POST /api/redemptions", redeemed("refused", { room: null }));
  world.signIn();
  const journey = await world.journey();
  await journey.redeem();
  const whenRedeemed = journey.getState();
  world.script.set("POST /api/claims/describe", { body: { state: "refused" } });
  assert.deepEqual((await world.journey()).getState(), whenRedeemed);
});

const describeTroubles: readonly (readonly [string, Answer, string])[] = [
  ["503", problem(503, "authoriser-unavailable", 4_000), "problem"],
  ["429", problem(429, "busy", 4_000), "problem"],
  ["500 without a body", 500, "problem"],
  ["an answer of another shape", { body: { state: "offered" } }, "problem"],
  ["silence", "silence", "network"],
];
for (const [name, answer, kind] of describeTroubles) {
  test(`a description answered by ${name} is no refusal and can be tried again`, async () => {
    const world = new World();
    world.script.set("POST /api/claims/describe", [answer, { body: offered }]);
    const journey = await world.journey();
    const state = journey.getState();
    assert.equal(state.step === "unread" && state.trouble.kind, kind);
    journey.retry();
    await world.settle();
    assert.equal(journey.getState().step, "signIn");
  });
}

test("a server that does not answer at all is given up after 30 seconds", async () => {
  const world = new World();
  world.script.set("POST /api/claims/describe", "hang");
  const journey = await world.journey();
  await world.advance(29_999);
  assert.equal(journey.getState().step, "loading");
  await world.advance(1);
  assert.equal(journey.getState().step, "unread");
});

test("offline, the page goes on by itself once the network is back", async () => {
  const world = new World();
  world.online = false;
  world.script.set("GET /api/page", ["silence", { body: { bot: "@usher:example.org", default_server: null, servers: [] } }]);
  const journey = await world.journey();
  const state = journey.getState();
  assert.equal(state.step === "unread" && state.trouble.kind, "offline");
  world.online = true;
  world.wake();
  await world.settle();
  assert.equal(journey.getState().step, "signIn");
});

const redeemTroubles: readonly (readonly [string, Answer])[] = [
  ["503", problem(503, "authoriser-unavailable")], ["500", 500], ["silence", "silence"], ["403", problem(403, "csrf")],
];
for (const [name, answer] of redeemTroubles) {
  test(`a redemption answered by ${name} can be tried again by the same person without a second click`, async () => {
    const world = new World();
    world.signIn();
    world.script.set("POST /api/redemptions", [answer, redeemed("invited")]);
    const journey = await world.journey();
    await journey.redeem();
    assert.equal(journey.getState().step, "stalled");
    assert.equal(world.fragment, "code-1");
    journey.retry();
    await world.settle();
    assert.equal(journey.getState().step, "invited");
  });
}

test("if somebody else signed in meanwhile, trying again asks first", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", ["silence"]);
  const journey = await world.journey();
  await journey.redeem();
  world.signIn("@bob:example.org");
  journey.retry();
  await world.settle();
  const state = journey.getState();
  assert.equal(state.step === "confirm" && state.user, "@bob:example.org");
});

test("a session that ended is renewed, and the same person goes on without a second click", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", [problem(401, "no-session"), redeemed("invited")]);
  const journey = await world.journey();
  await journey.redeem();
  const state = journey.getState();
  assert.equal(state.step === "signIn" && state.ended, true);
  assert.equal(world.session.getUser(), null);
  await world.session.prove({ serverName: "example.org", token: "t", expiresInS: 60 });
  journey.signedIn(alice, null);
  await world.settle();
  assert.equal(journey.getState().step, "invited");
});

test("another Matrix ID can be used after signing out", async () => {
  const world = new World();
  world.signIn();
  const journey = await world.journey();
  await journey.useAnotherID();
  const state = journey.getState();
  assert.equal(state.step === "signIn" && state.ended, false);
  assert.equal(world.callsTo("DELETE", "/api/session").length, 1);
});

test("a sign-out that fails says so and changes nothing", async () => {
  const world = new World();
  world.signIn();
  world.script.set("DELETE /api/session", "silence");
  const journey = await world.journey();
  await journey.useAnotherID();
  const state = journey.getState();
  assert.equal(state.step === "confirm" && state.trouble?.kind, "network");
});

test("a pending redemption is asked for until it is there", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", redeemed("pending", { retry_after_ms: 3_000 }));
  world.script.set(`GET ${redemptions}`, [redeemed("pending"), redeemed("pending"), redeemed("invited")]);
  const journey = await world.journey();
  await journey.redeem();
  const state = journey.getState();
  assert.equal(state.step === "waiting" && state.etaMS, 3_000);
  assert.equal(world.fragment, "code-1", "a reload must still work");
  await world.advance(60_000);
  assert.equal(journey.getState().step, "invited");
  assert.equal(world.callsTo("GET", redemptions).length, 3);
});

test("a reload while pending goes on with the same redemption", async () => {
  const world = new World();
  world.signIn();
  world.remembered = redemptionID;
  world.script.set(`GET ${redemptions}`, [redeemed("pending"), redeemed("invited")]);
  const journey = await world.journey();
  assert.equal(journey.getState().step, "waiting");
  await world.advance(2_000);
  assert.equal(journey.getState().step, "invited");
  assert.equal(world.callsTo("POST", "/api/redemptions").length, 0);
});

test("trouble while waiting is shown, and the waiting goes on", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", redeemed("pending"));
  world.script.set(`GET ${redemptions}`, ["silence", problem(503, "x"), redeemed("invited")]);
  const journey = await world.journey();
  await journey.redeem();
  await world.advance(1_000);
  const state = journey.getState();
  assert.equal(state.step === "waiting" && state.trouble?.kind, "network");
  await world.advance(20_000);
  assert.equal(journey.getState().step, "invited");
});

test("a redemption of somebody else is forgotten, and the code is described again", async () => {
  const world = new World();
  world.signIn();
  world.remembered = redemptionID;
  world.script.set(`GET ${redemptions}`, problem(404, "not-found"));
  const journey = await world.journey();
  await world.settle();
  assert.equal(journey.getState().step, "confirm");
  assert.equal(world.remembered, null);
});

test("a session that ends while waiting asks to sign in, then waits on", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", redeemed("pending"));
  world.script.set(`GET ${redemptions}`, [problem(401, "no-session"), redeemed("invited")]);
  const journey = await world.journey();
  await journey.redeem();
  await world.advance(1_000);
  assert.equal(journey.getState().step, "signIn");
  journey.signedIn(alice, null);
  await world.settle();
  assert.equal(journey.getState().step, "invited");
});

const failures = ["authoriser-unavailable", "interrupted", "room-not-admitted", "banned", "homeserver-refused",
  "invites-blocked", "declined", "gave-up"];
for (const failure of failures) {
  test(`the failure ${failure} has a text of its own and keeps the code`, async () => {
    const world = new World();
    world.signIn();
    world.script.set("POST /api/redemptions", redeemed("failed", { failure }));
    const journey = await world.journey();
    await journey.redeem();
    const state = journey.getState();
    assert.equal(state.step === "failed" && state.failure, failure);
    assert.equal(world.fragment, "code-1");
    assert.equal(world.remembered, null);
    const others = [...failures, "unheard-of"].filter((other) => other !== failure);
    const own = failureText(failure, "@usher:example.org");
    assert(others.every((other) => failureText(other, "@usher:example.org").what !== own.what));
    assert.match(own.next, /Nothing was used up/);
  });
}

test("leaving the page stops the questions", async () => {
  const world = new World();
  world.signIn();
  world.script.set("POST /api/redemptions", redeemed("pending"));
  world.script.set(`GET ${redemptions}`, redeemed("pending"));
  const journey = await world.journey();
  await journey.redeem();
  await world.advance(5_000);
  journey.stop();
  const before = world.calls.length;
  await world.advance(60_000);
  assert.equal(world.calls.length, before);
});
