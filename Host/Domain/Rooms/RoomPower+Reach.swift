extension RoomPower {
    /// Who of `people` has as much power as `bot`, or more, so that it leaves them alone: everybody, where the power levels
    /// cannot be read. Looks only at those whom the power levels name. `number` gives a person's number, if they have one.
    public func beyond(_ bot: UserID, among people: PersonSet, number: (UserID) -> PersonNumber?) -> PersonSet {
        guard isReadable else { return people }
        let reach = level(of: bot)
        let isDefaultBeyond = .number(usersDefault) >= reach
        var beyond = isDefaultBeyond ? people : []
        for user in Set(users.keys).union(creators) {
            guard let person = number(user), people.contains(person) else { continue }
            if level(of: user) >= reach { beyond.insert(person) } else { beyond.remove(person) }
        }
        return beyond
    }
}
