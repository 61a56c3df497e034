/// Which room is listed in which space, as the rooms themselves say (specification, "Spaces"). A value, made in time that is
/// linear in rooms and links; cycles and rooms that the bot is not in are nothing special.
///
/// A room is the child of a space that lists it (`m.space.child`), and of a space that it names (`m.space.parent`) if whoever
/// wrote that may list children there now. Spaces that the bot is not in have no children here: nobody can be asked about them.
public struct SpaceTree: Sendable {
    /// All rooms that are known by name: those that the bot is in, and those that are listed in them, sorted by their bytes; the
    /// rest of this type speaks of them by their place in here.
    let ids: [RoomID]
    let places: [RoomID: Int]
    let childPlaces: [[Int]]
    let parentPlaces: [[Int]]
    private let isBotIn: [Bool]
    private let isSpace: [Bool]
    private let depths: [Int]
    private let tops: Set<RoomID>

    /// Of the rooms that the bot is in, each once. Where spaces list each other in a circle and nothing is above them, those in
    /// `tops` count as the top: an admin thinks of the space with the rule as the first.
    public init(rooms: some Sequence<ObservedRoom>, tops: Set<RoomID> = []) {
        let rooms = Array(rooms)
        var named = Set<RoomID>()
        for room in rooms {
            named.insert(room.id)
            if room.isSpace { named.formUnion(room.children.keys) }
        }
        let ids = named.sorted { ByteOrder.precedes($0.text, $1.text) }
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        var isBotIn = [Bool](repeating: false, count: ids.count)
        var isSpace = isBotIn
        var power = [RoomPower?](repeating: nil, count: ids.count)
        var children = [Set<Int>](repeating: [], count: ids.count)
        for room in rooms {
            guard let place = places[room.id] else { continue }
            isBotIn[place] = true
            isSpace[place] = room.isSpace
            if room.isSpace { power[place] = room.power }
        }
        for room in rooms {
            guard let place = places[room.id] else { continue }
            if room.isSpace { children[place].formUnion(room.children.keys.compactMap { places[$0] }) }
            for (space, sender) in room.parents {
                if let above = places[space], let power = power[above], power.canListChildren(sender) {
                    children[above].insert(place)
                }
            }
        }
        self.init(ids: ids, places: places, isBotIn: isBotIn, isSpace: isSpace, children: children, tops: tops)
    }

    private init(
        ids: [RoomID], places: [RoomID: Int], isBotIn: [Bool], isSpace: [Bool], children: [Set<Int>], tops: Set<RoomID>
    ) {
        let sorted = children.enumerated().map { place, below in below.filter { $0 != place }.sorted() }
        var parents = [[Int]](repeating: [], count: ids.count)
        for (place, below) in sorted.enumerated() {
            for child in below { parents[child].append(place) }
        }
        self.ids = ids
        self.places = places
        self.isBotIn = isBotIn
        self.isSpace = isSpace
        self.tops = tops
        childPlaces = sorted
        parentPlaces = parents
        let first = ids.indices.filter { parents[$0].isEmpty } + ids.indices.filter { tops.contains(ids[$0]) }
        depths = Self.depths(children: sorted, from: first)
    }

    /// The widest tree that there may be behind what cannot be seen: lost spaces have the children that they had, and a room that
    /// was not read may belong to every space, and every room to it.
    func widened(by unseen: UnseenRooms) -> SpaceTree {
        let more = Set(unseen.lost.keys).union(unseen.lost.values.flatMap(\.self)).union(unseen.unread).subtracting(ids)
        // Places stay what they are: what is new comes last.
        let ids = self.ids + more.sorted { ByteOrder.precedes($0.text, $1.text) }
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        var children = childPlaces.map(Set.init) + [Set<Int>](repeating: [], count: more.count)
        for (space, below) in unseen.lost {
            if let place = places[space] { children[place].formUnion(below.compactMap { places[$0] }) }
        }
        let unread = Set(unseen.unread.compactMap { places[$0] })
        if !unread.isEmpty {
            for place in ids.indices where isSpace.indices.contains(place) && isSpace[place] || unseen.lost[ids[place]] != nil {
                children[place].formUnion(unread)
            }
            for place in unread { children[place] = Set(ids.indices) }
        }
        let none = [Bool](repeating: false, count: more.count)
        return SpaceTree(
            ids: ids, places: places, isBotIn: isBotIn + none, isSpace: isSpace + none, children: children, tops: tops)
    }

    /// Whether the bot is in `room`.
    public func isBotIn(_ room: RoomID) -> Bool { places[room].map { isBotIn[$0] } ?? false }

    /// Whether `room` is a space that the bot is in.
    public func isSpace(_ room: RoomID) -> Bool { places[room].map { isSpace[$0] } ?? false }

    /// The rooms that the bot is in and that are no spaces.
    public var plainRooms: Set<RoomID> { Set(ids.indices.filter { isBotIn[$0] && !isSpace[$0] }.map { ids[$0] }) }

    /// The spaces directly above `room`, sorted.
    public func parents(of room: RoomID) -> [RoomID] { places[room].map { parentPlaces[$0].map { ids[$0] } } ?? [] }

    /// What `space` lists, and what says with right that it belongs to it, sorted; rooms that the bot is not in are among them.
    public func children(of space: RoomID) -> [RoomID] { places[space].map { childPlaces[$0].map { ids[$0] } } ?? [] }

    /// How many spaces are above `room` on the longest way up that goes through none twice: 0 at the top, and for rooms that
    /// nobody knows.
    public func depth(of room: RoomID) -> Int { places[room].map { depths[$0] } ?? 0 }

    /// Everything below `space`, however deep, each once, nearest first; never `space` itself.
    public func roomsBelow(_ space: RoomID) -> [RoomID] {
        guard let start = places[space] else { return [] }
        var seen = Set([start])
        var queue = [start]
        var next = 0
        while next < queue.count {
            for child in childPlaces[queue[next]] where seen.insert(child).inserted { queue.append(child) }
            next += 1
        }
        return queue.dropFirst().map { ids[$0] }
    }

    /// Longest ways from the top, where a link back up into its own way (a cycle) is left out.
    private static func depths(children: [[Int]], from first: [Int]) -> [Int] {
        let order = topologicalOrder(children: children, from: first)
        var rank = [Int](repeating: 0, count: children.count)
        for (index, place) in order.enumerated() { rank[place] = index }
        var depths = [Int](repeating: 0, count: children.count)
        for place in order {
            for child in children[place] where rank[child] > rank[place] {
                depths[child] = max(depths[child], depths[place] + 1)
            }
        }
        return depths
    }

    /// Spaces before what they list, but for the links that close a cycle. Without recursion: a chain can be as long as it
    /// likes.
    private static func topologicalOrder(children: [[Int]], from first: [Int]) -> [Int] {
        var isSeen = [Bool](repeating: false, count: children.count)
        var finished: [Int] = []
        var stack: [(place: Int, next: Int)] = []
        for start in first + Array(children.indices) where !isSeen[start] {
            isSeen[start] = true
            stack.append((start, 0))
            while let (place, next) = stack.last {
                if next == children[place].count {
                    finished.append(place)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let child = children[place][next]
                if !isSeen[child] {
                    isSeen[child] = true
                    stack.append((child, 0))
                }
            }
        }
        return finished.reversed()
    }
}
