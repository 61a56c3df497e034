import assert from "node:assert/strict";
import test from "node:test";
import { accessToken, openIDToken, password, summary, World, type Scripted } from "./world";

test("the whole way: log in, ask for the proof, log out, verify, done", async () => {
  const world = new World();
  const proofs: unknown[] = [];
  const core = await world.atPassword({
    onProof: async (proof) => {
      proofs.push(proof);
      assert.equal(world.callsTo("/logout").length, 1, "the session was gone before anybody heard of it");
      return { kind: "verified", userID: "@alice:example.org" };
    },
  });
  core.submitPassword(password);
  await world.settle();
  assert.deepEqual(core.getSnapshot(), {
    state: { step: "done", userID: "@alice:example.org", typedUserID: "@alice:example.org" }, leftover: null,
  });
  assert.deepEqual(proofs, [{ serverName: "example.org", token: openIDToken, expiresInS: 3600 }]);
  const login = world.calls.find((call) => call.method === "POST" && call.url.endsWith("/v3/login"));
  assert.deepEqual(login?.body, {
    type: "m.login.password", identifier: { type: "m.id.user", user: "@alice:example.org" }, password,
    device_id: "ABCDEFGHIJKL", initial_device_display_name: "Usher (temporary sign-in)", refresh_token: true,
  });
  assert.equal(world.callsTo("/logout")[0]?.headers["Authorization"], `Bearer ${accessToken}`);
  assert.deepEqual(world.callsTo("/openid/request_token")[0]?.body, {});
  assert(world.calls.every((call) => call.method === "GET" || call.redirect === "error"), "no POST may be redirected");
});

test("with only a server named, the user name is asked for", async () => {
  const world = new World();
  const core = await world.atPassword({}, "example.org");
  core.submitPassword(password, "");
  assert.equal(summary(core), "password: id_format");
  core.submitPassword(password, "@alice:elsewhere.org");
  assert.equal(summary(core), "password: id_format");
  core.submitPassword(password, "alice");
  await world.settle();
  assert.deepEqual(core.getSnapshot().state, { step: "done", userID: "@alice:example.org", typedUserID: null });
});

const loginCases: readonly (readonly [string, Scripted, string])[] = [
  ["403 M_FORBIDDEN", { status: 403, body: { errcode: "M_FORBIDDEN" } }, "password: wrong_credentials"],
  ["401 M_FORBIDDEN", { status: 401, body: { errcode: "M_FORBIDDEN" } }, "password: wrong_credentials"],
  ["M_USER_DEACTIVATED", { status: 403, body: { errcode: "M_USER_DEACTIVATED" } }, "password: deactivated"],
  ["M_USER_LOCKED", { status: 401, body: { errcode: "M_USER_LOCKED" } }, "password: locked"],
  ["M_USER_SUSPENDED", { status: 403, body: { errcode: "M_USER_SUSPENDED" } }, "password: suspended"],
  ["M_RESOURCE_LIMIT_EXCEEDED", { status: 403, body: { errcode: "M_RESOURCE_LIMIT_EXCEEDED" } }, "failed: hs_full"],
  ["429", { status: 429, body: { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 5_000 } }, "password: limited"],
  ["500", { status: 500, raw: "oops" }, "password: homeserver_error"],
  ["400", { status: 400, body: { errcode: "M_UNKNOWN" } }, "password: homeserver_error"],
  ["a success without token", { status: 200, body: { user_id: "@alice:example.org" } }, "password: homeserver_error"],
  ["silence", "silence", "password: unreachable"],
];
for (const [name, reply, expected] of loginCases) {
  test(`a login answered by ${name} leads to ${expected}`, async () => {
    const world = new World();
    world.script.set(`POST ${world.at("v3/login")}`, reply);
    const core = await world.atPassword();
    core.submitPassword(password);
    await world.settle();
    assert.equal(summary(core), expected);
    assert.equal(world.callsTo("/logout").length, 0);
  });
}

const proofCases: readonly (readonly [string, Scripted, string])[] = [
  ["404", { status: 404, body: { errcode: "M_UNRECOGNIZED" } }, "failed: no_openid"],
  ["403", { status: 403, body: { errcode: "M_FORBIDDEN" } }, "failed: no_openid"],
  ["an incomplete answer", { status: 200, body: { access_token: "x" } }, "failed: no_openid"],
  ["401 M_USER_LOCKED", { status: 401, body: { errcode: "M_USER_LOCKED" } }, "password: locked"],
  ["429", { status: 429, body: {} }, "password: limited"],
  ["500", { status: 500 }, "password: homeserver_error"],
  ["silence", "silence", "password: unreachable"],
];
for (const [name, reply, expected] of proofCases) {
  test(`a proof answered by ${name} leads to ${expected}, and the session is still logged out`, async () => {
    const world = new World();
    world.script.set(`POST ${world.at("v3/user/%40alice%3Aexample.org/openid/request_token")}`, reply);
    const core = await world.atPassword();
    core.submitPassword(password);
    await world.settle();
    assert.equal(summary(core), expected);
    assert.equal(world.callsTo("/logout").length, 1);
    assert.equal(core.getSnapshot().leftover, null);
  });
}

test("the countdown blocks further tries until it is over, and starts from the body's hint", async () => {
  const world = new World();
  world.script.set(`POST ${world.at("v3/login")}`, { status: 429, body: { retry_after_ms: 333_000 } });
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.settle();
  const { state } = core.getSnapshot();
  assert.equal(state.step === "password" && state.error?.retryAt, world.time + 333_000);
  const before = world.calls.length;
  await world.advance(332_999);
  core.submitPassword(password);
  await world.settle();
  assert.equal(world.calls.length, before, "too early");
  await world.advance(1);
  core.submitPassword(password);
  await world.settle();
  assert.equal(world.calls.length, before + 1);
});

for (const hint of [undefined, "soon", -1, Number.MAX_VALUE]) {
  test(`a rate limit with the hint ${String(hint)} gives a sane waiting time`, async () => {
    const world = new World();
    world.script.set(`POST ${world.at("v3/login")}`, { status: 429, body: hint === undefined ? {} : { retry_after_ms: hint } });
    const core = await world.atPassword();
    core.submitPassword(password);
    await world.settle();
    const { state } = core.getSnapshot();
    const wait = (state.step === "password" && state.error?.retryAt ? state.error.retryAt : 0) - world.time;
    assert(wait >= 1_000 && wait <= 24 * 3_600_000, `${wait}`);
  });
}

test("a log-out that says 401 counts as done", async () => {
  const world = new World();
  world.script.set(`POST ${world.at("v3/logout")}`, { status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } });
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.settle();
  assert.equal(summary(core), "done");
  assert.equal(core.getSnapshot().leftover, null);
});

test("a log-out is repeated, and what is left over is named exactly", async () => {
  const world = new World();
  world.script.set(`POST ${world.at("v3/logout")}`, ["silence", { status: 500 }, { status: 502 }]);
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.advance(10_000);
  assert.equal(world.callsTo("/logout").length, 3);
  assert.equal(summary(core), "done");
  assert.deepEqual(core.getSnapshot().leftover, {
    sessionName: "Usher (temporary sign-in)", deviceID: "ABCDEFGHIJKL", server: "example.org",
  });
});

test("going back during the login still logs out, and the late answer is dropped", async () => {
  const world = new World();
  let answer: (reply: Scripted) => void = () => {};
  world.script.set(`POST ${world.at("v3/login")}`, () => new Promise((resolve) => { answer = resolve; }));
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.settle();
  core.back();
  answer({ status: 200, body: { user_id: "@alice:example.org", access_token: accessToken } });
  await world.settle();
  assert.equal(summary(core), "identify");
  assert.equal(world.callsTo("/logout").length, 1);
});

test("stopping (the component goes away) during the login still logs out", async () => {
  const world = new World();
  let answer: (reply: Scripted) => void = () => {};
  world.script.set(`POST ${world.at("v3/login")}`, () => new Promise((resolve) => { answer = resolve; }));
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.settle();
  core.stop();
  answer({ status: 200, body: { user_id: "@alice:example.org", access_token: accessToken } });
  await world.settle();
  assert.equal(world.callsTo("/logout").length, 1);
});

test("closing the page while the session lives sends a log-out that outlives the page", async () => {
  const world = new World();
  world.script.set(`POST ${world.at("v3/user/%40alice%3Aexample.org/openid/request_token")}`, "hang");
  const core = await world.atPassword();
  world.leavePage();
  assert.equal(world.callsTo("/logout").length, 0, "there is no session yet");
  core.submitPassword(password);
  await world.settle();
  world.leavePage();
  const [logout] = world.callsTo("/logout");
  assert.equal(logout?.keepalive, true);
  assert.equal(logout?.headers["Authorization"], `Bearer ${accessToken}`);
});

test("after the log-out, closing the page sends nothing more", async () => {
  const world = new World();
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.settle();
  world.leavePage();
  assert.equal(world.callsTo("/logout").length, 1);
});

test("two submissions at once make one login", async () => {
  const world = new World();
  const core = await world.atPassword();
  core.submitPassword(password);
  core.submitPassword(password);
  await world.settle();
  assert.equal(world.calls.filter((call) => call.method === "POST" && call.url.endsWith("/v3/login")).length, 1);
});

test("a second try uses the same device, so that a session whose answer was lost is taken over", async () => {
  const world = new World();
  const success = { status: 200, body: { user_id: "@alice:example.org", access_token: accessToken } };
  world.script.set(`POST ${world.at("v3/login")}`, ["silence", success]);
  const core = await world.atPassword();
  core.submitPassword(password);
  await world.settle();
  core.submitPassword(password);
  await world.settle();
  assert.equal(summary(core), "done");
  const devices = world.calls.filter((call) => call.body?.["password"]).map((call) => call.body?.["device_id"]);
  assert.deepEqual(devices, ["ABCDEFGHIJKL", "ABCDEFGHIJKL"]);
});

for (const [address, used] of [["https://moved.example.org", true], ["http://moved.example.org", false]] as const) {
  test(`a login that names ${address} is ${used ? "followed" : "not followed"}`, async () => {
    const world = new World();
    world.script.set(`POST ${world.at("v3/login")}`, {
      status: 200,
      body: { user_id: "@alice:example.org", access_token: accessToken, well_known: { "m.homeserver": { base_url: address } } },
    });
    const core = await world.atPassword();
    core.submitPassword(password);
    await world.advance(20_000);
    assert.equal(world.calls.some((call) => call.url.startsWith(address)), used);
  });
}

test("an admin's own address is not overruled by the login's answer", async () => {
  const world = new World();
  world.script.set(`POST ${world.at("v3/login")}`, {
    status: 200,
    body: {
      user_id: "@alice:example.org", access_token: accessToken, well_known: { "m.homeserver": { base_url: "https://x.org" } },
    },
  });
  const core = await world.atPassword({ knownServers: [{ name: "example.org", clientURL: "https://matrix.example.org" }] });
  core.submitPassword(password);
  await world.settle();
  assert.equal(summary(core), "done");
});
