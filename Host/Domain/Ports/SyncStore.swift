/// What the sync keeps over restarts, so that a homeserver does not have to give the state of every room again: where it was, and
/// what it had read until there. Only ever a copy of what the homeserver said; whoever finds it missing or damaged begins anew.
///
/// The contents are the sync's own (UsherMatrix) and opaque to the store. Durable when a method returns. Any thread; the methods
/// block, for milliseconds as a rule. Implemented by UsherStore.
public protocol SyncStore: Sendable {
    /// What the last checkpoints amount to; `nil` when there is none. Throws when it cannot be read, or is not all there.
    func load() throws -> StoredSync?

    /// Stores rooms, people and the position that belongs to them in one transaction: the position on disk is never newer than
    /// the rooms beside it.
    func store(_ checkpoint: SyncCheckpoint) throws

    /// What was learned about the limits of the homeserver that `owner` names; `nil` when nothing was.
    func limits(of owner: String) throws -> String?

    /// Keeps that for the next start, in the place of what was there.
    func set(limits: String, of owner: String) throws
}

/// What has changed since the last checkpoint.
public struct SyncCheckpoint: Hashable, Sendable {
    /// Whose sync this is: what is stored of another one is good for nothing.
    public var owner: String
    /// Where the homeserver's stream is read on from.
    public var position: String
    /// What belongs to no room.
    public var rest: [UInt8]
    /// Whether nothing of what is there stays.
    public var isWhole: Bool
    /// Blocks of people, new or in the place of those with the same number; numbered from 0 without a gap.
    public var people: [Int: [UInt8]]
    /// What is known of rooms, new or in the place of what was known.
    public var rooms: [RoomID: [UInt8]]
    /// Rooms that are no longer known.
    public var gone: Set<RoomID>

    public init(
        owner: String, position: String, rest: [UInt8] = [], isWhole: Bool = false, people: [Int: [UInt8]] = [:],
        rooms: [RoomID: [UInt8]] = [:], gone: Set<RoomID> = []
    ) {
        self.owner = owner
        self.position = position
        self.rest = rest
        self.isWhole = isWhole
        self.people = people
        self.rooms = rooms
        self.gone = gone
    }
}

/// What all checkpoints together amount to.
public struct StoredSync: Hashable, Sendable {
    public var owner: String
    public var position: String
    public var rest: [UInt8]
    /// All blocks of people, by their numbers.
    public var people: [[UInt8]]
    /// What is known of each room; `nil` when its record is damaged.
    public var rooms: [RoomID: [UInt8]?]

    public init(owner: String, position: String, rest: [UInt8], people: [[UInt8]], rooms: [RoomID: [UInt8]?]) {
        self.owner = owner
        self.position = position
        self.rest = rest
        self.people = people
        self.rooms = rooms
    }
}
