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
    /// `etag` is given with the first page only.
    case members(requirement: String, cursor: [UInt8], etag: [UInt8])
    case groups(parent: String, query: String, cursor: [UInt8])
    case webhook(WireWebhook)
    case watch
    case health

    /// How many outcomes the worker must return: one for each subject, else one.
    public var outcomes: Int {
        if case .evaluate(_, let subjects) = self { return subjects.count }
        return 1
    }

    /// About how many bytes it takes, in memory and in a frame.
    public var sizeEstimate: Int {
        let fields: Int
        switch self {
        case .evaluate(let requirement, let subjects): fields = requirement.utf8.count + subjects.byteCount
        case .describe(let code): fields = code.utf8.count
        case .reserve(let claim, let code, let subject): fields = claim.utf8.count + code.utf8.count + subject.sizeEstimate
        case .commit(let claim), .release(let claim): fields = claim.utf8.count
        case .action(_, let arguments): fields = arguments.reduce(0) { $0 + $1.sizeEstimate }
        case .beginLink(let start): fields = start.returnURL.utf8.count + start.oauthState.utf8.count
        case .resumeLink(let input): fields = input.state.count + input.query.utf8.count + input.formJSON.utf8.count
        case .unlink(let subject): fields = subject.sizeEstimate
        case .members(let requirement, let cursor, let etag): fields = requirement.utf8.count + cursor.count + etag.count
        case .groups(let parent, let query, let cursor): fields = parent.utf8.count + query.utf8.count + cursor.count
        case .webhook(let webhook):
            fields = webhook.body.count + webhook.query.utf8.count + webhook.headers.reduce(0) { $0 + $1.utf8.count }
        case .watch, .health: fields = 0
        }
        return fields + 128
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
        case .members(let requirement, let cursor, let etag):
            writer.text(requirement, atMost: Limit.input)
            writer.bytes(cursor, atMost: Limit.cursor)
            writer.bytes(etag, atMost: Limit.cursor)
        case .groups(let parent, let query, let cursor):
            writer.text(parent, atMost: Limit.group)
            writer.text(query, atMost: Limit.field)
            writer.bytes(cursor, atMost: Limit.cursor)
        case .webhook(let webhook):
            webhook.write(to: &writer)
        case .watch, .health:
            break
        }
    }

    /// Which function it runs.
    public var function: Function {
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
        case .members: .members
        case .groups: .groups
        case .webhook: .webhook
        case .watch: .watch
        case .health: .health
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
    case members = 10
    case groups = 11
    case webhook = 12
    case watch = 13
    case health = 14

    /// Whether its items come one after the other in ``FrameType/emitted`` frames, before the return, which then carries none.
    public var isListing: Bool {
        switch self {
        case .members, .groups, .webhook, .watch: true
        case .evaluate, .describe, .reserve, .commit, .release, .action, .beginLink, .resumeLink, .unlink, .health: false
        }
    }
}
