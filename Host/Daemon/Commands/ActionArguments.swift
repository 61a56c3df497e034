import FoundationEssentials
import UsherDomain

/// The `--name value` pairs of a command line, read by an action's declared signature.
enum ActionArguments {
    /// What is wrong with the arguments; each text says what to do.
    struct Failure: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// Reads `words`, which are `--name value` or `--name=value` in any order, into the signature's order.
    ///
    /// Throws ``Failure`` for an unknown, repeated or missing name and for a value that is not of the declared type.
    static func parse(_ words: [String], by signature: ActionSignature) throws(Failure) -> [ActionArgument] {
        let given = try pairs(words, known: signature.parameters.map(\.name))
        var arguments: [ActionArgument] = []
        for parameter in signature.parameters {
            if let text = given[parameter.name] {
                arguments.append(try value(text, of: parameter))
            } else if parameter.isOptional {
                arguments.append(.absent)
            } else {
                throw Failure(description: "--\(parameter.name) is missing; give \(expectation(of: parameter.kind))")
            }
        }
        return arguments
    }

    /// The signature as a usage line.
    static func usage(of signature: ActionSignature) -> String {
        signature.parameters.map { parameter in
            let text = "--\(parameter.name) <\(expectation(of: parameter.kind))>"
            return parameter.isOptional ? "[\(text)]" : text
        }.joined(separator: " ")
    }

    private static func pairs(_ words: [String], known: [String]) throws(Failure) -> [String: String] {
        var given: [String: String] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                throw Failure(description: "\"\(word)\" has no name in front of it; write --name value")
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0]).replacing("-", with: "_")
            guard known.contains(name) else {
                let suggestion = NearestWord.of(name, among: known).map { "did you mean --\($0)?" }
                let list = known.isEmpty ? "this action takes none" : "known: \(known.map { "--\($0)" }.joined(separator: ", "))"
                throw Failure(description: "there is no --\(name); \(suggestion ?? list)")
            }
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                throw Failure(description: "--\(name) has no value behind it")
            }
            guard given.updateValue(value, forKey: name) == nil else { throw Failure(description: "--\(name) is given twice") }
        }
        return given
    }

    private static func value(_ text: String, of parameter: ActionSignature.Parameter) throws(Failure) -> ActionArgument {
        let parsed: ActionArgument? =
            switch parameter.kind {
            case .bool: ["true": .bool(true), "false": .bool(false)][text]
            case .integer: Int64(text).map { .integer($0) }
            case .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
            case .text: .text(text)
            case .bytes: Data(base64Encoded: text).map { .bytes(Array($0)) }
            case .json: isJSON(text) ? .json(text) : nil
            }
        guard let parsed else {
            throw Failure(description: "--\(parameter.name) must be \(expectation(of: parameter.kind)), not \"\(text)\"")
        }
        return parsed
    }

    private static func expectation(of kind: ActionSignature.Kind) -> String {
        switch kind {
        case .bool: "true or false"
        case .integer: "a whole number"
        case .double: "a number"
        case .text: "text"
        case .bytes: "bytes in base64"
        case .json: "JSON"
        }
    }

    private struct AnyJSON: Decodable {
        // Decoding only needs the text to be JSON; the plugin reads what is in it.
        init(from decoder: any Decoder) {}
    }

    private static func isJSON(_ text: String) -> Bool {
        do {
            _ = try JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8))
            return true
        } catch {
            return false
        }
    }
}
