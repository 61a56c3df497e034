/// What we ask of `/sync`: the state that decides over membership, and nothing that people write.
enum SyncFilter {
    private static let types = [
        "m.room.create", "m.room.member", "m.room.power_levels", "m.room.join_rules", "m.room.tombstone", "m.room.name",
        "m.room.canonical_alias", "m.space.child", "m.space.parent",
    ]

    /// The filter as JSON (client-server API, `POST /user/{userId}/filter`). Members are not lazy-loaded: whoever is missing from
    /// the state must really be no member.
    static let json = json(types, timelineMax: 50)

    /// For the first answer: which rooms there are, and no more. Their state is read room by room, since the members of all rooms
    /// in one answer can be more than fits into memory.
    ///
    /// `question` makes each first question another one: Synapse gives its answer to the same one again for two minutes, and a
    /// daemon that was started anew would go on from where the last one began.
    static func first(question: UInt64) -> [UInt8] {
        json(["m.room.create"], timelineMax: 1, strangers: [stranger(question)])
    }

    /// For the first answer after a restart: like ``json``, but another question each time, for the same reason.
    static func resumed(question: UInt64) -> [UInt8] {
        json(types, timelineMax: 50, strangers: [stranger(question)])
    }

    private static func stranger(_ question: UInt64) -> String { #"@\#(String(question, radix: 16)):usher.invalid"# }

    /// `strangers` have sent nothing of what is asked for.
    private static func json(_ types: [String], timelineMax: Int, strangers: [String] = []) -> [UInt8] {
        let nobody = strangers.isEmpty ? "" : #","not_senders":[\#(strangers.map(JSONText.quote).joined(separator: ","))]"#
        let wanted = types.map(JSONText.quote).joined(separator: ",")
        let nothing = #"{"not_types":["*"]}"#
        return Array(
            """
            {"presence":\(nothing),"account_data":\(nothing),\
            "room":{"ephemeral":\(nothing),"account_data":\(nothing),\
            "state":{"types":[\(wanted)],"lazy_load_members":false},\
            "timeline":{"types":[\(wanted)],"limit":\(timelineMax)\(nobody)}}}
            """.utf8)
    }
}
