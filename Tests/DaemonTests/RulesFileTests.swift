import Testing
import UsherDomain
import UsherServer
import UsherTesting

@testable import usher

@Suite("Rules as a file")
struct RulesFileTests {
    @Test("Whatever is exported is read back as it was, also over the daemon's own form", arguments: 0..<200)
    func roundTrip(_ seed: Int) throws {
        let file = Self.file(SeededRandom("rules \(seed)"))
        let text = file.text
        let read = try RulesFileText(text, path: "rules.yaml").file
        #expect(read == file, "seed \(seed):\n\(text)")
        #expect(read.text == text)
        #expect(try RulesFile(file.document) == file, "seed \(seed)")
    }

    @Test(
        "What is wrong in a file is said with its line",
        arguments: [
            ("rooms:\n  - rule: none\n", "r.yaml:2:5: rooms[0].room is missing"),
            ("rooms:\n  - room: '!a:b'\n    rule: a:b and and\n", "r.yaml:3:11: rooms[0].rule cannot be read: line 1, column 9"),
            ("rooms:\n  - room: '!a:b'\n    phase: enforced\n", "r.yaml:3:12: rooms[0].phase must be observe, enforce"),
            ("rooms:\n  - room: '!a:b'\n    grace: 9999d\n", "r.yaml:3:12: rooms[0].grace must be"),
            ("rooms:\n  - room: '!a:b'\n    brakes: {people: 5}\n", "rooms[0].brakes.percent is missing"),
            ("rooms:\n  - room: '!a:b'\n    exempt: [bob]\n", "rooms[0].exempt must hold Matrix IDs"),
            ("rooms:\n  - room: '!a:b'\n    phse: observe\n", "did you mean \"phase\"?"),
            ("rooms:\n  - room: '!a:b'\n  - room: '!a:b'\n", "is given twice"),
            ("requirements:\n  staff: '{}'\n", "r.yaml:2:3: requirements: each must have a name such as"),
            ("requirements:\n  staff:core: '{'\n", "r.yaml:2:15: requirements: staff:core is no JSON object"),
            ("requirements:\n  staff:core: '{}'\n  staff:core: '{}'\n", "given twice"),
            ("", "the file is empty"), ("rooms: [", "not valid YAML"),
        ])
    func wrong(text: String, problem: String) {
        let failure = #expect(throws: ConfigFailure.self) { try RulesFileText(text, path: "r.yaml") }
        #expect(failure?.description.contains(problem) == true, "\(String(describing: failure))")
    }

    @Test("A requirement may be written as pairs, and means the same")
    func pairs() throws {
        let one = try RulesFileText("requirements:\n  staff:core: {team: core, level: 3}\n", path: "r.yaml").file
        let other = try RulesFileText("requirements:\n  'staff:core': '{\"level\":3,\"team\":\"core\"}'\n", path: "r.yaml").file
        #expect(one == other)
    }

    // MARK: Any rules

    private static func file(_ random: SeededRandom) -> RulesFile {
        let dice = Dice(random: random)
        var file = RulesFile(requirements: [:], policies: [:])
        for _ in 0..<dice.below(4) {
            guard let instance = InstanceID("i\(dice.below(3))"), let name = RequirementName("n-\(dice.below(5)).x", at: instance)
            else { continue }
            file.requirements[name] = dice.requirement(at: instance)
        }
        for _ in 0..<dice.below(5) {
            guard let room = RoomID("!" + dice.text(min: 1).filter { $0 != " " && !$0.isNewline } + "r:example.org") else {
                continue
            }
            var policy = Policy(room: room)
            if dice.flip { policy.rule = dice.rule(depth: 3).normalised }
            let until = Instant(unixMilliseconds: Int64(dice.below(1 << 40)))
            policy.phase = [nil, .observe, .enforce, .announce(until: until)][dice.below(4)]
            if dice.flip { policy.graceMilliseconds = [0, 1, 1_500, 60_000, 7 * 86_400_000][dice.below(5)] }
            if dice.flip { policy.shadows = ShadowTreatment.allCases[dice.below(2)] }
            if dice.flip { policy.knocks = KnockTreatment.allCases[dice.below(2)] }
            if dice.flip { policy.brakes = BrakeLimits(people: dice.below(50), percent: dice.below(101)) }
            for _ in 0..<dice.below(3) {
                if let pattern = UserPattern("@" + dice.text(min: 0).filter { !$0.isNewline } + "*:x") {
                    policy.exempt.append(pattern)
                }
            }
            policy.isForThisRoomOnly = dice.flip
            policy.inheritsNothing = dice.flip
            file.policies[room] = policy
        }
        return file
    }

    /// Chance, from a seed.
    private struct Dice {
        let random: SeededRandom

        func below(_ bound: Int) -> Int {
            Int(random.bytes(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(bound))
        }

        var flip: Bool { below(2) == 0 }

        /// Signs that YAML, JSON and terminals treat in their own ways.
        func text(min: Int) -> String {
            let signs: [Character] = [
                "a", "'", "\"", "\\", "#", ":", "é", "\u{2028}", "\u{feff}", "😀", "\u{85}", "{", "%", "!", "&", "*",
            ]
            return String((0..<(min + below(6))).map { _ in signs[below(signs.count)] })
        }

        func requirement(at instance: InstanceID) -> Requirement {
            let name = text(min: 0).unicodeScalars.map { scalar in
                scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : "\(scalar)"
            }.joined()
            let json = "{\"group\":\"\(name)\",\"level\":\(below(9))}"
            do {
                return Requirement(instance: instance, canonicalJSON: try CanonicalJSON.object(json))
            } catch {
                preconditionFailure("the sample \(json) is JSON: \(error)")
            }
        }

        func rule(depth: Int) -> Rule {
            guard let instance = InstanceID("i\(below(3))"), let name = RequirementName("n\(below(3))", at: instance) else {
                return .empty
            }
            switch below(depth > 0 ? 6 : 3) {
            case 0: return .named(name)
            case 1: return .requirement(requirement(at: instance))
            case 2: return .empty
            case 3: return .not(rule(depth: depth - 1))
            case 4: return .all([rule(depth: depth - 1), rule(depth: depth - 1)])
            default: return .any([rule(depth: depth - 1), rule(depth: depth - 1), rule(depth: depth - 1)])
            }
        }
    }
}
