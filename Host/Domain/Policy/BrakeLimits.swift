/// What may be removed without a person saying so: a plan is held when it removes more than ``people`` *and* more than
/// ``percent`` of those that the rules govern (law 4).
public struct BrakeLimits: Hashable, Sendable {
    public var people: Int
    public var percent: Int

    public static let standard = BrakeLimits(people: 5, percent: 20)

    public init(people: Int, percent: Int) {
        self.people = people
        self.percent = percent
    }

    /// Whether removing `removed` of `governed` people goes too far.
    public func stop(removed: Int, of governed: Int) -> Bool {
        removed > people && removed * 100 > governed * percent
    }
}
