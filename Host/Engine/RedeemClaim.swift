public import UsherDomain

/// A person uses a code: opens a redemption, lets the loop settle it, and waits a little for the result.
public struct RedeemClaim: Sendable {
    /// Longest code accepted, in bytes: far more than any authoriser makes, far less than a burden.
    public static let codeBytesMax = 512
    /// How long a request waits before it answers "pending", in milliseconds: shorter than any proxy's patience.
    public static let waitMilliseconds: Int64 = 8_000
    /// How long after a try its result is asked for, in milliseconds: a try takes the homeserver less than that as a rule.
    static let pollMilliseconds: Int64 = 1_000
    /// How many redemptions one person may start in ``startsWindowMilliseconds``: a person tries a few links, a script thousands.
    public static let startsMax = 20
    /// The window of ``startsMax``.
    public static let startsWindowMilliseconds: Int64 = 60_000

    /// Why a redemption was not even opened.
    public enum Refusal: Error, Hashable, Sendable {
        /// The code is empty or longer than ``codeBytesMax``: no authoriser made it.
        case noCode
        /// This person starts too many; try again after so many milliseconds.
        case tooMany(retryAfterMilliseconds: Int64)
    }

    let ledger: any Ledger
    let reconciler: Reconciler
    let codes: CodesInHand
    let clock: any WallClock
    let steadyClock: any SteadyClock
    let random: any RandomSource
    let allowance: Allowance<UserID>

    /// Puts the parts together.
    public init(
        ledger: any Ledger, reconciler: Reconciler, codes: CodesInHand, clock: any WallClock, steadyClock: any SteadyClock,
        random: any RandomSource
    ) {
        self.ledger = ledger
        self.reconciler = reconciler
        self.codes = codes
        self.clock = clock
        self.steadyClock = steadyClock
        self.random = random
        allowance = Allowance(max: Self.startsMax, windowMilliseconds: Self.startsWindowMilliseconds, clock: steadyClock)
    }

    /// Redeems `code` at `instance` for `user`.
    ///
    /// Returns the redemption as it stands when it is decided or when ``waitMilliseconds`` have passed. A cancelled caller leaves
    /// the redemption to the loop. Throws ``Refusal``, or what the ledger throws.
    public func callAsFunction(code: Secret<String>, at instance: InstanceID, for user: ProvenUser) async throws -> Redemption {
        guard (1...Self.codeBytesMax).contains(code.reveal().utf8.count) else { throw Refusal.noCode }
        if let wait = await allowance.take(for: user.id) { throw Refusal.tooMany(retryAfterMilliseconds: wait) }
        let redemption = Redemption(
            id: RedemptionID(randomBytes: random.bytes(16)), user: user, instance: instance, startedAt: clock.now())
        let passes = reconciler.passes(over: redemption.id)
        await codes.put(code, for: redemption.id)
        do {
            try await ledger.open(redemption)
        } catch {
            _ = await codes.take(for: redemption.id)
            throw error
        }
        await reconciler.add(redemption)
        await waitUntilDecided(redemption.id, passes: passes)
        return try await ledger.redemption(redemption.id) ?? redemption
    }

    /// The redemption `id`, if it is `user`'s own.
    public func redemption(_ id: RedemptionID, of user: ProvenUser) async throws -> Redemption? {
        guard let redemption = try await ledger.redemption(id), redemption.user.id == user.id else { return nil }
        return redemption
    }

    /// When it is worth asking again about a redemption that is not decided, in milliseconds from now: just after the next try.
    public func retryAfterMilliseconds(of redemption: Redemption) async -> Int64 {
        await reconciler.millisecondsUntilPass(over: redemption.id) + Self.pollMilliseconds
    }

    private func waitUntilDecided(_ id: RedemptionID, passes: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in passes {
                    // A ledger that cannot be read now is read once more by the caller, who reports it.
                    do { if try await ledger.redemption(id)?.isDecided != false { return } } catch { return }
                }
            }
            // A cancelled sleep only ends the wait early.
            group.addTask { do { try await steadyClock.sleep(milliseconds: Self.waitMilliseconds) } catch {} }
            await group.next()
            group.cancelAll()
        }
    }
}
