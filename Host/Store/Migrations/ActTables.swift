extension Migrations {
    /// What was decided, what is being done, and what was done.
    static let actTables = Migration(
        name: "act tables",
        sql: """
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

            ALTER TABLE audit_log ADD COLUMN run INTEGER REFERENCES runs (id);
            ALTER TABLE audit_log ADD COLUMN rule_version TEXT;
            CREATE INDEX audit_log_by_time ON audit_log (at);
            CREATE INDEX audit_log_by_room ON audit_log (room, id) WHERE room IS NOT NULL;
            CREATE INDEX audit_log_by_user ON audit_log (user, id) WHERE user IS NOT NULL;
            CREATE INDEX audit_log_by_run ON audit_log (run, id) WHERE run IS NOT NULL;

            -- Acts that were decided and are not settled. `instances` are names joined by commas. `may_be_done`: the homeserver
            -- was asked, and what came of it was not read. `is_approved`: a person said yes, so the brakes do not count it.
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

            -- `approved_version`: the version of the rule by which a person said yes.
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

            -- `people`: everybody whom its acts are about, sorted, each with a byte of 0 behind, which no user ID contains. A
            -- plan can have millions of acts: one row for each would be hundreds of megabytes.
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

            -- Acts that differ only in whom they are about; `people`: a set of places in the plan's list.
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

            -- The audit entries that took something away from somebody without a person's approval: what the brakes count.
            CREATE TABLE takings (
              audit INTEGER NOT NULL PRIMARY KEY REFERENCES audit_log (id),
              room TEXT NOT NULL CHECK (room GLOB '!?*'),
              user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
              instances TEXT NOT NULL CHECK (instances NOT GLOB '*[^a-z0-9,-]*'),
              at INTEGER NOT NULL
            ) STRICT;

            CREATE INDEX takings_by_time ON takings (at);

            -- What spaces had below them when the bot was last there, as far as rules came down through them.
            CREATE TABLE remembered_children (
              space TEXT NOT NULL CHECK (space GLOB '!?*'),
              child TEXT NOT NULL CHECK (child GLOB '!?*'),
              PRIMARY KEY (space, child)
            ) STRICT, WITHOUT ROWID;

            -- Who had gone from the rooms that an upgraded room replaces: they are not invited to it.
            CREATE TABLE remembered_leavers (
              room TEXT NOT NULL CHECK (room GLOB '!?*'),
              user TEXT NOT NULL CHECK (user GLOB '@?*:?*'),
              PRIMARY KEY (room, user)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE loop_facts (
              fact TEXT NOT NULL PRIMARY KEY CHECK (fact <> ''),
              value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            """)
}
