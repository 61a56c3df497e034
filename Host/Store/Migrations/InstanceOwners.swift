extension Migrations {
    /// Whose an instance is.
    static let instanceOwners = Migration(
        name: "instance owners",
        sql: """
            -- The plugin that what is stored for an instance belongs to. What was stored before there was this table belongs to
            -- whichever plugin the configuration names first.
            CREATE TABLE plugin_owners (
              instance TEXT NOT NULL PRIMARY KEY CHECK (length(instance) BETWEEN 1 AND 32),
              plugin TEXT NOT NULL CHECK (length(plugin) BETWEEN 1 AND 64)
            ) STRICT, WITHOUT ROWID;

            -- Nothing ever asked for it.
            ALTER TABLE plugin_pins DROP COLUMN previous;
            """)
}
