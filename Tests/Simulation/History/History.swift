import UsherDomain
import UsherTesting

/// One history: a town, troubles, people, admins and deaths in an order that the seed decides; then peace, and a look at whether
/// the rooms are as the rules want them.
struct History {
    /// What came of it.
    struct Outcome: Sendable {
        let seed: UInt64
        /// `nil`: nothing was broken.
        let broken: String?
        let attempts: Int
        let deaths: Int
    }

    let seed: UInt64
    let template: StoreTemplate
    let sabotage: Sabotage?
    let trace: (@Sendable (String) -> Void)?

    /// Runs it.
    func callAsFunction() -> Outcome {
        var world: World?
        do {
            let made = try World(seed: seed, template: template, sabotage: sabotage, trace: trace)
            world = made
            let happenings = Happenings(made)
            try happenings.settleDown()
            for _ in 0..<made.random.number(in: 10...40) { try happenings.next() }
            try Finale(made)()
            return outcome(made, nil)
        } catch {
            return outcome(world, "\(error)")
        }
    }

    private func outcome(_ world: World?, _ broken: String?) -> Outcome {
        Outcome(
            seed: seed, broken: broken, attempts: world?.surroundings.homeserver.attempts().count ?? 0,
            deaths: world?.deaths ?? 0)
    }
}
