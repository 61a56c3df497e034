/// A parameter of an action: its name (a lower-case letter, then lower-case letters, digits and `_`), what it means, and the type
/// that an author sees. ``Argument`` is all there is of them, under the names below.
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
    static func value(_ passed: Passed, call: Call) -> Value
}

/// A parameter of one of the kinds below.
public struct Argument<Kind: ArgumentKind>: ActionArgument {
    /// The type in a signature.
    public static var letter: String { Kind.letter }
    /// The parameter's name.
    public let name: String
    /// What it means, for admins.
    public let help: String

    /// Names a parameter and says what it means.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// The author's value for what C handed over.
    public static func value(_ passed: Kind.Passed, call: Call) -> Kind.Value { Kind.value(passed, call: call) }
}

/// `true` or `false` (`b`).
public typealias TruthArgument = Argument<TruthKind>
/// A whole number (`i`), an `Int64`.
public typealias IntegerArgument = Argument<IntegerKind>
/// A number (`d`), a `Double`.
public typealias NumberArgument = Argument<NumberKind>
/// A text (`s`), a `String`.
public typealias TextArgument = Argument<TextKind>
/// Bytes (`y`), a `[UInt8]`.
public typealias BytesArgument = Argument<BytesKind>
/// A JSON value (`j`), a ``JSON``.
public typealias JSONArgument = Argument<JSONKind>
/// `true` or `false`, or `nil` (`b_opt`).
public typealias OptionalTruthArgument = Argument<OptionalKind<TruthKind>>
/// A whole number, or `nil` (`i_opt`).
public typealias OptionalIntegerArgument = Argument<OptionalKind<IntegerKind>>
/// A number, or `nil` (`d_opt`).
public typealias OptionalNumberArgument = Argument<OptionalKind<NumberKind>>
/// A text, or `nil` (`s_opt`).
public typealias OptionalTextArgument = Argument<OptionalKind<TextKind>>
/// Bytes, or `nil` (`y_opt`).
public typealias OptionalBytesArgument = Argument<OptionalKind<BytesKind>>
/// A JSON value, or `nil` (`j_opt`).
public typealias OptionalJSONArgument = Argument<OptionalKind<JSONKind>>
