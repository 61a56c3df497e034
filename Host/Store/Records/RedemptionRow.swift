import GRDB
import UsherDomain

/// How a redemption's state is spelled in the columns `state`, `room` and `failure`. The words are stored: never rename one.
struct StoredState: Equatable {
    let state: String
    let room: String?
    let failure: String?

    init(_ state: Redemption.State) {
        switch state {
        case .opening: self.init("opening")
        case .reserved(let room): self.init("reserved", room: room.text)
        case .invited(let room): self.init("invited", room: room.text)
        case .done(let room): self.init("done", room: room.text)
        case .alreadyIn(let room): self.init("already-in", room: room.text)
        case .releasing(let failure): self.init("releasing", failure: failure.rawValue)
        case .failed(let failure): self.init("failed", failure: failure.rawValue)
        case .refused: self.init("refused")
        }
    }

    init(_ row: Row) throws {
        try self.init(
            row.decode(forColumn: "state"), room: row.decode(forColumn: "room"), failure: row.decode(forColumn: "failure"))
    }

    private init(_ state: String, room: String? = nil, failure: String? = nil) {
        self.state = state
        self.room = room
        self.failure = failure
    }

    /// The state, or `nil` when the columns say something that this program does not know.
    var decoded: Redemption.State? {
        let room = room.flatMap { RoomID($0) }
        let failure = failure.flatMap { Redemption.Failure(rawValue: $0) }
        return switch (state, room, failure) {
        case ("opening", nil, nil): .opening
        case ("reserved", let room?, nil): .reserved(room: room)
        case ("invited", let room?, nil): .invited(room: room)
        case ("done", let room?, nil): .done(room: room)
        case ("already-in", let room?, nil): .alreadyIn(room: room)
        case ("releasing", nil, let failure?): .releasing(failure)
        case ("failed", nil, let failure?): .failed(failure)
        case ("refused", nil, nil): .refused
        default: nil
        }
    }
}

extension Redemption {
    /// Reads a row of `redemptions`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let idText: String = try row.decode(forColumn: "id")
        guard let id = RedemptionID(idText), let user = try UserID(row.decode(forColumn: "user")),
            let instance = try InstanceID(row.decode(forColumn: "instance")), let state = try StoredState(row).decoded
        else {
            throw StoreFailure.unreadable(row: idText, of: "redemptions")
        }
        let provenAt = try Instant(unixMilliseconds: row.decode(forColumn: "user_proven_at"))
        let startedAt = try Instant(unixMilliseconds: row.decode(forColumn: "started_at"))
        self.init(
            id: id, user: .remembered(user, provenAt: provenAt), instance: instance, startedAt: startedAt, state: state)
    }
}

extension StoreFailure {
    /// A row that was written by a program with other words, or by hand.
    static func unreadable(row: String, of table: String) -> StoreFailure {
        StoreFailure(
            .rowUnreadable, "Row \(row) of \(table) says something that this program does not know.",
            advice: "Run the version of Usher that wrote it, or restore the database from a backup.")
    }
}
