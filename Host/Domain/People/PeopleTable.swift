/// Who has which number, as a hash table over the bytes of user IDs. A homeserver's answer names a person a hundred times, once
/// for each of their rooms: looking them up makes no text and parses nothing. Takes about 12 bytes a person beside the IDs.
struct PeopleTable {
    private(set) var users: [UserID] = []
    /// Server names as they were parsed once: their texts are shared by all their people.
    private var servers: [String: ServerName] = [:]
    /// Numbers plus 1; 0 = free. A power of two long, at most three quarters full, searched onwards from the hash.
    private var slots = [UInt32](repeating: 0, count: 64)
    /// The hash of each ID, by numbers: tells most of those that lie in the way from the one that is looked for.
    private var hashes: [UInt32] = []

    /// The number of whoever has the ID `bytes`, given out now when there is none; `nil` when that is no user ID.
    mutating func number(_ bytes: Span<UInt8>) -> PersonNumber? {
        let hash = Self.hash(bytes)
        let slot = slot(of: bytes, hash)
        if slots[slot] != 0 { return PersonNumber(number: slots[slot] - 1) }
        guard let user = parse(bytes) else { return nil }
        return add(user, hash, in: slot)
    }

    /// The number of `user`, given out now when there is none.
    mutating func number(of user: UserID) -> PersonNumber {
        let bytes = user.text.utf8.span
        let hash = Self.hash(bytes)
        let slot = slot(of: bytes, hash)
        return slots[slot] != 0 ? PersonNumber(number: slots[slot] - 1) : add(user, hash, in: slot)
    }

    /// The number of `user`; `nil` when none was given out.
    func known(_ user: UserID) -> PersonNumber? {
        let bytes = user.text.utf8.span
        let found = slots[slot(of: bytes, Self.hash(bytes))]
        return found == 0 ? nil : PersonNumber(number: found - 1)
    }

    private mutating func add(_ user: UserID, _ hash: UInt32, in slot: Int) -> PersonNumber {
        users.append(user)
        hashes.append(hash)
        slots[slot] = UInt32(users.count)
        let number = PersonNumber(number: UInt32(users.count - 1))
        if users.count * 4 > slots.count * 3 { grow() }
        return number
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }

    /// Where `bytes` are, or belong.
    private func slot(of bytes: Span<UInt8>, _ hash: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if hashes[index] == hash, Self.areEqual(users[index].text.utf8.span, bytes) { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Keyed anew by each process, so that nobody can choose IDs that collide.
    private static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    private static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    private mutating func parse(_ bytes: Span<UInt8>) -> UserID? {
        guard bytes.count <= UserID.bytesMax else { return nil }
        let text: String
        do {
            text = String(copying: try UTF8Span(validating: bytes))
        } catch {
            return nil
        }
        return UserID(text) { name in
            // Compared as bytes too: to Swift, a Kelvin sign is a K.
            if let known = servers[name], known.text.utf8.count == name.utf8.count { return known }
            let server = ServerName(name)
            if let server { servers[name] = server }
            return server
        }
    }
}
