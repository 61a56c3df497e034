/// One number about the daemon, with what tells it apart, in the terms of Prometheus.
public struct Metric: Hashable, Sendable {
    /// What kind of number it is.
    public enum Kind: String, Hashable, Sendable {
        /// Goes up and down.
        case gauge
        /// Only goes up, and starts at zero with the daemon. Its name ends in `_total`.
        case counter
    }

    /// Letters, digits and `_`; begins with `usher_`.
    public let name: String
    /// One sentence, for people.
    public let help: String
    public let kind: Kind
    /// Names and values; a value may hold any text.
    public let labels: [(name: String, value: String)]
    public let value: Double

    public init(_ name: String, _ help: String, _ kind: Kind, labels: [(name: String, value: String)] = [], _ value: Double) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.value = value
    }

    public static func == (left: Metric, right: Metric) -> Bool {
        left.name == right.name && left.value == right.value && left.labels.elementsEqual(right.labels) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}
