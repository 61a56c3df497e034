internal import Glibc
internal import UsherWire

/// The command line, understood.
struct Options: Sendable {
    var file = ""
    var list = false
    var json = false
    var inProcess = false
    var bestEffort = false
    var only: [String] = []
    var config: String?
    var requirement: String?
    var account: String?
    var seed: UInt64?
    /// The seed of one round: nothing else is done.
    var reproduced: UInt64?
    var rounds = 40

    /// The command line cannot be understood; the text says why.
    struct Wrong: Error {
        let text: String
    }

    static let usage = """
        usage: usher plugins check FILE.so [options]
               usher plugins check --list [--json]
          --config JSON|@FILE       the configuration of an instance (else check.config of the manifest, else {})
          --requirement JSON|@FILE  what evaluate() is asked (else check.requirement, else {})
          --account ID              the account that it is asked about (else check.subject, else "4711")
          --only ID                 run this test, or all that begin with it; may be repeated
          --seed N                  begin the random numbers here (else a new seed, which is printed)
          --rounds N                rounds of each test with random input (else 40)
          --reproduce SEED          run only the round of this seed, as a finding names it
          --in-process              run one test in this very process, without limits: for a debugger
          --best-effort             go on where this kernel cannot lock the plugin in
          --json                    print JSON
          --list                    list the tests
        exit codes: 0 nothing is wrong (there may be warnings), 1 findings, 2 this cannot be run

        """

    /// Files that are named with @ are read here.
    init(_ arguments: [String]) throws(Wrong) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--list": list = true
            case "--json": json = true
            case "--in-process": inProcess = true
            case "--best-effort": bestEffort = true
            case "--only": only.append(try Self.value(of: word, &rest))
            case "--config": config = try Self.document(try Self.value(of: word, &rest), word)
            case "--requirement": requirement = try Self.document(try Self.value(of: word, &rest), word)
            case "--account": account = try Self.value(of: word, &rest)
            case "--seed": seed = try Self.number(of: word, &rest)
            case "--reproduce": reproduced = try Self.number(of: word, &rest)
            case "--rounds": rounds = Int(try Self.number(of: word, &rest).clamped(to: 1...1_000_000))
            default:
                guard !word.hasPrefix("-"), file.isEmpty else { throw Wrong(text: "\(word) is not understood") }
                file = word
            }
        }
        guard list || !file.isEmpty else { throw Wrong(text: "which file?") }
        guard !inProcess || only.count == 1 else { throw Wrong(text: "--in-process needs one --only ID") }
    }

    /// As arguments again, for a test process. They travel through memory: a configuration can hold secrets.
    var encoded: [String] {
        var words = [file, "--rounds", String(rounds)]
        if bestEffort { words.append("--best-effort") }
        if let config { words += ["--config", config] }
        if let requirement { words += ["--requirement", requirement] }
        if let account { words += ["--account", account] }
        if let seed { words += ["--seed", String(seed)] }
        if let reproduced { words += ["--reproduce", String(reproduced)] }
        return words
    }

    private static func value(of word: String, _ rest: inout ArraySlice<String>) throws(Wrong) -> String {
        guard let value = rest.popFirst() else { throw Wrong(text: "\(word) needs a value") }
        return value
    }

    private static func number(of word: String, _ rest: inout ArraySlice<String>) throws(Wrong) -> UInt64 {
        let value = try value(of: word, &rest)
        guard let number = UInt64(value) else { throw Wrong(text: "\(word) needs a whole number, not \(value)") }
        return number
    }

    private static func document(_ value: String, _ word: String) throws(Wrong) -> String {
        guard value.hasPrefix("@") else { return try checked(value, word) }
        guard let bytes = FileContent.read(String(value.dropFirst())) else {
            throw Wrong(text: "\(word): \(value.dropFirst()) cannot be read")
        }
        return try checked(String(decoding: bytes, as: UTF8.self), word)
    }

    private static func checked(_ text: String, _ word: String) throws(Wrong) -> String {
        guard JSONText.isValid(text) else { throw Wrong(text: "\(word): this is not JSON: \(text.prefix(80))") }
        return text
    }
}

extension UInt64 {
    fileprivate func clamped(to range: ClosedRange<UInt64>) -> UInt64 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
