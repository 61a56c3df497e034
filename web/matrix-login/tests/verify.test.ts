import assert from "node:assert/strict";
import test from "node:test";
import type { Verdict } from "../core/state";
import { accessToken, openIDToken, password, summary, World, type Scripted } from "./world";

interface Judged {
  readonly world: World;
  readonly core: ReturnType<World["login"]>;
  asked(): number;
}

const verified: Verdict = { kind: "verified", userID: "@alice:example.org" };

async function judged(verdicts: (Verdict | "throws")[]): Promise<Judged> {
  const world = new World();
  let asked = 0;
  const core = await world.atPassword({
    onProof: async () => {
      asked += 1;
      const verdict = verdicts.length > 1 ? verdicts.shift()! : verdicts[0]!;
      if (verdict === "throws") throw new Error("no network");
      return verdict;
    },
  });
  core.submitPassword(password);
  await world.settle();
  return { world, core, asked: () => asked };
}

test("a definite no is final", async () => {
  const { core, asked } = await judged([{ kind: "refused" }]);
  assert.equal(summary(core), "failed: identity_refused");
  assert.equal(asked(), 1);
});

test("what cannot be checked is offered three times, then a person may try again with the same proof", async () => {
  const { world, core, asked } = await judged([{ kind: "unreachable" }, "throws", { kind: "unreachable" }, verified]);
  assert.equal(summary(core), "working");
  await world.advance(10_000);
  assert.equal(asked(), 3);
  assert.equal(summary(core), "failed: verify_failed");
  const logins = world.calls.length;
  core.retry();
  await world.settle();
  assert.equal(summary(core), "done");
  assert.equal(world.calls.length, logins, "nobody had to log in again");
});

test("a proof that has run out is not offered again", async () => {
  const { world, core, asked } = await judged([{ kind: "unreachable" }]);
  await world.advance(10_000);
  await world.advance(3_600_000);
  core.retry();
  await world.settle();
  assert.equal(summary(core), "password");
  assert.equal(asked(), 3);
});

test("a busy server gets its time", async () => {
  const { world, core, asked } = await judged([{ kind: "busy", retryAfterMS: 4_000 }, verified]);
  assert.equal(summary(core), "failed: verify_busy");
  core.retry();
  assert.equal(asked(), 1, "too early");
  await world.advance(4_000);
  core.retry();
  await world.settle();
  assert.equal(summary(core), "done");
});

test("starting over forgets the proof", async () => {
  const { world, core, asked } = await judged([{ kind: "unreachable" }]);
  await world.advance(10_000);
  core.back();
  core.retry();
  await world.settle();
  assert.equal(summary(core), "identify");
  assert.equal(asked(), 3);
});

/** A small generator of pseudo-random numbers; the seed is in the test's name. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const printed: string[] = [];
for (const name of ["log", "info", "warn", "error", "debug"] as const) {
  const original = console[name].bind(console);
  console[name] = (...values: unknown[]) => {
    printed.push(JSON.stringify(values));
    original(...values);
  };
}

let sessions = 0;
for (let seed = 1; seed <= 60; seed += 1) {
  test(`no state and no log ever holds a secret, and no session stays (seed ${seed})`, async () => {
    const roll = dice(seed);
    const world = new World();
    const replies: Scripted[] = [
      "silence", "hang", { status: 500 }, { status: 429, body: { retry_after_ms: 1_500 } }, { status: 401, body: {} },
    ];
    const perhaps = (key: string): void => {
      const good = world.script.get(key) as Scripted;
      world.script.set(key, Array.from({ length: 12 }, () => (roll(7) === 0 ? replies[roll(replies.length)]! : good)));
    };
    for (const key of [...world.script.keys()]) if (!key.endsWith("/logout")) perhaps(key);
    const verdicts: Verdict[] = [verified, { kind: "unreachable" }, { kind: "refused" }, { kind: "busy", retryAfterMS: 10 }];
    const core = world.login({ onProof: async () => verdicts[roll(verdicts.length)]! });
    const acts: (() => void)[] = [
      () => core.submitID(["@alice:example.org", "example.org", "alice:example.org", "nonsense@"][roll(4)]!),
      () => core.submitPassword(password, "alice"),
      () => core.submitPassword(password),
      () => core.back(), () => core.retry(), () => core.stop(), () => world.leavePage(),
    ];
    for (let step = 0; step < 40; step += 1) {
      acts[roll(12) < 8 ? roll(3) : roll(acts.length)]!();
      await world.advance([0, 10, 2_500, 40_000][roll(4)]!);
    }
    await world.advance(120_000);
    const said = JSON.stringify(world.snapshots) + printed.join("");
    for (const secret of [password.trim(), accessToken, openIDToken]) assert(!said.includes(secret), secret);
    const opened = world.callsTo("/openid/request_token").length;
    const closed = world.callsTo("/logout").filter((call) => !call.keepalive).length;
    assert.equal(closed, opened, "every session that was opened was closed");
    sessions += opened;
  });
}

test("the random walks did open sessions", () => {
  assert(sessions > 80, `${sessions}`);
});
