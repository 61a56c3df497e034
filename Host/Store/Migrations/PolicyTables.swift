extension Migrations {
    /// Rules and settings of rooms and spaces, and the names of requirements.
    static let policyTables = Migration(
        name: "policy tables",
        sql: """
            -- Every revision that a room's policy ever had; the last one counts. NULL = as the spaces above it say. `exempt` has
            -- one pattern a line. `audit` explains the change: there is no revision without it.
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

            -- Every revision of every name; the last one counts. NULL = the name was taken away.
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
            """)
}
