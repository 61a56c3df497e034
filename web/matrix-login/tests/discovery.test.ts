import assert from "node:assert/strict";
import test from "node:test";
import { summary, World, type Scripted } from "./world";

const wellKnown = "GET https://example.org/.well-known/matrix/client";

test("a server is found by its well-known file, and the trailing slash is dropped", async () => {
  const world = new World();
  const core = await world.atPassword();
  assert.equal(summary(core), "password");
  assert.deepEqual(world.calls.map((call) => call.url), [
    "https://example.org/.well-known/matrix/client", world.at("versions"), world.at("v3/login"),
  ]);
});

test("a known server skips the well-known file", async () => {
  const world = new World();
  const knownServers = [{ name: "Example.org", clientURL: "https://matrix.example.org/" }];
  const core = await world.atPassword({ knownServers });
  assert.equal(summary(core), "password");
  assert.equal(world.callsTo("matrix/client").length, 0);
});

test("a server without a well-known file is asked directly, with its port", async () => {
  const world = new World();
  world.script.set("GET https://other.org:8448/_matrix/client/versions", { status: 200, body: { versions: [] } });
  const flows = { status: 200, body: { flows: [{ type: "m.login.password" }] } };
  world.script.set("GET https://other.org:8448/_matrix/client/v3/login", flows);
  const core = await world.atPassword({}, "@alice:other.org:8448");
  assert.equal(world.calls[0]?.url, "https://other.org/.well-known/matrix/client");
  assert.equal(summary(core), "password");
});

const wellKnownCases: readonly (readonly [string, Scripted, string])[] = [
  ["is empty", { status: 200, raw: "" }, "wk_broken"],
  ["is a web page", { status: 200, raw: "<!doctype html><title>Hi</title>" }, "wk_broken"],
  ["is a list", { status: 200, body: [] }, "wk_broken"],
  ["names no homeserver", { status: 200, body: {} }, "wk_broken"],
  ["answers 500", { status: 500, body: {} }, "wk_broken"],
  ["names an identity server without address", {
    status: 200, body: { "m.homeserver": { base_url: "https://matrix.example.org" }, "m.identity_server": {} },
  }, "wk_broken"],
  ["lacks the scheme", { status: 200, body: { "m.homeserver": { base_url: "matrix.example.org" } } }, "wk_scheme"],
  ["is not encrypted", { status: 200, body: { "m.homeserver": { base_url: "http://matrix.example.org" } } }, "wk_scheme"],
  ["is a script", { status: 200, body: { "m.homeserver": { base_url: "javascript:alert(1)" } } }, "wk_scheme"],
  ["holds a password", { status: 200, body: { "m.homeserver": { base_url: "https://u:p@matrix.example.org" } } }, "wk_broken"],
];
for (const [name, reply, code] of wellKnownCases) {
  test(`a well-known file that ${name} is ${code}`, async () => {
    const world = new World();
    world.script.set(wellKnown, reply);
    assert.equal(summary(await world.atPassword()), `identify: ${code}`);
  });
}

const versionsCases: readonly (readonly [string, Scripted, string])[] = [
  ["junk", { status: 200, body: { hello: 1 } }, "not_matrix"],
  ["a web page", { status: 200, raw: "<html>" }, "not_matrix"],
  ["numbers", { status: 200, body: { versions: [1] } }, "not_matrix"],
  ["404", { status: 404, body: {} }, "not_matrix"],
  ["502", { status: 502, raw: "bad gateway" }, "homeserver_error"],
  ["nothing", "silence", "not_found"],
];
for (const [name, reply, code] of versionsCases) {
  test(`a server whose versions are ${name} is ${code}`, async () => {
    const world = new World();
    world.script.set(`GET ${world.at("versions")}`, reply);
    assert.equal(summary(await world.atPassword()), `identify: ${code}`);
  });
}

test("silence while the browser is offline is said to be offline", async () => {
  const world = new World();
  world.online = false;
  world.script.set(wellKnown, "silence");
  world.script.set("GET https://example.org/_matrix/client/versions", "silence");
  assert.equal(summary(await world.atPassword()), "identify: offline");
});

test("a hanging well-known file is given up after 5 seconds, and the text changes after 2", async () => {
  const world = new World();
  world.script.set(wellKnown, "hang");
  const core = await world.atPassword();
  const looking = { step: "discovering", value: "@alice:example.org", server: "example.org" };
  assert.deepEqual(core.getSnapshot().state, { ...looking, slow: false });
  await world.advance(2_000);
  assert.deepEqual(core.getSnapshot().state, { ...looking, slow: true });
  await world.advance(2_999);
  assert.equal(world.calls.length, 1);
  await world.advance(1);
  assert.equal(world.calls[1]?.url, "https://example.org/_matrix/client/versions");
});

test("an answer that comes after another server was submitted is dropped", async () => {
  const world = new World();
  let answerFirst: (reply: Scripted) => void = () => {};
  world.script.set("GET https://slow.org/.well-known/matrix/client", () => new Promise((resolve) => { answerFirst = resolve; }));
  const core = await world.atPassword({}, "@alice:slow.org");
  core.submitID("@alice:example.org");
  await world.settle();
  answerFirst({ status: 500 });
  await world.settle();
  const { state } = core.getSnapshot();
  assert.equal(state.step === "password" && state.server, "example.org");
});

test("going back while the server is looked for aborts it", async () => {
  const world = new World();
  world.script.set(wellKnown, "hang");
  const core = await world.atPassword();
  core.back();
  await world.advance(60_000);
  assert.deepEqual(core.getSnapshot().state, { step: "identify", value: "@alice:example.org", error: null });
  assert.equal(world.calls.length, 1);
});

const flowCases: readonly (readonly [string, Scripted, string])[] = [
  ["only SSO", {
    status: 200, body: { flows: [{ type: "m.login.sso" }, { type: "m.login.token" }] },
  }, "failed: method_unsupported"],
  ["nothing", { status: 200, body: { flows: [] } }, "failed: method_unsupported"],
  ["unknown ways", { status: 200, body: { flows: [{ type: "x" }, 7, null] } }, "failed: method_unsupported"],
  ["a password, but prefers OAuth", {
    status: 200, body: { flows: [{ type: "m.login.password" }, { type: "m.login.sso", oauth_aware_preferred: true }] },
  }, "failed: method_unsupported"],
  ["OAuth only (404)", { status: 404, body: { errcode: "M_UNRECOGNIZED" } }, "failed: method_unsupported"],
  ["no flows at all", { status: 200, body: {} }, "identify: homeserver_error"],
  ["an error", { status: 500 }, "identify: homeserver_error"],
  ["silence", "silence", "identify: unreachable"],
  ["too many requests", { status: 429, body: { retry_after_ms: 2_000 } }, "identify: limited"],
];
for (const [name, reply, expected] of flowCases) {
  test(`a server that offers ${name} leads to ${expected}`, async () => {
    const world = new World();
    world.script.set(`GET ${world.at("v3/login")}`, reply);
    assert.equal(summary(await world.atPassword()), expected);
  });
}

test("an e-mail address, an empty field and a bare name get their own hints without any request", async () => {
  const world = new World();
  assert.equal(summary(await world.atPassword({}, "alice@example.org")), "identify: id_email");
  assert.equal(summary(await world.atPassword({}, "")), "identify: id_empty");
  assert.equal(summary(await world.atPassword({}, "alice")), "identify: id_server_missing");
  assert.equal(summary(await world.atPassword({}, "#room:example.org")), "identify: id_format");
  assert.equal(summary(await world.atPassword({ allowedServers: ["a.org"] })), "identify: server_not_allowed");
  assert.equal(world.calls.length, 0);
});
