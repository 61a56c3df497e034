/// The wall clock, as a parameter.
public protocol WallClock: Sendable {
    func now() -> Instant
}

/// The source of random bytes, as a parameter. Fit for keys and tokens.
public protocol RandomSource: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

/// Makes the pseudonym under which a plugin knows a person (rule R8 of usher_plugin.h).
public protocol Pseudonyms: Sendable {
    /// 64 hexadecimal digits: stable for this user at this instance, and telling nothing about either.
    func pseudonym(of user: UserID, at instance: InstanceID) -> String
}
