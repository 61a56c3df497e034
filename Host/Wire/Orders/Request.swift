/// What a call asks of a plugin, as the daemon sends it. The worker reads it as ``BorrowedRequest``: same fields, same order.
public enum Request: Hashable, Sendable {
    case evaluate(requirement: String, subjects: SubjectList)
    case describe(code: String)
    case reserve(claim: String, code: String, subject: WireSubject)
    case commit(claim: String)
    case release(claim: String)
    case action(id: String, arguments: [WireArgument])
    case beginLink(WireLinkStart)
    case resumeLink(WireLinkInput)
    case unlink(WireSubject)

    /// How many outcomes the worker must return: one for each subject, else one.
    public var outcomes: Int {
        if case .evaluate(_, let subjects) = self { return subjects.count }
        return 1
    }

    func write(to writer: inout FrameWriter) {
        writer.u8(function.rawValue)
        switch self {
        case .evaluate(let requirement, let subjects):
            writer.text(requirement, atMost: Limit.input)
            subjects.write(to: &writer)
        case .describe(let code):
            writer.text(code, atMost: Limit.field)
        case .reserve(let claim, let code, let subject):
            writer.text(claim, atMost: Limit.id)
            writer.text(code, atMost: Limit.field)
            subject.write(to: &writer)
        case .commit(let claim), .release(let claim):
            writer.text(claim, atMost: Limit.id)
        case .action(let id, let arguments):
            writer.text(id, atMost: Limit.id)
            writer.count(arguments.count, atMost: Limit.arguments)
            for argument in arguments { argument.write(to: &writer) }
        case .beginLink(let start):
            start.write(to: &writer)
        case .resumeLink(let input):
            input.write(to: &writer)
        case .unlink(let subject):
            subject.write(to: &writer)
        }
    }

    private var function: Function {
        switch self {
        case .evaluate: .evaluate
        case .describe: .describe
        case .reserve: .reserve
        case .commit: .commit
        case .release: .release
        case .action: .action
        case .beginLink: .beginLink
        case .resumeLink: .resumeLink
        case .unlink: .unlink
        }
    }
}

/// Which function of the plugin a call runs.
public enum Function: UInt8, Sendable, CaseIterable {
    case evaluate = 1
    case describe = 2
    case reserve = 3
    case commit = 4
    case release = 5
    case action = 6
    case beginLink = 7
    case resumeLink = 8
    case unlink = 9
}
