import assert from "node:assert/strict";
import test from "node:test";
import { Poller } from "../invite/poller";
import { World } from "./world";

function polling(world: World, atLeastMS?: number): { times: number[]; poller: Poller } {
  const times: number[] = [];
  const start = world.time;
  const poller = new Poller(world, async () => {
    times.push(world.time - start);
    return atLeastMS === undefined ? { again: true } : { again: true, atLeastMS };
  });
  return { times, poller };
}

test("the pauses grow from 1 to 10 seconds and no further", async () => {
  const world = new World();
  const { times } = polling(world);
  await world.advance(60_000);
  const pauses = times.map((time, index) => time - (times[index - 1] ?? 0));
  assert.equal(pauses[0], 1_000);
  assert(pauses.every((pause, index) => index === 0 || pause >= pauses[index - 1]!));
  assert.equal(pauses[pauses.length - 1], 10_000);
});

test("nothing is asked while the tab is hidden, and at once when it is looked at again", async () => {
  const world = new World();
  const { times } = polling(world);
  await world.advance(1_000);
  world.hidden = true;
  await world.advance(3_600_000);
  assert.equal(times.length, 1);
  world.hidden = false;
  world.wake();
  await world.settle();
  assert.equal(times.length, 2);
  await world.advance(1_000);
  assert.equal(times.length, 3, "the pauses are short again");
});

test("a wish for a longer pause is granted, up to a minute", async () => {
  const world = new World();
  const { times } = polling(world, 3_600_000);
  await world.advance(1_000 + 59_999);
  assert.equal(times.length, 1);
  await world.advance(1);
  assert.equal(times.length, 2);
});

test("waking during a question does not ask twice", async () => {
  const world = new World();
  let asked = 0;
  let answer: () => void = () => {};
  const poller = new Poller(world, () => {
    asked += 1;
    return new Promise((resolve) => { answer = () => resolve({ again: false }); });
  });
  await world.advance(1_000);
  poller.wake();
  world.wake();
  assert.equal(asked, 1);
  answer();
  await world.advance(60_000);
  assert.equal(asked, 1, "and a last answer ends it");
});
