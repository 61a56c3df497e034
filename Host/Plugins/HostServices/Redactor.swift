internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// Takes a plugin's secrets out of what it says. It knows those that were handed to the plugin lately; a plugin that wants to
/// give a secret away can always write it differently: this is against accidents.
///
/// Any thread. One for each plugin.
final class Redactor: Sendable {
    /// What stands in the place of a secret.
    static let mark: StaticString = "[secret]"
    /// Shorter secrets are no secrets, and taking them out would make text unreadable.
    static let bytesMin = 8
    /// Longer ones are known by their beginning.
    static let bytesMax = 256
    /// How many forms of those that need not last are remembered: the newest.
    static let secretsMax = 256

    private let secrets = Mutex(SecretTable())
    private let isEmpty = Atomic(true)

    /// The plugin has been given a secret. One of its configuration is to last: it is given once, and used while the plugin runs.
    func note(_ secret: [UInt8], isLasting: Bool = false) {
        guard secret.count >= Self.bytesMin, let text = Self.beginning(of: secret) else { return }
        secrets.withLock { secrets in
            for form in Self.forms(of: text) { secrets.add(form, isLasting: isLasting, countMax: Self.secretsMax) }
        }
        isEmpty.store(false, ordering: .releasing)
    }

    /// The secret, and how it stands in JSON if that is different; many writers of JSON put a backslash before a slash.
    private static func forms(of secret: [UInt8]) -> Set<[UInt8]> {
        var quoted: [UInt8] = []
        secret.withUnsafeBytes { JSONText.quote($0, into: &quoted) }
        let inside = Array(quoted.dropFirst().dropLast())
        let slashed = inside.flatMap { $0 == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), $0] : [$0] }
        return [secret, inside, slashed]
    }

    /// Whether nothing is to be taken out.
    var isIdle: Bool { isEmpty.load(ordering: .acquiring) }

    /// The JSON text without the secrets that are in it; `null` when one was no part of a string.
    func redacted(json: String) -> String {
        guard let said = replaced(in: json) else { return json }
        return JSONText.isValid(said) ? said : "null"
    }

    /// The text without the secrets that are in it.
    func redacted(_ text: String) -> String {
        replaced(in: text) ?? text
    }

    /// `nil` when none is in it.
    private func replaced(in text: String) -> String? {
        guard !isIdle, text.utf8.count >= Self.bytesMin else { return nil }
        let table = secrets.withLock { $0 }
        var text = text
        let bytes = text.withUTF8 { table.replaced(in: $0, by: Self.mark) }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The cut may fall into a character.
    private static func beginning(of secret: [UInt8]) -> [UInt8]? {
        for length in stride(from: bytesMax, to: bytesMax - 4, by: -1) {
            let beginning = Array(secret.prefix(length))
            if String(validating: beginning, as: UTF8.self) != nil { return beginning }
        }
        return nil
    }
}
