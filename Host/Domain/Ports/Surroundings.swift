/// The wall clock, as a parameter.
public protocol WallClock: Sendable {
    /// The moment it is.
    func now() -> Instant
}

/// The source of random bytes, as a parameter. Fit for keys and tokens.
public protocol RandomSource: Sendable {
    /// That many random bytes.
    func bytes(_ count: Int) -> [UInt8]
}

/// Makes the pseudonym under which a plugin knows a person (rule R8 of usher_plugin.h).
public protocol Pseudonyms: Sendable {
    /// 64 hexadecimal digits: stable for this user at this instance, and telling nothing about either.
    func pseudonym(of user: UserID, at instance: InstanceID) -> String
}

/// Time that passes, as a parameter: for waiting and for measuring, never for dates.
public protocol SteadyClock: Sendable {
    /// Milliseconds since an arbitrary start; never goes back.
    func nowMilliseconds() -> Int64
    /// Returns after this many milliseconds, or throws `CancellationError` when the task is cancelled.
    func sleep(milliseconds: Int64) async throws
}
