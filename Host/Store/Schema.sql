-- Generated from Host/Store/Migrations: `USHER_UPDATE=1 swift test --filter SchemaTests` writes it anew.

CREATE TABLE key_check (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  cookie_hash BLOB NOT NULL UNIQUE CHECK (length(cookie_hash) = 32),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  proven_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > proven_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE openid_tokens (
  hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX openid_tokens_by_end ON openid_tokens (until);

CREATE TABLE redemptions (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32 AND id NOT GLOB '*[^0-9a-f]*'),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  user_proven_at INTEGER NOT NULL,
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  started_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  room TEXT CHECK (room GLOB '!?*'),
  failure TEXT CHECK (failure <> ''),
  CHECK (CASE
    WHEN state IN ('opening', 'refused') THEN room IS NULL AND failure IS NULL
    WHEN state IN ('reserved', 'invited', 'done', 'already-in') THEN room IS NOT NULL AND failure IS NULL
    WHEN state IN ('releasing', 'failed') THEN room IS NULL AND failure IS NOT NULL
    ELSE FALSE END)
) STRICT;

CREATE INDEX redemptions_unsettled ON redemptions (started_at, id)
  WHERE state NOT IN ('done', 'already-in', 'failed', 'refused');

CREATE TRIGGER redemptions_settled_stay BEFORE UPDATE ON redemptions
  WHEN OLD.state IN ('done', 'already-in', 'failed', 'refused')
  BEGIN SELECT RAISE(ABORT, 'a settled redemption never changes'); END;

CREATE TABLE audit_log (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  user TEXT CHECK (user GLOB '@?*:?*'),
  room TEXT CHECK (room GLOB '!?*'),
  instance TEXT CHECK (instance <> ''),
  reason TEXT NOT NULL CHECK (reason <> ''),
  evidence TEXT NOT NULL CHECK (evidence GLOB '{*}')
, run INTEGER REFERENCES runs (id), rule_version TEXT) STRICT;

CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
  BEGIN SELECT RAISE(ABORT, 'an audit entry never changes'); END;

CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
  BEGIN SELECT RAISE(ABORT, 'an audit entry is never removed'); END;

CREATE TRIGGER audit_log_never_replaces BEFORE INSERT ON audit_log
  WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'an audit entry is never replaced'); END;

CREATE TABLE plugin_kv_totals (
  instance TEXT NOT NULL PRIMARY KEY CHECK (length(instance) BETWEEN 1 AND 32),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  version INTEGER NOT NULL CHECK (version >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_kv (
  instance TEXT NOT NULL REFERENCES plugin_kv_totals (instance),
  key BLOB NOT NULL CHECK (length(key) BETWEEN 1 AND 256),
  version INTEGER NOT NULL CHECK (version > 0),
  expires_at INTEGER,
  size INTEGER NOT NULL GENERATED ALWAYS AS (64 + length(key) + length(value)) VIRTUAL,
  value BLOB NOT NULL,
  PRIMARY KEY (instance, key)
) STRICT;

CREATE INDEX plugin_kv_by_end ON plugin_kv (instance, expires_at) WHERE expires_at IS NOT NULL;

CREATE TRIGGER plugin_kv_counts_new AFTER INSERT ON plugin_kv BEGIN
  UPDATE plugin_kv_totals SET bytes = bytes + NEW.size WHERE instance = NEW.instance;
END;

CREATE TRIGGER plugin_kv_counts_changed AFTER UPDATE ON plugin_kv BEGIN
  UPDATE plugin_kv_totals SET bytes = bytes + NEW.size - OLD.size WHERE instance = NEW.instance;
END;

CREATE TRIGGER plugin_kv_counts_gone AFTER DELETE ON plugin_kv BEGIN
  UPDATE plugin_kv_totals SET bytes = bytes - OLD.size WHERE instance = OLD.instance;
END;

CREATE TABLE plugin_secrets (
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  name BLOB NOT NULL CHECK (length(name) BETWEEN 1 AND 256),
  sealed BLOB NOT NULL CHECK (length(sealed) BETWEEN 28 AND 65564),
  PRIMARY KEY (instance, name)
) STRICT;

CREATE TABLE plugin_pins (
  plugin TEXT NOT NULL PRIMARY KEY CHECK (length(plugin) BETWEEN 1 AND 64),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  version TEXT NOT NULL CHECK (version <> ''),
  permissions TEXT NOT NULL CHECK (permissions GLOB '{*}'),
  since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_consents (
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  permissions TEXT NOT NULL CHECK (permissions GLOB '{*}'),
  approved_by TEXT NOT NULL CHECK (approved_by <> ''),
  approved_at INTEGER NOT NULL,
  PRIMARY KEY (sha256, permissions)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_quarantines (
  sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  plugin TEXT CHECK (length(plugin) BETWEEN 1 AND 64),
  file TEXT NOT NULL CHECK (file <> ''),
  reason TEXT NOT NULL CHECK (reason <> ''),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_owners (
  instance TEXT NOT NULL PRIMARY KEY CHECK (length(instance) BETWEEN 1 AND 32),
  plugin TEXT NOT NULL CHECK (length(plugin) BETWEEN 1 AND 64)
) STRICT, WITHOUT ROWID;

CREATE TABLE policies (
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  revision INTEGER NOT NULL CHECK (revision > 0),
  is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
  rule TEXT CHECK (rule <> ''),
  phase TEXT CHECK (phase IN ('observe', 'announce', 'enforce')),
  announce_until INTEGER,
  grace INTEGER CHECK (grace >= 0),
  shadows TEXT CHECK (shadows IN ('report', 'remove')),
  knocks TEXT CHECK (knocks IN ('answer', 'leave')),
  exempt TEXT NOT NULL CHECK (exempt = '' OR exempt GLOB '@*:*'),
  brakes_people INTEGER CHECK (brakes_people >= 0),
  brakes_percent INTEGER CHECK (brakes_percent >= 0),
  is_for_this_room_only INTEGER NOT NULL CHECK (is_for_this_room_only IN (0, 1)),
  inherits_nothing INTEGER NOT NULL CHECK (inherits_nothing IN (0, 1)),
  audit INTEGER NOT NULL REFERENCES audit_log (id),
  PRIMARY KEY (room, revision),
  CHECK ((phase IS 'announce') = (announce_until IS NOT NULL)),
  CHECK ((brakes_people IS NULL) = (brakes_percent IS NULL)),
  CHECK (NOT is_removed OR (rule IS NULL AND phase IS NULL AND grace IS NULL AND shadows IS NULL AND knocks IS NULL
    AND exempt = '' AND brakes_people IS NULL AND NOT is_for_this_room_only AND NOT inherits_nothing))
) STRICT;

CREATE TRIGGER policies_follow_each_other BEFORE INSERT ON policies
  WHEN NEW.revision <> 1 + (SELECT coalesce(max(revision), 0) FROM policies WHERE room = NEW.room)
  BEGIN SELECT RAISE(ABORT, 'the revisions of a policy follow each other'); END;

CREATE TRIGGER policies_never_change BEFORE UPDATE ON policies
  BEGIN SELECT RAISE(ABORT, 'a revision of a policy never changes'); END;

CREATE TRIGGER policies_never_shrink BEFORE DELETE ON policies
  BEGIN SELECT RAISE(ABORT, 'a revision of a policy is never removed'); END;

CREATE TABLE requirement_names (
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-z0-9._-]*'),
  revision INTEGER NOT NULL CHECK (revision > 0),
  requirement TEXT CHECK (requirement GLOB '{*}'),
  audit INTEGER NOT NULL REFERENCES audit_log (id),
  PRIMARY KEY (instance, name, revision)
) STRICT;

CREATE TRIGGER requirement_names_follow_each_other BEFORE INSERT ON requirement_names
  WHEN NEW.revision <> 1 + (
    SELECT coalesce(max(revision), 0) FROM requirement_names WHERE instance = NEW.instance AND name = NEW.name)
  BEGIN SELECT RAISE(ABORT, 'the revisions of a name follow each other'); END;

CREATE TRIGGER requirement_names_never_change BEFORE UPDATE ON requirement_names
  BEGIN SELECT RAISE(ABORT, 'a revision of a name never changes'); END;

CREATE TRIGGER requirement_names_never_shrink BEFORE DELETE ON requirement_names
  BEGIN SELECT RAISE(ABORT, 'a revision of a name is never removed'); END;

CREATE TABLE accounts (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (number BETWEEN 1 AND 4294967295),
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  id TEXT NOT NULL CHECK (id <> ''),
  name TEXT NOT NULL,
  UNIQUE (instance, id)
) STRICT;

CREATE TRIGGER accounts_keep_their_number BEFORE UPDATE OF number, instance, id ON accounts
  BEGIN SELECT RAISE(ABORT, 'the number of an account never changes'); END;

CREATE TABLE links (
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  account INTEGER NOT NULL UNIQUE REFERENCES accounts (number),
  link TEXT NOT NULL CHECK (link = '' OR link GLOB '{*}'),
  secret_key TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  proven_by TEXT NOT NULL CHECK (proven_by <> ''),
  PRIMARY KEY (user, instance)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER links_are_at_their_accounts_instance BEFORE INSERT ON links
  WHEN NEW.instance IS NOT (SELECT instance FROM accounts WHERE number = NEW.account)
  BEGIN SELECT RAISE(ABORT, 'a link is at the instance of its account'); END;

CREATE TRIGGER links_stay_at_their_accounts_instance BEFORE UPDATE OF instance, account ON links
  WHEN NEW.instance IS NOT (SELECT instance FROM accounts WHERE number = NEW.account)
  BEGIN SELECT RAISE(ABORT, 'a link is at the instance of its account'); END;

CREATE TABLE unlinked (
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  PRIMARY KEY (user, instance)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER links_are_remembered AFTER DELETE ON links BEGIN
  INSERT INTO unlinked (user, instance) VALUES (OLD.user, OLD.instance) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER links_come_back AFTER INSERT ON links BEGIN
  DELETE FROM unlinked WHERE user = NEW.user AND instance = NEW.instance;
END;

CREATE TABLE people (
  user TEXT NOT NULL PRIMARY KEY CHECK (user GLOB '@?*:?*')
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sessions_prove AFTER INSERT ON sessions BEGIN
  INSERT INTO people (user) VALUES (NEW.user) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER redemptions_prove AFTER INSERT ON redemptions BEGIN
  INSERT INTO people (user) VALUES (NEW.user) ON CONFLICT DO NOTHING;
END;

CREATE TABLE asked_requirements (
  id INTEGER NOT NULL PRIMARY KEY,
  instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
  requirement TEXT NOT NULL CHECK (requirement GLOB '{*}'),
  was_emptied INTEGER NOT NULL DEFAULT 0 CHECK (was_emptied IN (0, 1)),
  UNIQUE (instance, requirement)
) STRICT;

CREATE TABLE snapshots (
  requirement INTEGER NOT NULL REFERENCES asked_requirements (id) ON DELETE CASCADE,
  is_held INTEGER NOT NULL CHECK (is_held IN (0, 1)),
  is_authoritative INTEGER NOT NULL CHECK (is_authoritative IN (0, 1)),
  has_become_empty INTEGER NOT NULL CHECK (has_become_empty IN (0, 1)),
  taken_at INTEGER NOT NULL,
  fresh_until INTEGER NOT NULL,
  etag BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  accounts BLOB NOT NULL,
  PRIMARY KEY (requirement, is_held)
) STRICT;

CREATE TABLE findings (
  requirement INTEGER NOT NULL REFERENCES asked_requirements (id) ON DELETE CASCADE,
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  holds INTEGER NOT NULL CHECK (holds IN (0, 1)),
  observed_at INTEGER NOT NULL,
  fresh_until INTEGER NOT NULL,
  reason TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (facts = '' OR facts GLOB '{*}'),
  PRIMARY KEY (requirement, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX findings_by_end ON findings (fresh_until);

CREATE TRIGGER links_begin_unknown AFTER INSERT ON links BEGIN
  DELETE FROM findings WHERE user = NEW.user
    AND requirement IN (SELECT id FROM asked_requirements WHERE instance = NEW.instance);
END;

CREATE TRIGGER links_change_to_unknown AFTER UPDATE OF account ON links WHEN NEW.account <> OLD.account BEGIN
  DELETE FROM findings WHERE user = NEW.user
    AND requirement IN (SELECT id FROM asked_requirements WHERE instance = NEW.instance);
END;

CREATE TRIGGER links_end_unknown AFTER DELETE ON links BEGIN
  DELETE FROM findings WHERE user = OLD.user
    AND requirement IN (SELECT id FROM asked_requirements WHERE instance = OLD.instance);
END;

CREATE TABLE runs (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at INTEGER NOT NULL,
  cause TEXT NOT NULL CHECK (cause <> ''),
  approved TEXT CHECK (length(approved) = 64 AND approved NOT GLOB '*[^0-9a-f]*')
) STRICT;

CREATE TRIGGER runs_never_change BEFORE UPDATE ON runs
  BEGIN SELECT RAISE(ABORT, 'a run never changes'); END;

CREATE TRIGGER runs_never_shrink BEFORE DELETE ON runs
  BEGIN SELECT RAISE(ABORT, 'a run is never removed'); END;

CREATE INDEX audit_log_by_time ON audit_log (at);

CREATE INDEX audit_log_by_room ON audit_log (room, id) WHERE room IS NOT NULL;

CREATE INDEX audit_log_by_user ON audit_log (user, id) WHERE user IS NOT NULL;

CREATE INDEX audit_log_by_run ON audit_log (run, id) WHERE run IS NOT NULL;

CREATE TABLE intents (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  run INTEGER NOT NULL REFERENCES runs (id),
  kind TEXT NOT NULL CHECK (kind IN ('invite', 'admit', 'deny', 'withdraw', 'warn', 'remove', 'spare')),
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  reason TEXT NOT NULL,
  instances TEXT NOT NULL CHECK (instances NOT GLOB '*[^a-z0-9,-]*'),
  rule_version TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  evidence TEXT NOT NULL CHECK (evidence GLOB '{*}'),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  not_before INTEGER NOT NULL,
  may_be_done INTEGER NOT NULL CHECK (may_be_done IN (0, 1)),
  is_approved INTEGER NOT NULL CHECK (is_approved IN (0, 1)),
  UNIQUE (room, user)
) STRICT;

CREATE TABLE departures (
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  since INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  noticed_at INTEGER,
  reason TEXT NOT NULL,
  instances TEXT NOT NULL CHECK (instances NOT GLOB '*[^a-z0-9,-]*'),
  approved_version TEXT,
  removed_at INTEGER,
  removals INTEGER NOT NULL CHECK (removals >= 0),
  PRIMARY KEY (room, user),
  CHECK ((removed_at IS NULL) = (removals = 0))
) STRICT, WITHOUT ROWID;

CREATE TABLE reprieves (
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  until INTEGER NOT NULL,
  PRIMARY KEY (room, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE held_plans (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
  held_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at >= held_at),
  is_dropped INTEGER NOT NULL CHECK (is_dropped IN (0, 1)),
  people BLOB NOT NULL
) STRICT;

CREATE TABLE held_plan_causes (
  plan TEXT NOT NULL REFERENCES held_plans (hash) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  cause TEXT NOT NULL,
  room TEXT CHECK (room GLOB '!?*'),
  instance TEXT CHECK (length(instance) BETWEEN 1 AND 32),
  requirement TEXT CHECK (requirement GLOB '{*}'),
  removed INTEGER CHECK (removed >= 0),
  governed INTEGER CHECK (governed >= 0),
  PRIMARY KEY (plan, position),
  CHECK ((removed IS NULL) = (cause = 'empty-group') AND (removed IS NULL) = (governed IS NULL)),
  CHECK (CASE cause
    WHEN 'room' THEN room IS NOT NULL AND instance IS NULL AND requirement IS NULL
    WHEN 'instance' THEN room IS NULL AND instance IS NOT NULL AND requirement IS NULL
    WHEN 'everything' THEN room IS NULL AND instance IS NULL AND requirement IS NULL
    WHEN 'empty-group' THEN room IS NULL AND instance IS NOT NULL AND requirement IS NOT NULL
    ELSE FALSE END)
) STRICT, WITHOUT ROWID;

CREATE TABLE held_plan_acts (
  plan TEXT NOT NULL REFERENCES held_plans (hash) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('invite', 'admit', 'deny', 'withdraw', 'warn', 'remove', 'spare')),
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  reason TEXT NOT NULL,
  instances TEXT NOT NULL CHECK (instances NOT GLOB '*[^a-z0-9,-]*'),
  rule_version TEXT NOT NULL,
  people BLOB NOT NULL CHECK (length(people) > 1),
  PRIMARY KEY (plan, position)
) STRICT;

CREATE TABLE takings (
  audit INTEGER NOT NULL PRIMARY KEY REFERENCES audit_log (id),
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  instances TEXT NOT NULL CHECK (instances NOT GLOB '*[^a-z0-9,-]*'),
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX takings_by_time ON takings (at);

CREATE TABLE remembered_children (
  space TEXT NOT NULL CHECK (space GLOB '!?*'),
  child TEXT NOT NULL CHECK (child GLOB '!?*'),
  PRIMARY KEY (space, child)
) STRICT, WITHOUT ROWID;

CREATE TABLE remembered_leavers (
  room TEXT NOT NULL CHECK (room GLOB '!?*'),
  user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
  PRIMARY KEY (room, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE loop_facts (
  fact TEXT NOT NULL PRIMARY KEY CHECK (fact <> ''),
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_position (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL,
  position TEXT NOT NULL CHECK (position <> ''),
  rooms INTEGER NOT NULL,
  people INTEGER NOT NULL,
  rest BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE sync_rooms (
  room TEXT NOT NULL PRIMARY KEY CHECK (room GLOB '!?*'),
  state BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE sync_people (
  block INTEGER NOT NULL PRIMARY KEY CHECK (block >= 0),
  users BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE homeserver_limits (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL,
  limits TEXT NOT NULL CHECK (limits GLOB '{*}')
) STRICT;
