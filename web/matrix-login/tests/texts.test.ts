import assert from "node:assert/strict";
import test from "node:test";
import { loginError, type LoginErrorCode } from "../core/errors";
import { clockTime, englishTexts, errorText } from "../texts";

test("every error says what happened, without a gap", () => {
  for (const code of Object.keys(englishTexts.errors) as LoginErrorCode[]) {
    const params = { server: "example.org", servers: "a.org", address: "http://x" };
    const { what, next } = errorText(englishTexts, loginError(code, params));
    assert(what.length > 10, code);
    assert.doesNotMatch(`${what} ${next}`, /undefined|null|NaN/, code);
  }
});

test("the countdown reads like a clock", () => {
  assert.equal(clockTime(333), "5:33");
  assert.equal(clockTime(9), "0:09");
  assert.equal(clockTime(3_723), "1:02:03");
});
