/// Which instances may admit people to which rooms: the rule of a room in its first form, "any of these instances".
///
/// A room without an entry, or with an empty one, admits nobody (law 2).
public struct Admissions: Hashable, Sendable {
    private let instancesByRoom: [RoomID: Set<InstanceID>]

    /// Takes the instances that may admit to each room.
    public init(_ instancesByRoom: [RoomID: Set<InstanceID>]) {
        self.instancesByRoom = instancesByRoom
    }

    /// Whether `instance` may admit people to `room`.
    public func admits(_ instance: InstanceID, to room: RoomID) -> Bool {
        instancesByRoom[room]?.contains(instance) ?? false
    }

    /// The rooms that anything may admit to.
    public var rooms: Set<RoomID> { Set(instancesByRoom.filter { !$0.value.isEmpty }.keys) }

    /// Whether `instance` may admit people to any room at all. One that nobody configured may not.
    public func admitsAnywhere(_ instance: InstanceID) -> Bool {
        instancesByRoom.values.contains { $0.contains(instance) }
    }
}
