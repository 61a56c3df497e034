/// A type of parameter: a letter of the header's grammar, and what it is in Swift and in C.
public protocol ArgumentKind: Sendable {
    /// What an author's closure receives.
    associatedtype Value
    /// What C hands over.
    associatedtype Passed

    /// The type's letter in a signature.
    static var letter: String { get }

    /// The author's value for what C handed over.
    static func value(_ passed: Passed, call: Call) -> Value
}

/// `b`
public enum TruthKind: ArgumentKind {
    /// The type in a signature.
    public static let letter = "b"
}

/// `i`
public enum IntegerKind: ArgumentKind {
    /// The type in a signature.
    public static let letter = "i"
}

/// `d`
public enum NumberKind: ArgumentKind {
    /// The type in a signature.
    public static let letter = "d"
}

/// `s`
public enum TextKind: ArgumentKind {
    /// The type in a signature.
    public static let letter = "s"
}

/// `y`
public enum BytesKind: ArgumentKind {
    /// The type in a signature.
    public static let letter = "y"
}

/// `j`
public enum JSONKind: ArgumentKind {
    /// The type in a signature.
    public static let letter = "j"
}

/// A type that may be left out (`…_opt`).
public enum OptionalKind<Kind: ArgumentKind>: ArgumentKind {
    /// The type in a signature.
    public static var letter: String { Kind.letter + "_opt" }
}
