import UsherDomain

extension Membership {
    /// Reads the `membership` of an `m.room.member` event; `nil` when it is no word of the specification. `none` is a word of
    /// ours.
    init?(stateWord word: String) {
        guard let membership = Membership(rawValue: word), membership != .none else { return nil }
        self = membership
    }
}
