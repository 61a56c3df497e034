internal import Glibc

/// Who could have put other content into a file than the admin did. Pure: judges facts, and says what to change.
struct FileTrust: Sendable {
    /// The user that the daemon runs as.
    let user: UInt32

    private static let writeByOthers: UInt32 = 0o022
    private static let sticky: UInt32 = 0o1000

    /// What is wrong with a plugin file; `nil` when nothing is.
    func problem(ofFile facts: FileFacts) -> String? {
        guard facts.kind == .file else { return "is not a regular file" }
        if let problem = problem(ofOwnerAndMode: facts) { return problem }
        guard facts.links == 1 else {
            return "has \(facts.links) names (hard links), so that it can be changed under another one: put a copy here instead"
        }
        return nil
    }

    /// What is wrong with the plugin directory; `nil` when nothing is.
    func problem(ofDirectory facts: FileFacts) -> String? {
        facts.kind == .directory ? problem(ofOwnerAndMode: facts) : "is not a directory"
    }

    /// What is wrong with the directory that `child` lies in; `nil` when nothing is. Whoever can write to it can put another
    /// directory into the place of `child`, unless the sticky bit keeps them from it, as in /tmp.
    func problem(ofParent facts: FileFacts, of child: FileFacts) -> String? {
        guard isTrusted(facts.owner) else {
            return "belongs to another user (uid \(facts.owner)), who can replace what lies in it: chown it to root"
        }
        guard facts.mode & Self.writeByOthers != 0 else { return nil }
        guard facts.mode & Self.sticky != 0, facts.owner == 0, isTrusted(child.owner) else {
            return "can be written to by others, who can replace what lies in it: chmod go-w"
        }
        return nil
    }

    private func problem(ofOwnerAndMode facts: FileFacts) -> String? {
        guard isTrusted(facts.owner) else {
            return "belongs to another user (uid \(facts.owner)): chown it to root or to the user of this daemon"
        }
        guard facts.mode & Self.writeByOthers == 0 else { return "can be written to by others: chmod go-w" }
        return nil
    }

    private func isTrusted(_ owner: UInt32) -> Bool { owner == 0 || owner == user }
}
