/// What a worker tells the daemon, as the daemon reads it. A worker may have been taken over by its plugin: nothing in here is
/// trusted beyond its lengths, counts and UTF-8.
public enum Report: Hashable, Sendable {
    case hello(Hello)
    /// The plugin cannot be used; the text tells its author or the admin what to change.
    case refusal(String)
    /// A create, destroy or call has ended, with one outcome for each subject.
    case returned([Outcome])
    /// Items of a call whose function emits many, in order; at least one.
    case emitted([Item])
    case service(ServiceRequest)
    /// `level` is one of `USHER_LOG_`.
    case log(level: Int32, text: String)

    /// Reads the report in a frame.
    public init(_ head: FrameHead, _ reader: inout FrameReader) throws(WireFault) {
        switch head.type {
        case .hello:
            self = .hello(try Hello(from: &reader))
        case .refusal:
            self = .refusal(try reader.text(atMost: Limit.message))
        case .returned:
            let count = try reader.count(atMost: Limit.subjects)
            var outcomes: [Outcome] = []
            outcomes.reserveCapacity(count)
            for _ in 0..<count { outcomes.append(try Outcome(from: &reader)) }
            self = .returned(outcomes)
        case .emitted:
            let count = try reader.count(atMost: Limit.itemsPerFrame)
            var items: [Item] = []
            items.reserveCapacity(count)
            for _ in 0..<count {
                guard let item = try Item(from: &reader) else { throw .unknownValue }
                items.append(item)
            }
            guard !items.isEmpty else { throw .unknownValue }
            self = .emitted(items)
        case .service:
            self = .service(try ServiceRequest(from: &reader))
        case .log:
            self = .log(level: try reader.i32(), text: try reader.text(atMost: Limit.logText))
        case .create, .destroy, .call, .cancel, .reply:
            throw .unknownValue
        }
        try reader.finish()
    }
}
