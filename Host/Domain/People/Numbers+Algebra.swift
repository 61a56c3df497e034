extension Numbers {
    mutating func formUnion(_ other: Numbers) {
        switch (self, other) {
        case (_, .list(let theirs)) where theirs.isEmpty: return
        case (.list(let ours), _) where ours.isEmpty: self = other
        case (.list(let ours), .list(let theirs)): self = Numbers(sorted: Self.merged(ours, theirs))
        case (.words(var ours), .words(let theirs)):
            self = .list([])
            if theirs.count > ours.count { ours.append(contentsOf: repeatElement(0, count: theirs.count - ours.count)) }
            for index in theirs.indices { ours[index] |= theirs[index] }
            self = .words(ours)
        case (.words(let ours), .list(let theirs)):
            self = .list([])
            self = Self.union(ours, theirs)
        case (.list(let ours), .words(let theirs)): self = Self.union(theirs, ours)
        }
    }

    /// `list` is not empty.
    private static func union(_ words: consuming [UInt64], _ list: [UInt32]) -> Numbers {
        let count = Int(list[list.count - 1] / 64) + 1
        if count > 2 * words.count {
            // So far up that it may cost more than it is worth.
            return Numbers(sorted: merged(Self.list(words), list))
        }
        var words = words
        if count > words.count { words.append(contentsOf: repeatElement(0, count: count - words.count)) }
        for number in list { words[Int(number / 64)] |= 1 << UInt64(number % 64) }
        return .words(words)
    }

    private static func merged(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var merged: [UInt32] = []
        merged.reserveCapacity(left.count + right.count)
        var (here, there) = (0, 0)
        while here < left.count, there < right.count {
            let (one, other) = (left[here], right[there])
            merged.append(Swift.min(one, other))
            if one <= other { here += 1 }
            if other <= one { there += 1 }
        }
        merged.append(contentsOf: left[here...])
        merged.append(contentsOf: right[there...])
        return merged
    }

    mutating func formIntersection(_ other: Numbers) {
        switch (self, other) {
        case (.words(var ours), .words(let theirs)):
            self = .list([])
            if ours.count > theirs.count { ours.removeLast(ours.count - theirs.count) }
            for index in ours.indices { ours[index] &= theirs[index] }
            self = Self.settled(ours)
        case (.list(let ours), _): self = Numbers(sorted: Self.kept(ours, in: other, true))
        case (.words, .list(let theirs)): self = Numbers(sorted: Self.kept(theirs, in: self, true))
        }
    }

    mutating func subtract(_ other: Numbers) {
        switch (self, other) {
        case (_, .list(let theirs)) where theirs.isEmpty: return
        case (.words(var ours), .words(let theirs)):
            self = .list([])
            for index in 0..<Swift.min(ours.count, theirs.count) { ours[index] &= ~theirs[index] }
            self = Self.settled(ours)
        case (.list(let ours), _): self = Numbers(sorted: Self.kept(ours, in: other, false))
        case (.words(var ours), .list(let theirs)):
            self = .list([])
            for number in theirs where Int(number / 64) < ours.count {
                ours[Int(number / 64)] &= ~(1 << UInt64(number % 64))
            }
            self = Self.settled(ours)
        }
    }

    /// The numbers of `list` that are in `other`, or are not.
    private static func kept(_ list: [UInt32], in other: Numbers, _ wanted: Bool) -> [UInt32] {
        switch other {
        case .words(let words): return list.filter { contains($0, words) == wanted }
        case .list(let theirs):
            // Of a few among many, each is looked up; otherwise both are walked side by side.
            if list.count * 16 < theirs.count { return list.filter { other.contains($0) == wanted } }
            var index = 0
            return list.filter { number in
                while index < theirs.count, theirs[index] < number { index += 1 }
                return (index < theirs.count && theirs[index] == number) == wanted
            }
        }
    }

    func intersectionCount(_ other: Numbers) -> Int {
        switch (self, other) {
        case (.words(let ours), .words(let theirs)):
            var count = 0
            for index in 0..<Swift.min(ours.count, theirs.count) { count += (ours[index] & theirs[index]).nonzeroBitCount }
            return count
        case (.list(let ours), _): return Self.kept(ours, in: other, true).count
        case (_, .list(let theirs)): return Self.kept(theirs, in: self, true).count
        }
    }

    func isDisjoint(with other: Numbers) -> Bool {
        guard case .words(let ours) = self, case .words(let theirs) = other else { return intersectionCount(other) == 0 }
        for index in 0..<Swift.min(ours.count, theirs.count) where ours[index] & theirs[index] != 0 { return false }
        return true
    }

    func isSubset(of other: Numbers) -> Bool {
        switch (self, other) {
        case (.words(let ours), .words(let theirs)):
            guard ours.count <= theirs.count else { return false }
            for index in ours.indices where ours[index] & ~theirs[index] != 0 { return false }
            return true
        case (.list(let ours), _): return Self.kept(ours, in: other, false).isEmpty
        case (.words, .list(let theirs)): return count <= theirs.count && Self.kept(theirs, in: self, true).count == count
        }
    }
}

extension Numbers: Hashable {
    static func == (left: Numbers, right: Numbers) -> Bool {
        switch (left, right) {
        case (.list(let ours), .list(let theirs)): ours == theirs
        case (.words(let ours), .words(let theirs)): ours == theirs
        case (.list(let list), .words(let words)), (.words(let words), .list(let list)): list == Self.list(words)
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .list(let list): for number in list { hasher.combine(number) }
        case .words(let words): for number in Self.list(words) { hasher.combine(number) }
        }
        hasher.combine(count)
    }
}
