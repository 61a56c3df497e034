extension Migrations {
    /// What instances said about groups and about single people.
    static let evidenceTables = Migration(
        name: "evidence tables",
        sql: """
            -- A requirement is long, and asked about many people. `was_emptied`: by what was said about single people, nobody
            -- meets it any more.
            CREATE TABLE asked_requirements (
              id INTEGER NOT NULL PRIMARY KEY,
              instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
              requirement TEXT NOT NULL CHECK (requirement GLOB '{*}'),
              was_emptied INTEGER NOT NULL DEFAULT 0 CHECK (was_emptied IN (0, 1)),
              UNIQUE (instance, requirement)
            ) STRICT;

            -- `accounts` are the numbers of accounts, as a set of bits, and `digest` its SHA-256: a bit that the disk lost would
            -- throw somebody out. One that is held waits for another listing to confirm it.
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

            -- The last word of an instance about one person. "Unknown" is none.
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

            -- What was said about somebody's account says nothing about another one.
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
            """)
}
