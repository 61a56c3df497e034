internal import PluginABI
internal import UsherWire

/// What one run of a function has emitted, and what it may emit.
struct Emissions: ~Copyable {
    /// Which items the running function emits.
    enum Kind: Equatable {
        case nothing
        /// One, with index 0.
        case evidence
        /// One for each of so many subjects, with its index.
        case batch(count: Int)
        case linkStep
        case result
        case claim
        case members
        case groups
        case webhook
        case watch
    }

    /// Memory that is kept for the next run.
    private static let keptBytesMax = 64 << 10

    private var kind = Kind.nothing
    private var failureWriter = FrameWriter()
    private var itemWriter = FrameWriter()
    private(set) var breach = Outcome.Breach.none
    /// Of a batch: where the evidence of each subject lies; empty where there is none.
    private var places: [Range<Int>] = []
    /// Of a listing: how many items wait to be sent, and how many there were.
    private(set) var waiting = 0
    private var listed = 0
    /// The item that may come once was there: a PAGE, a REPLY.
    private var hasLast = false

    /// The fields of the emitted ERROR, or nothing.
    var failure: UnsafeRawBufferPointer { failureWriter.bytes }

    /// The fields of the emitted items, or nothing.
    var items: UnsafeRawBufferPointer { itemWriter.bytes }

    /// The fields of the evidence about one subject of a batch, or nothing.
    func evidence(at index: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: items[places[index]]) }

    /// Whether what waits should be sent now.
    var isDue: Bool {
        switch kind {
        case .watch: waiting > 0
        case .members, .groups, .webhook: waiting >= Limit.itemsPerFrame || items.count >= Limit.emittedBytes
        default: false
        }
    }

    /// A function is about to run.
    mutating func begin(_ kind: Kind) {
        if itemWriter.bytes.count > Self.keptBytesMax { itemWriter = FrameWriter() } else { itemWriter.removeAll() }
        failureWriter.removeAll()
        self.kind = kind
        breach = .none
        waiting = 0
        listed = 0
        hasLast = false
        if case .batch(let count) = kind {
            places.removeAll(keepingCapacity: true)
            places.append(contentsOf: repeatElement(0..<0, count: count))
        }
    }

    /// Hands what waits to `send`, with its number, and forgets it.
    mutating func flush(_ send: (borrowing FrameWriter, Int) -> Void) {
        guard waiting > 0 else { return }
        send(itemWriter, waiting)
        itemWriter.removeAll()
        waiting = 0
    }

    /// Takes an error. The last one wins.
    mutating func takeError(retryAfterMilliseconds: Int64, message: UnsafeRawBufferPointer) {
        failureWriter.removeAll()
        failureWriter.failure(retryAfterMilliseconds: retryAfterMilliseconds, message: message)
    }

    /// Takes the one item of a function that emits one.
    mutating func takeOne(_ kind: Kind, _ read: () throws(GivenFault) -> BorrowedItem) throws(GivenFault) {
        guard kind == self.kind else { throw .invalid }
        let item = try read()
        guard itemWriter.bytes.isEmpty else {
            breach = .secondItem
            throw .limit
        }
        item.write(to: &itemWriter)
    }

    /// Takes evidence about one of the subjects.
    mutating func takeEvidence(_ index: UInt32, _ read: () throws(GivenFault) -> BorrowedItem) throws(GivenFault) {
        guard case .batch = kind else {
            guard index == 0 else { throw .invalid }
            return try takeOne(.evidence, read)
        }
        guard index < places.count else {
            breach = .wrongIndex
            throw .invalid
        }
        let item = try read()
        guard places[Int(index)].isEmpty else {
            breach = .wrongIndex
            throw .limit
        }
        let start = itemWriter.bytes.count
        item.write(to: &itemWriter)
        places[Int(index)] = start..<itemWriter.bytes.count
    }

    /// An item of a listing was not taken. A listing without it would not be whole, and who is missing in it must not count as
    /// "no"; an item of a kind that only later hosts know says nothing about the others.
    mutating func noteRefusal(_ fault: GivenFault) {
        guard kind == .members || kind == .groups, fault != .unsupported else { return }
        if breach == .none { breach = .refusedItem }
    }

    /// Takes one of the items that a listing consists of.
    mutating func takeListed(_ kind: Kind, _ read: () throws(GivenFault) -> BorrowedItem) throws(GivenFault) {
        guard kind == self.kind else { throw .invalid }
        try goOn()
        guard listed < Limit.itemsPerPage else { throw .limit }
        append(try read())
        listed += 1
    }

    /// Takes the end of a listing's page. `isAlone` = nothing may stand before it.
    mutating func takePage(isAlone: Bool, _ read: () throws(GivenFault) -> BorrowedItem) throws(GivenFault) {
        guard kind == .members || kind == .groups else { throw .invalid }
        try goOn()
        guard !isAlone || (listed == 0 && kind == .members) else { throw .invalid }
        append(try read())
        hasLast = true
    }

    /// Takes an event.
    mutating func takeEvent(_ read: () throws(GivenFault) -> BorrowedItem) throws(GivenFault) {
        guard kind == .webhook || kind == .watch else { throw .invalid }
        // A watch goes on for months.
        guard kind == .watch || listed < Limit.itemsPerPage else { throw .limit }
        append(try read())
        if kind == .webhook { listed += 1 }
    }

    /// Takes what the sender of a webhook is answered.
    mutating func takeReply(_ read: () throws(GivenFault) -> BorrowedItem) throws(GivenFault) {
        guard kind == .webhook else { throw .invalid }
        let item = try read()
        guard !hasLast else {
            breach = .secondItem
            throw .limit
        }
        append(item)
        hasLast = true
    }

    private mutating func append(_ item: BorrowedItem) {
        item.write(to: &itemWriter)
        waiting += 1
    }

    private mutating func goOn() throws(GivenFault) {
        guard !hasLast else {
            breach = .afterPage
            throw .limit
        }
    }
}
