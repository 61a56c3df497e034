import UsherDomain

/// One thing that a plugin, or a file that pretends to be one, does wrong, and what must come of it.
///
/// Whatever the expectation says: nobody is granted, the worker of the bystander goes on answering, and the host's log names the
/// case.
struct HostileCase: Sendable, CustomStringConvertible {
    /// Which of the groups of misbehaviour it belongs to, 1 to 72 (``HostileGroups``).
    let group: Int
    /// Distinct within its group: lower-case letters, digits and "-".
    let name: String
    /// Which rule is broken: R1 to R12 of usher_plugin.h, or H for what the host promises about files, processes and the wire.
    let rule: String
    let material: Material
    let questions: [Question]
    let expected: Expectation
    /// What must be seen beside the answers.
    private(set) var sign: Sign?

    /// The plugin's manifest id, the instance's name, and the file's.
    var id: String { "g\(group)-\(name)" }
    var description: String { id }
    /// Whether only root can make its file.
    var needsRoot: Bool {
        if case .file(let trick) = material { trick.needsRoot } else { false }
    }

    init(
        _ group: Int, _ name: String, _ rule: String, _ material: Material, asking questions: Question...,
        expecting expected: Expectation
    ) {
        self.group = group
        self.name = name
        self.rule = rule
        self.material = material
        self.questions = questions.isEmpty ? [.evaluate()] : questions
        self.expected = expected
    }

    /// The same case, of which the host's log must say this in a line that names it.
    func logs(_ text: String) -> HostileCase {
        var copy = self
        copy.sign = .line(text)
        return copy
    }

    /// The same case, whose watch must be heard, and not more often than the host lets a watch speak.
    var watches: HostileCase {
        var copy = self
        copy.sign = .events
        return copy
    }
}

/// What is seen of a case that is not an answer.
enum Sign: Sendable {
    case line(String)
    case events
}

/// What a case is made of.
enum Material: Sendable {
    /// Tests/Hostile/<source>, compiled with these definitions and linker options.
    case source(String, [String] = [], link: [String] = [])
    /// A file that is made of a harmless plugin.
    case file(FileTrick)

    /// Tests/Hostile/<source> with CASE=`number`.
    static func source(_ name: String, _ number: Int, _ definitions: String...) -> Material {
        .source(name, ["CASE=\(number)"] + definitions)
    }
}

/// What is asked of a plugin.
enum Question: Sendable {
    /// About one person. What stands for where the daemon keeps its things is put in: ``Surroundings``.
    case evaluate(String = "")
    /// About three people at once.
    case evaluateMany
    /// The same, of a plugin whose batches are asked.
    case batch
    case describe(code: String)
    case reserve(code: String)
    case commit
    case action(String, [ActionArgument] = [])
    /// One page.
    case members
    /// One page, and the ones that it leads to, up to the fourth.
    case allMembers
    case groups
    case beginLink
    case resumeLink
    case webhook
    case health
    /// Nothing: what the plugin does by itself is enough. Its case needs a ``Sign``, or a worker that ends.
    case silence
}

/// What came back.
enum Heard: Sendable, Hashable {
    /// `holds`: somebody was granted what they asked for.
    case yes(String)
    /// `doesNotHold`, with its reason.
    case no(String)
    case unknown(Unknown.Kind, String)
    /// An answer of another function, in words.
    case other(String)
    /// The plugin does not offer what was to be asked: the case shows nothing.
    case notAsked
}

/// What must come of it.
enum Expectation: Sendable {
    /// The file never becomes a plugin; the reason for the admin contains this text.
    case refused(String)
    /// The file is no plugin for the host: it does not even name it.
    case ignored
    /// The answer is unknown for one of these reasons, and the worker goes on or is ended.
    case unknown([Unknown.Kind], Worker)
    /// The plugin answers no, with a reason that contains this text: it was stopped, or what it did hurt nobody.
    case no(String)
    /// Another function answers, with these words.
    case answers(String)
    /// The plugin answers no with this text, or is stopped: how much it gets of what it takes is a matter of the machine.
    case noOrUnknown(String, [Unknown.Kind])
    /// No answer but a no or an unknown: what a plugin with broken memory, or a file with flipped bits, comes to is luck.
    case contained

    enum Worker: Sendable {
        case goesOn
        case ends
        case either
    }

    static func violation(_ worker: Worker = .goesOn) -> Expectation { .unknown([.violation], worker) }
    static var crashed: Expectation { .unknown([.crashed], .ends) }
    static var hangs: Expectation { .unknown([.timedOut], .ends) }
}
