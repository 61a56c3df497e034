import UsherDomain
import UsherServer

/// Lists of members that wait to be confirmed, as commands print them.
enum UnconfirmedLines {
    /// One of them in a sentence.
    static func sentence(_ list: UnconfirmedShape) -> String {
        let (since, due) = (Instant(unixMilliseconds: list.held_since).text, Instant(unixMilliseconds: list.confirm_due_at).text)
        let what = "\(list.instance) \(list.requirement)"
        return """
            \(what) listed \(list.after) instead of \(list.before) accounts at \(since): that counts when another list says \
            the same, which is asked for at \(due); until then the one before counts
            """.shown
    }
}
