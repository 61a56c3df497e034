/// Why a JSON text is refused: the first thing that is wrong with it.
public struct JSONRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what to do.
    public let message: String
    /// The value that is meant (RFC 6901); empty for the whole document.
    public let pointer: String
    /// Where reading stopped, from 1, columns in characters; `nil` when the text is JSON and what it says is wrong.
    public let line: Int?
    public let column: Int?

    public init(_ message: String, pointer: String = "", line: Int? = nil, column: Int? = nil) {
        self.message = message
        self.pointer = pointer
        self.line = line
        self.column = column
    }

    public var description: String {
        let pointer = pointer.isEmpty ? "" : " (\(pointer))"
        guard let line, let column else { return self.pointer.isEmpty ? message : "\(self.pointer): \(message)" }
        return "line \(line), column \(column)\(pointer): \(message)"
    }

    /// One step of a pointer.
    static func token(_ name: String) -> String {
        var token = "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(scalar)
            }
        }
        return token
    }
}
