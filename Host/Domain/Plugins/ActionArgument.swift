/// One argument of a plugin's action, typed as its signature declares.
public enum ActionArgument: Hashable, Sendable {
    /// `b`
    case bool(Bool)
    /// `i`
    case integer(Int64)
    /// `d`
    case double(Double)
    /// `s`
    case text(String)
    /// `y`
    case bytes([UInt8])
    /// `j`: checked to be JSON by whoever parsed it
    case json(String)
    /// An `_opt` parameter that was not given.
    case absent
}
