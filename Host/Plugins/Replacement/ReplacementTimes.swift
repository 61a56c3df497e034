/// How patient the watching and replacing of plugin files is, in milliseconds.
public struct ReplacementTimes: Sendable, Hashable {
    /// A file that looked the same twice at this distance is not being written any more. Copying programs pause for less.
    public var settle: Int64 = 500
    /// Between two looks at what happened in the directory: a storm of changes there must not become one here.
    public var breath: Int64 = 20
    /// Between two tries to open a directory that is gone, and between two looks at whether it is still the same one.
    public var directoryAgain: Int64 = 2_000
    /// How long what was looked at waits for files that are still being looked at, so that all are judged together.
    public var patience: Int64 = 2_000
    /// A file that takes longer to introduce itself does not hold up the next one any more.
    public var slowLook: Int64 = 1_000
    /// How long the replaced worker may take to finish what it has begun.
    public var drain: Int64 = 30_000
    /// How long the previous file is kept: if the new one crashes by then, the old one is back.
    public var probation: Int64 = 60_000
    /// Between two looks at the records while something waits for a person, who may decide in another process.
    public var recheck: Int64 = 2_000
    /// Until what failed because the system had no thread or descriptor left is tried again: whoever has them gives them back
    /// only when it is done.
    public var shortage: Int64 = 5_000
    /// Until a file that could not take over is tried again; doubled each time, up to ``againMax``.
    public var again: Int64 = 60_000
    /// The longest wait between two tries.
    public var againMax: Int64 = 3_600_000

    public init() {}
}
