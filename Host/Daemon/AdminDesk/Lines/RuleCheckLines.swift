import UsherServer

/// What a rule would come to, as `usher rule check` prints it.
enum RuleCheckLines {
    /// How people would fare in each room, then what would be done; nothing where no room was named.
    static func effect(of answer: RuleCheckAnswer) -> [String] {
        guard let rooms = answer.rooms, let plan = answer.plan else { return [] }
        return rooms.flatMap(people) + PlanLines.all(of: plan)
    }

    private static func people(_ room: RoomShape) -> [String] {
        [
            "\(room.room.shown)\t\((room.name ?? "-").shown)",
            "    people     \(room.governed) under the rule, of these \(room.undecided) undecided, \(room.shadows) shadows",
        ]
    }
}
