import assert from "node:assert/strict";
import test from "node:test";
import { hostOf, readIdentifier, readServerName } from "../core/identifier";

const user = (userID: string, server = "example.org"): unknown => ({ kind: "user", userID, server });
const server = (name: string): unknown => ({ kind: "server", server: name });
const invalid = (hint: string): unknown => ({ kind: "invalid", hint });

const cases: readonly (readonly [string, unknown])[] = [
  ["@alice:example.org", user("@alice:example.org")],
  ["alice:example.org", user("@alice:example.org")],
  ["  @Alice:EXAMPLE.org ", user("@Alice:example.org")],
  ["@a.l=i_c-e/+x:example.org", user("@a.l=i_c-e/+x:example.org")],
  ["@Ünïcode b%:example.org", invalid("format")],
  ["@Ünï%:example.org", user("@Ünï%:example.org")],
  ["@alice:example.org:8448", user("@alice:example.org:8448", "example.org:8448")],
  ["@alice:[2001:db8::1]:8448", user("@alice:[2001:db8::1]:8448", "[2001:db8::1]:8448")],
  ["alice:127.0.0.1:18448", user("@alice:127.0.0.1:18448", "127.0.0.1:18448")],
  ["@alice:bücher.example", user("@alice:xn--bcher-kva.example", "xn--bcher-kva.example")],
  ["https://matrix.to/#/@alice:example.org", user("@alice:example.org")],
  ["https://matrix.to/#/%40alice%3Aexample.org?via=x", user("@alice:example.org")],
  ["https://matrix.to/#/#room:example.org", invalid("format")],
  ["https://matrix.to/#/%zz", invalid("format")],
  ["matrix:u/alice:example.org", user("@alice:example.org")],
  ["matrix:u/alice%3Aexample.org?action=chat", user("@alice:example.org")],
  ["matrix:r/room:example.org", invalid("format")],
  ["example.org", server("example.org")],
  ["EXAMPLE.org:8448", server("example.org:8448")],
  ["127.0.0.1:18448", server("127.0.0.1:18448")],
  ["[2001:db8::1]:8448", server("[2001:db8::1]:8448")],
  ["localhost", server("localhost")],
  ["https://example.org/path", server("example.org")],
  ["https://user:pw@example.org/", invalid("format")],
  ["ftp://example.org", invalid("format")],
  ["alice@example.org", invalid("email")],
  ["@alice@example.org", invalid("email")],
  ["alice", invalid("server-missing")],
  ["@alice", invalid("server-missing")],
  ["", invalid("empty")],
  ["   ", invalid("empty")],
  ["#room:example.org", invalid("format")],
  ["!room:example.org", invalid("format")],
  ["@:example.org", invalid("format")],
  ["@alice:exa mple.org", invalid("format")],
  ["@alice:example.org:0", invalid("format")],
  ["@alice:example.org:99999", invalid("format")],
  ["@alice:example..org", invalid("format")],
  ["@alice:example.org/x", invalid("format")],
  [`@${"a".repeat(250)}:example.org`, invalid("format")],
];

for (const [text, expected] of cases) {
  test(`"${text.slice(0, 50)}" is read as ${JSON.stringify(expected).slice(0, 90)}`, () => {
    assert.deepEqual(readIdentifier(text), expected);
  });
}

test("a bare user name means the default server", () => {
  assert.deepEqual(readIdentifier("alice", "example.org"), user("@alice:example.org"));
  assert.deepEqual(readIdentifier("@alice", "example.org"), user("@alice:example.org"));
});

test("the well-known file is looked for without the port", () => {
  assert.equal(hostOf("example.org:8448"), "example.org");
  assert.equal(hostOf("[2001:db8::1]:8448"), "[2001:db8::1]");
  assert.equal(hostOf("[2001:db8::1]"), "[2001:db8::1]");
});

test("a server name with a user, a path, a space or a query is none", () => {
  for (const text of ["a@b.org", "b.org/x", "b .org", "b.org?x", "b.org#x", "", "b.org:", "b.org:x", "[::1", "%41.org"]) {
    assert.equal(readServerName(text), null, text);
  }
});
