import GRDB
import UsherDomain

extension MembershipAct {
    /// The columns of an act, in the order of ``values``.
    static let columns = "kind, room, user, reason, instances, rule_version"

    /// What stands in ``columns``.
    var values: [any DatabaseValueConvertible] {
        [kind.rawValue, room.text, user.text, reason, InstanceNames.text(instances), ruleVersion]
    }

    /// Reads the columns of an act. `nil` when they say something that this program does not know.
    init?(columnsOf row: Row) throws {
        guard let kind = try Kind(rawValue: row.decode(forColumn: "kind")),
            let room = try RoomID(row.decode(forColumn: "room")), let user = try UserID(row.decode(forColumn: "user")),
            let instances = try InstanceNames.parse(row.decode(forColumn: "instances"))
        else { return nil }
        try self.init(
            kind: kind, room: room, user: user, reason: row.decode(forColumn: "reason"), instances: instances,
            ruleVersion: row.decode(forColumn: "rule_version"))
    }
}
