/// One answer of the third party that the author wrote down.
struct ScriptedAnswer: Sendable {
    let method: String
    let url: String
    let answer: HTTPAnswer
}
