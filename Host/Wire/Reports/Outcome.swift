/// What one run of a plugin function came to.
public struct Outcome: Hashable, Sendable {
    /// What an otherwise healthy worker saw the plugin do wrong.
    public enum Breach: UInt8, Sendable, CaseIterable {
        case none = 0
        /// It emitted two items where one is allowed.
        case secondItem = 1
        /// create() returned USHER_OK and no `self`.
        case noSelf = 2
        /// Evidence of a batch had an index twice, or one beyond the number of subjects.
        case wrongIndex = 3
        /// A listing went on after its PAGE.
        case afterPage = 4
        /// A MEMBER, GROUP or PAGE of a listing was refused: what arrived is not the whole page.
        case refusedItem = 5
    }

    /// The `usher_error` that came with it.
    public struct Failure: Hashable, Sendable {
        public let retryAfterMilliseconds: Int64
        public let message: String

        public init(retryAfterMilliseconds: Int64, message: String) {
            self.retryAfterMilliseconds = retryAfterMilliseconds
            self.message = message
        }
    }

    /// The returned `usher_status`, as it came.
    public let status: Int32
    public let breach: Breach
    public let failure: Failure?
    public let item: Item?

    public init(status: Int32, breach: Breach = .none, failure: Failure? = nil, item: Item? = nil) {
        self.status = status
        self.breach = breach
        self.failure = failure
        self.item = item
    }

    init(from reader: inout FrameReader) throws(WireFault) {
        status = try reader.i32()
        guard let breach = Breach(rawValue: try reader.u8()) else { throw .unknownValue }
        self.breach = breach
        if try reader.bool() {
            failure = Failure(retryAfterMilliseconds: try reader.i64(), message: try reader.text(atMost: Limit.message))
        } else {
            failure = nil
        }
        item = try Item(from: &reader)
    }
}
