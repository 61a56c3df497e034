internal import Synchronization
internal import UsherDomain
internal import UsherWire

/// Takes a plugin's secrets out of what it says. It knows those that were handed to the plugin lately; a plugin that wants to
/// give a secret away can always write it differently: this is against accidents.
///
/// Any thread. One for each plugin.
final class Redactor: Sendable {
    /// What stands in the place of a secret.
    static let mark = "[secret]"
    /// Shorter secrets are no secrets, and taking them out would make text unreadable.
    static let bytesMin = 8
    /// Longer ones are known by their beginning.
    static let bytesMax = 256
    /// How many are remembered: the last ones.
    static let secretsMax = 256

    private let secrets = Mutex<[String]>([])
    private let isEmpty = Atomic(true)

    /// The plugin has been given a secret.
    func note(_ secret: [UInt8]) {
        guard secret.count >= Self.bytesMin, let text = Self.beginning(of: secret) else { return }
        secrets.withLock { secrets in
            if let known = secrets.firstIndex(of: text) { secrets.remove(at: known) }
            if secrets.count >= Self.secretsMax { secrets.removeFirst() }
            secrets.append(text)
        }
        isEmpty.store(false, ordering: .releasing)
    }

    /// Whether nothing is to be taken out.
    var isIdle: Bool { isEmpty.load(ordering: .acquiring) }

    /// The JSON text without the secrets that are in it; `null` when one was no part of a string.
    func redacted(json: String) -> String {
        let said = redacted(json)
        return said.utf8.count == json.utf8.count && said == json || JSONText.isValid(said) ? said : "null"
    }

    /// The text without the secrets that are in it.
    func redacted(_ text: String) -> String {
        guard !isIdle, text.utf8.count >= Self.bytesMin else { return text }
        return secrets.withLock { $0 }.reduce(text) { text, secret in Self.replace(secret, in: text) }
    }

    /// The cut may fall into a character.
    private static func beginning(of secret: [UInt8]) -> String? {
        for length in stride(from: bytesMax, to: bytesMax - 4, by: -1) {
            if let text = String(validating: secret.prefix(length), as: UTF8.self) { return text }
        }
        return nil
    }

    private static func replace(_ secret: String, in text: String) -> String {
        let (hay, needle) = (Array(text.utf8), Array(secret.utf8))
        guard hay.count >= needle.count else { return text }
        var result: [UInt8] = []
        var start = 0
        var at = 0
        while at <= hay.count - needle.count {
            if hay[at] == needle[0], hay[at..<(at + needle.count)].elementsEqual(needle) {
                result += hay[start..<at]
                result += mark.utf8
                at += needle.count
                start = at
            } else {
                at += 1
            }
        }
        guard start > 0 else { return text }
        return String(decoding: result + hay[start...], as: UTF8.self)
    }
}

extension Evidence {
    /// The evidence without the plugin's secrets.
    func redacted(by redactor: Redactor) -> Evidence {
        var finding = finding
        if case .unknown(let why) = finding { finding = .unknown(redactor.redacted(why)) }
        return Evidence(
            finding: finding, observedAt: observedAt, freshUntil: freshUntil, reason: redactor.redacted(reason),
            factsJSON: factsJSON.isEmpty ? "" : redactor.redacted(json: factsJSON))
    }
}
