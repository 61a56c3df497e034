import UsherDomain

/// What a decision rests on, as a JSON object for the audit log.
enum EvidenceText {
    /// Most requirements named: a rule has at most 64, and what decides is mostly one.
    private static let reasonsMax = 16

    static func json(_ explanation: Explanation) -> String {
        let reasons = explanation.decisive.prefix(reasonsMax).map { reason -> String in
            var members = [#""requirement":"# + CanonicalJSON.quoted("\(reason.leaf)"), #""verdict":"\#(reason.verdict)""#]
            if let at = reason.evidence.observedAt { members.append(#""observed_at":"\#(at.rfc3339)""#) }
            if !reason.evidence.reason.isEmpty { members.append(#""said":"# + CanonicalJSON.quoted(reason.evidence.reason)) }
            return "{" + members.joined(separator: ",") + "}"
        }
        return #"{"verdict":"\#(explanation.verdict)","because":[\#(reasons.joined(separator: ","))]}"#
    }
}
