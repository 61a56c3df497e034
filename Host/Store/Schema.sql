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
) STRICT;

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
