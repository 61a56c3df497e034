import Logging
import Synchronization
import UsherDomain
import UsherEngine
import UsherTesting

/// What outlives a daemon: the world around it.
struct Surroundings: Sendable {
    let clock: ManualClock
    let executor: StepExecutor
    /// What the engine itself draws from.
    let engineRandom: SeededRandom
    let homeserver: SimulatedHomeserver
    let thirdParty: SimulatedThirdParty
    let chronicle: Chronicle
    let books: Books
    let pseudonyms = PlainPseudonyms()
    let settings: LoopSettings
    let sabotage: Sabotage?
    let logger: Logger
}

/// Pseudonyms that a test can make again.
struct PlainPseudonyms: Pseudonyms {
    func pseudonym(of user: UserID, at instance: InstanceID) -> String {
        let digits = "\(user)|\(instance)".utf8.map { String($0, radix: 16) }.joined()
        return String((digits + String(repeating: "0", count: 64)).prefix(64))
    }
}

/// What admins have set and whom accounts belong to, as the store has it: read from it after each change.
final class Books: Sendable {
    struct Contents {
        var policies: [Policy] = []
        var requirements: [RequirementName: Requirement] = [:]
        /// By instance and user.
        var accounts: [InstanceID: [UserID: String]] = [:]
        var departed: [InstanceID: Set<UserID>] = [:]
        var isPaused = false
        /// Counts the readings.
        var revision = 0
    }

    private let contents = Mutex(Contents())

    var now: Contents { contents.withLock { $0 } }

    func isLinked(_ user: UserID) -> Bool {
        contents.withLock { $0.accounts.values.contains { $0[user] != nil } }
    }

    func put(_ new: Contents) {
        contents.withLock { contents in
            var new = new
            new.revision = contents.revision + 1
            contents = new
        }
    }
}
