extension HeldPlan {
    /// The canonical text of acts, of which ``PlanHash`` is the hash: the same for the same acts, in whatever order they come.
    /// Begins with its version. Each act is a line of fields, each after its length in bytes, so that no field can be taken for
    /// two.
    public static func canonicalText(of acts: [MembershipAct]) -> String {
        var text = "usher plan 1\n"
        for act in sorted(acts) {
            let instances = act.instances.map(\.text).sorted(by: ByteOrder.precedes).joined(separator: ",")
            for field in [act.room.text, act.user.text, act.kind.rawValue, act.ruleVersion, instances, act.reason] {
                text += "\(field.utf8.count):\(field),"
            }
            text += "\n"
        }
        return text
    }

    /// By room, user and kind, each by its bytes.
    public static func sorted(_ acts: [MembershipAct]) -> [MembershipAct] {
        acts.sorted { left, right in
            if left.room != right.room { return ByteOrder.precedes(left.room.text, right.room.text) }
            if left.user != right.user { return ByteOrder.precedes(left.user.text, right.user.text) }
            return ByteOrder.precedes(left.kind.rawValue, right.kind.rawValue)
        }
    }

    /// What an approval of this plan carries out now: exactly its acts, as far as `plans` still want each, by the same rule,
    /// and by the same reason.
    public func stillWanted(in plans: [RoomPlan], people: People) -> [MembershipAct] {
        let byRoom = Dictionary(plans.map { ($0.room, $0) }, uniquingKeysWith: { first, _ in first })
        return acts.filter { act in
            guard let plan = byRoom[act.room], let person = people.known(act.user), plan.isCarriedOut(act.kind),
                let reason = plan.reason(for: act.kind, of: person)
            else { return false }
            return plan.policy.ruleVersion == act.ruleVersion && reason.text == act.reason
        }
    }
}
