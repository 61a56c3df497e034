import Logging
import UsherDomain

// What is remembered of rooms that cannot be looked into, and what is said about them.
extension Governor {
    /// Takes up what an earlier run remembered.
    func recall() async throws {
        let leavers = try await parts.memory.leavers()
        remembered = RememberedRooms(
            spaces: try await parts.memory.spaces(),
            leavers: leavers.mapValues { users in PersonSet(users.map { parts.people.number(of: $0) }) })
    }

    /// Stores what was seen in this pass and is not stored yet. Throws what the store throws; then it is done again.
    func remember(_ leavers: [RoomID: PersonSet]) async throws {
        for (room, people) in leavers { remembered.note(people, goneBefore: room) }
        tellUnseen()
        let changes = remembered.unstored()
        do {
            if !changes.spaces.isEmpty { try await parts.memory.remember(spaces: changes.spaces) }
            for (room, people) in changes.leavers {
                try await parts.memory.remember(leavers: Set(parts.people.users(people)), of: room)
            }
        } catch {
            remembered.putBack(changes)
            throw error
        }
    }

    /// Says once that something cannot be seen, and once that it can again.
    private func tellUnseen() {
        let doubtful = map.inDoubt
        let unseen = Set(doubtful.flatMap { map.effective($0).unseen })
        guard unseen != unseenSaid else { return }
        unseenSaid = unseen
        if unseen.isEmpty {
            parts.logger.notice("what holds in all rooms is known again")
        } else {
            parts.logger.error(
                "what holds in some rooms is not known: nothing is taken from anybody there; `usher rooms` says what to do",
                metadata: [
                    "rooms": "\(doubtful.count)", "first": "\(doubtful[0])",
                    "unseen": "\(unseen.sorted().prefix(Self.unseenNamedMax).map(\.room.text).joined(separator: " "))",
                ])
        }
    }

    /// How many rooms that cannot be seen are named in one line of the log.
    private static let unseenNamedMax = 5
}
