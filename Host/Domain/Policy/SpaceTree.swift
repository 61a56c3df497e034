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
    /// Of the rooms that the bot is in.
    public let links: [RoomID: RoomLinks]
    private let depths: [Int]
    private let tops: Set<RoomID>

    /// Of the rooms that the bot is in, each once. Where spaces list each other in a circle and nothing is above them, those in
    /// `tops` count as the top: an admin thinks of the space with the rule as the first.
    public init(rooms: some Sequence<ObservedRoom>, tops: Set<RoomID> = []) {
        let links = Dictionary(rooms.map { ($0.id, RoomLinks($0)) }) { $1 }
        let named = Set(links.keys).union(links.values.flatMap(\.children))
        let ids = named.sorted { ByteOrder.precedes($0.text, $1.text) }
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        var children = [Set<Int>](repeating: [], count: ids.count)
        for (place, id) in ids.enumerated() {
            guard let room = links[id] else { continue }
            children[place].formUnion(room.children.compactMap { places[$0] })
            for (space, sender) in room.parents {
                if let above = places[space], let power = links[space]?.power, power.canListChildren(sender) {
                    children[above].insert(place)
                }
            }
        }
        self.init(ids: ids, places: places, links: links, children: children, tops: tops)
    }

    private init(
        ids: [RoomID], places: [RoomID: Int], links: [RoomID: RoomLinks], children: [Set<Int>], tops: Set<RoomID>
    ) {
        let sorted = children.enumerated().map { place, below in below.filter { $0 != place }.sorted() }
        var parents = [[Int]](repeating: [], count: ids.count)
        for (place, below) in sorted.enumerated() {
            for child in below { parents[child].append(place) }
        }
        self.ids = ids
        self.places = places
        self.links = links
        self.tops = tops
        childPlaces = sorted
        parentPlaces = parents
        let first = ids.indices.filter { parents[$0].isEmpty } + ids.indices.filter { tops.contains(ids[$0]) }
        depths = Self.depths(children: sorted, from: first)
    }

    /// In the widest tree, what stands between all that may have any room below it and all rooms: a name that no room has. Links
    /// from each to each would be the product of the two.
    static let anywhere = RoomID("!anywhere")

    /// The widest tree that there may be behind what cannot be seen: lost spaces have the children that they had, and a room that
    /// was not read may belong to every space, and every room to it.
    func widened(by unseen: UnseenRooms) -> SpaceTree {
        var more = Set(unseen.lost.keys).union(unseen.lost.values.flatMap(\.self)).union(unseen.unread)
        if !unseen.unread.isEmpty, let anywhere = Self.anywhere { more.insert(anywhere) }
        // Places stay what they are: what is new comes last.
        let ids = self.ids + more.subtracting(self.ids).sorted { ByteOrder.precedes($0.text, $1.text) }
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        var children = childPlaces.map(Set.init) + [Set<Int>](repeating: [], count: ids.count - self.ids.count)
        for (space, below) in unseen.lost {
            if let place = places[space] { children[place].formUnion(below.compactMap { places[$0] }) }
        }
        if !unseen.unread.isEmpty, let anywhere = Self.anywhere.flatMap({ places[$0] }) {
            for (place, id) in ids.enumerated()
            where isSpace(id) || unseen.lost[id] != nil || unseen.unread.contains(id) {
                children[place].insert(anywhere)
            }
            children[anywhere] = Set(ids.indices)
        }
        return SpaceTree(ids: ids, places: places, links: links, children: children, tops: tops)
    }

    /// Whether the bot is in `room`.
    public func isBotIn(_ room: RoomID) -> Bool { links[room] != nil }

    /// Whether `room` is a space that the bot is in.
    public func isSpace(_ room: RoomID) -> Bool { links[room]?.isSpace ?? false }

    /// The rooms that the bot is in and that are no spaces.
    public var plainRooms: Set<RoomID> { Set(links.filter { !$1.isSpace }.keys) }

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
