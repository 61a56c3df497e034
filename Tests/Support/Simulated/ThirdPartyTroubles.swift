public import UsherDomain

/// What goes wrong with the questions to one instance.
public struct ThirdPartyTroubles: Hashable, Sendable {
    /// How long a question hangs at most, in milliseconds.
    public static let hangMilliseconds: Int64 = 30_000

    /// Each question is answered with this instead, so often of a hundred.
    public var unknown: Unknown?
    public var percent = 100
    /// A listing breaks off after its first page.
    public var isHalf = false
    /// A listing's pages lead in a circle.
    public var isCircle = false
    /// A listing does not say that it is everybody.
    public var isPartial = false
    /// Of single people, so many of a hundred are not answered for.
    public var missing = 0
    /// Questions hang, so many of a hundred.
    public var hangs = 0
    /// Requirements do not fit the plugin's schema any more.
    public var isMisfit = false
    /// The plugin is gone.
    public var isGone = false

    /// All goes well.
    public init() {}

    /// One kind of trouble, any.
    public static func any(_ random: SeededRandom) -> ThirdPartyTroubles {
        var troubles = ThirdPartyTroubles()
        switch random.number(in: 0...9) {
        case 0...3:
            let kind = random.element(of: Unknown.Kind.allCases) ?? .failed
            let hint = random.happens(30) ? Int64(random.number(in: 0...7_200_000)) : nil
            troubles.unknown = Unknown(kind, "simulated", retryAfterMilliseconds: hint)
            troubles.percent = random.happens(50) ? 100 : random.number(in: 10...90)
        case 4: troubles.isHalf = true
        case 5: troubles.isCircle = true
        case 6: troubles.isPartial = true
        case 7: troubles.missing = random.number(in: 20...100)
        case 8: troubles.isMisfit = true
        default: troubles.isGone = true
        }
        if random.happens(15) { troubles.hangs = random.number(in: 10...60) }
        return troubles
    }
}
