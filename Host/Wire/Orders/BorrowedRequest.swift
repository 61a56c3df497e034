/// A ``Request`` as the worker reads it. Lives as long as its frame.
public enum BorrowedRequest {
    case evaluate(BorrowedEvaluation)
    case describe(code: UnsafeRawBufferPointer)
    case reserve(claim: UnsafeRawBufferPointer, code: UnsafeRawBufferPointer, subject: BorrowedSubject)
    case commit(claim: UnsafeRawBufferPointer)
    case release(claim: UnsafeRawBufferPointer)
    case action(id: UnsafeRawBufferPointer, arguments: [BorrowedArgument])
    case beginLink(BorrowedLinkStart)
    case resumeLink(BorrowedLinkInput)
    case unlink(BorrowedSubject)
    case members(requirement: UnsafeRawBufferPointer, cursor: UnsafeRawBufferPointer, etag: UnsafeRawBufferPointer)
    case groups(parent: UnsafeRawBufferPointer, query: UnsafeRawBufferPointer, cursor: UnsafeRawBufferPointer)
    case webhook(BorrowedWebhook)
    case watch
    case health

    init(from reader: inout FrameReader) throws(WireFault) {
        guard let function = Function(rawValue: try reader.u8()) else { throw .unknownValue }
        switch function {
        case .evaluate:
            self = .evaluate(try BorrowedEvaluation(from: &reader))
        case .describe:
            self = .describe(code: try reader.borrowed(atMost: Limit.field))
        case .reserve:
            self = .reserve(
                claim: try reader.borrowed(atMost: Limit.id), code: try reader.borrowed(atMost: Limit.field),
                subject: try BorrowedSubject(from: &reader))
        case .commit:
            self = .commit(claim: try reader.borrowed(atMost: Limit.id))
        case .release:
            self = .release(claim: try reader.borrowed(atMost: Limit.id))
        case .action:
            let id = try reader.borrowed(atMost: Limit.id)
            var arguments: [BorrowedArgument] = []
            for _ in 0..<(try reader.count(atMost: Limit.arguments)) {
                arguments.append(try BorrowedArgument(from: &reader))
            }
            self = .action(id: id, arguments: arguments)
        case .beginLink:
            self = .beginLink(try BorrowedLinkStart(from: &reader))
        case .resumeLink:
            self = .resumeLink(try BorrowedLinkInput(from: &reader))
        case .unlink:
            self = .unlink(try BorrowedSubject(from: &reader))
        case .members:
            self = .members(
                requirement: try reader.borrowed(atMost: Limit.input), cursor: try reader.borrowed(atMost: Limit.cursor),
                etag: try reader.borrowed(atMost: Limit.cursor))
        case .groups:
            self = .groups(
                parent: try reader.borrowed(atMost: Limit.group), query: try reader.borrowed(atMost: Limit.field),
                cursor: try reader.borrowed(atMost: Limit.cursor))
        case .webhook:
            self = .webhook(try BorrowedWebhook(from: &reader))
        case .watch:
            self = .watch
        case .health:
            self = .health
        }
    }
}

/// One requirement and the subjects to hold it against. The subjects are read one by one, so that a frame of many costs no list.
public struct BorrowedEvaluation {
    public let requirement: UnsafeRawBufferPointer
    /// How many subjects there are.
    public let count: Int
    private let subjects: FrameReader

    init(from reader: inout FrameReader) throws(WireFault) {
        requirement = try reader.borrowed(atMost: Limit.input)
        count = try reader.count(atMost: Limit.subjects)
        subjects = reader
    }

    /// Hands each subject to `body`, in order. Throws when the frame does not hold exactly ``count`` subjects.
    public func forEach(_ body: (BorrowedSubject) -> Void) throws(WireFault) {
        var reader = subjects
        for _ in 0..<count { body(try BorrowedSubject(from: &reader)) }
        try reader.finish()
    }
}
