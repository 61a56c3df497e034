import FoundationEssentials
import Yams

/// Turns a part of the YAML file into JSON for a plugin.
enum JSONText {
    /// The JSON text of `node`. Throws what JSONEncoder throws (numbers that are not finite).
    static func of(_ node: Node) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Value(node: node)), as: UTF8.self)
    }

    private struct Value: Encodable {
        let node: Node

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            if let mapping = node.mapping {
                var container = encoder.container(keyedBy: Key.self)
                for (key, value) in mapping {
                    try container.encode(Value(node: value), forKey: Key(stringValue: key.string ?? ""))
                }
            } else if let sequence = node.sequence {
                var container = encoder.unkeyedContainer()
                for value in sequence { try container.encode(Value(node: value)) }
            } else {
                try encodeScalar(to: encoder)
            }
        }

        private func encodeScalar(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch Resolver.default.resolveTag(of: node) {
            case .null: try container.encodeNil()
            case .bool: try container.encode(node.bool)
            case .int: try container.encode(node.int)
            case .float: try container.encode(node.float)
            default: try container.encode(node.string)
            }
        }
    }
}
