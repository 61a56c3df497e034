/// What the functions of a plugin are asked.
struct Sample: Sendable {
    var requirement: String
    var subject: Subject
    var code: String
    /// Whatever else is text: a query, a cursor, a parent.
    var text = ""

    init(_ settings: CheckSettings) {
        requirement = settings.requirement
        subject = settings.subject
        code = settings.code ?? "UNKNOWNCODE"
    }
}
