extension Migrations {
    /// What plugins keep secret, and what is remembered of plugin files.
    static let pluginTables = Migration(
        name: "plugin tables",
        sql: """
            -- `sealed` is AES-GCM: 12 bytes of nonce, the value, 16 bytes of tag. The tag covers table, instance and name too:
            -- a row that was moved does not open. Names are BLOB: they may hold any character.
            CREATE TABLE plugin_secrets (
              instance TEXT NOT NULL CHECK (length(instance) BETWEEN 1 AND 32),
              name BLOB NOT NULL CHECK (length(name) BETWEEN 1 AND 256),
              sealed BLOB NOT NULL CHECK (length(sealed) BETWEEN 28 AND 65564),
              PRIMARY KEY (instance, name)
            ) STRICT;

            -- The file of each plugin that is in use. `previous` is the one before it.
            CREATE TABLE plugin_pins (
              plugin TEXT NOT NULL PRIMARY KEY CHECK (length(plugin) BETWEEN 1 AND 64),
              sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
              version TEXT NOT NULL CHECK (version <> ''),
              permissions TEXT NOT NULL CHECK (permissions GLOB '{*}'),
              since INTEGER NOT NULL,
              previous TEXT CHECK (length(previous) = 64 AND previous NOT GLOB '*[^0-9a-f]*' AND previous <> sha256)
            ) STRICT, WITHOUT ROWID;

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
            """)
}
