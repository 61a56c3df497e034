/// Why the store cannot be used, or why a row of it cannot be believed.
public struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is; stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The data directory does not exist.
        case directoryMissing = "data-directory-missing"
        /// The data directory is no directory, cannot be written to, or anybody may write to it.
        case directoryUnusable = "data-directory-unusable"
        /// There is a database, but its key file is gone.
        case keyMissing = "key-missing"
        /// Others than its owner may read or write the key file.
        case keyExposed = "key-exposed"
        /// The key file does not hold a key.
        case keyMalformed = "key-malformed"
        /// The key file cannot be read or made.
        case keyUnusable = "key-unusable"
        /// The database was made with another key.
        case keyForeign = "key-foreign"
        /// A newer program made the database.
        case databaseNewer = "database-newer"
        /// An older program made the database, and nobody may bring it up to date now.
        case databaseOlder = "database-older"
        /// The file is a database of another program.
        case databaseForeign = "database-foreign"
        /// The file is no database, or a damaged one.
        case databaseDamaged = "database-damaged"
        /// The file cannot be opened, read or written.
        case databaseUnusable = "database-unusable"
        /// Another process kept the store locked for too long.
        case busy
        /// A stored row says something that this program does not know. It is never guessed at.
        case rowUnreadable = "row-unreadable"
        /// What was to be stored is not well formed: a defect of the program.
        case rowMalformed = "row-malformed"
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong, for an admin; names files, holds no secret.
    public let message: String
    /// What to do about it.
    public let advice: String

    /// Puts the parts together.
    public init(_ code: Code, _ message: String, advice: String) {
        self.code = code
        self.message = message
        self.advice = advice
    }

    public var description: String { "\(message) \(advice) [\(code.rawValue)]" }
}
