import FoundationEssentials
import UsherDomain

/// The `arguments` object of a request, read by an action's declared signature.
struct ArgumentsJSON: Decodable {
    /// What is wrong, and what to send instead.
    struct Failure: Error {
        let text: String
    }

    private let members: [String: JSONValue]

    init(from decoder: any Decoder) throws {
        members = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    /// The arguments in the signature's order. Throws ``Failure`` for an unknown or missing name, and for a value that is not of
    /// the declared type. `null` is the same as leaving it out.
    func read(by signature: ActionSignature) throws -> [ActionArgument] {
        let names = Set(signature.parameters.map(\.name))
        if let unknown = members.keys.sorted().first(where: { !names.contains($0) }) {
            let known = names.isEmpty ? "this action takes none" : "known: \(names.sorted().joined(separator: ", "))"
            throw Failure(text: "There is no argument \"\(unknown)\"; \(known).")
        }
        return try signature.parameters.map { parameter in
            guard let value = members[parameter.name], value != .null else {
                guard parameter.isOptional else { throw Failure(text: "\"\(parameter.name)\" is missing.") }
                return .absent
            }
            guard let argument = try Self.argument(value, parameter.kind) else {
                throw Failure(text: "\"\(parameter.name)\" must be \(Self.expectation(of: parameter.kind)).")
            }
            return argument
        }
    }

    private static func argument(_ value: JSONValue, _ kind: ActionSignature.Kind) throws -> ActionArgument? {
        switch (kind, value) {
        case (.bool, .bool(let value)): .bool(value)
        case (.integer, .integer(let value)): .integer(value)
        case (.double, .double(let value)): .double(value)
        case (.double, .integer(let value)): .double(Double(value))
        case (.text, .string(let value)): .text(value)
        case (.bytes, .string(let value)): Data(base64Encoded: value).map { .bytes(Array($0)) }
        case (.json, let value): .json(try value.text())
        default: nil
        }
    }

    static func expectation(of kind: ActionSignature.Kind) -> String {
        switch kind {
        case .bool: "true or false"
        case .integer: "a whole number"
        case .double: "a number"
        case .text: "text"
        case .bytes: "bytes in base64"
        case .json: "JSON"
        }
    }
}
