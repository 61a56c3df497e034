extension Migrations {
    /// Accounts, who they belong to, and who has ever proved who they are.
    static let linkTables = Migration(
        name: "link tables",
        sql: """
            -- `number` stands for the account in snapshots, so it is never given to another one.
            CREATE TABLE accounts (
              number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (number BETWEEN 1 AND 4294967295),
              instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
              id TEXT NOT NULL CHECK (id <> ''),
              name TEXT NOT NULL,
              UNIQUE (instance, id)
            ) STRICT;

            CREATE TRIGGER accounts_keep_their_number BEFORE UPDATE OF number, instance, id ON accounts
              BEGIN SELECT RAISE(ABORT, 'the number of an account never changes'); END;

            -- A user has one account at an instance, and an account belongs to one user.
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

            -- Who had an account linked at an instance and has none there now.
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

            -- Everybody who ever proved their Matrix ID here.
            CREATE TABLE people (
              user TEXT NOT NULL PRIMARY KEY CHECK (user GLOB '@?*:?*')
            ) STRICT, WITHOUT ROWID;

            CREATE TRIGGER sessions_prove AFTER INSERT ON sessions BEGIN
              INSERT INTO people (user) VALUES (NEW.user) ON CONFLICT DO NOTHING;
            END;

            CREATE TRIGGER redemptions_prove AFTER INSERT ON redemptions BEGIN
              INSERT INTO people (user) VALUES (NEW.user) ON CONFLICT DO NOTHING;
            END;

            INSERT INTO people (user)
              SELECT user FROM sessions UNION SELECT user FROM redemptions
              UNION SELECT user FROM audit_log WHERE act = 'signed-in' AND user IS NOT NULL;
            """)
}
