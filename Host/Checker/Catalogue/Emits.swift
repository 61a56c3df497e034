/// Which items a function of the plugin emits when it succeeds.
struct Emits: Sendable {
    let kinds: Set<Item.Kind>
    /// The kind of which exactly one must come.
    let exactlyOne: Item.Kind?

    static let none = Emits(kinds: [], exactlyOne: nil)
    static let evidence = Emits(kinds: [.evidence], exactlyOne: .evidence)
    static let manyEvidence = Emits(kinds: [.evidence], exactlyOne: nil)
    static let linkStep = Emits(kinds: [.linkStep], exactlyOne: .linkStep)
    static let claim = Emits(kinds: [.claim], exactlyOne: .claim)
    static let result = Emits(kinds: [.result], exactlyOne: nil)
    static let members = Emits(kinds: [.member, .page], exactlyOne: .page)
    static let groups = Emits(kinds: [.group, .page], exactlyOne: .page)
    static let events = Emits(kinds: [.event, .reply], exactlyOne: nil)
    static let watched = Emits(kinds: [.event], exactlyOne: nil)
}
