/// A parameter of an action: its name (a lower-case letter, then lower-case letters, digits and `_`), what it means, and the type
/// that an author sees. The types `b`, `d`, `y` of the header wait for the first action that needs them.
public protocol ActionArgument: Sendable {
    /// What an author's closure receives.
    associatedtype Value
    /// What C hands over.
    associatedtype Passed

    /// The type's letter in a signature, for example `s` or `i_opt`.
    static var letter: String { get }
    /// The parameter's name.
    var name: String { get }
    /// What it means, for admins.
    var help: String { get }

    /// The author's value for what C handed over.
    static func value(_ passed: Passed) -> Value
}

/// A text (`s`).
public struct TextArgument: ActionArgument {
    /// The type in a signature.
    public static let letter = "s"
    /// The parameter's name.
    public let name: String
    /// What it means, for admins.
    public let help: String

    /// Names a parameter and says what it means.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }
}

/// A whole number (`i`).
public struct IntegerArgument: ActionArgument {
    /// The type in a signature.
    public static let letter = "i"
    /// The parameter's name.
    public let name: String
    /// What it means, for admins.
    public let help: String

    /// Names a parameter and says what it means.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }
}

/// A text that may be left out (`s_opt`).
public struct OptionalTextArgument: ActionArgument {
    /// The type in a signature.
    public static let letter = "s_opt"
    /// The parameter's name.
    public let name: String
    /// What it means, for admins.
    public let help: String

    /// Names a parameter and says what it means.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }
}

/// A whole number that may be left out (`i_opt`).
public struct OptionalIntegerArgument: ActionArgument {
    /// The type in a signature.
    public static let letter = "i_opt"
    /// The parameter's name.
    public let name: String
    /// What it means, for admins.
    public let help: String

    /// Names a parameter and says what it means.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }
}
