public import Logging
public import UsherDomain

/// One pass over one redemption: reads where it stands, does the next steps, and says whether to come again.
///
/// Every step may be repeated: the state of the room is read before anything is done to it and again afterwards, and what an
/// authoriser or a homeserver answered is never taken for the truth. Unknown leads to "again", never to a "no" (law 1).
public struct SettleRedemption: Sendable {
    let ledger: any Ledger
    let authorisers: any Authorisers
    let rooms: any Rooms
    let admissions: Admissions
    let codes: CodesInHand
    let pseudonyms: any Pseudonyms
    let clock: any WallClock
    let logger: Logger

    /// Puts the parts together.
    public init(
        ledger: any Ledger, authorisers: any Authorisers, rooms: any Rooms, admissions: Admissions, codes: CodesInHand,
        pseudonyms: any Pseudonyms, clock: any WallClock, logger: Logger
    ) {
        self.ledger = ledger
        self.authorisers = authorisers
        self.rooms = rooms
        self.admissions = admissions
        self.codes = codes
        self.pseudonyms = pseudonyms
        self.clock = clock
        self.logger = logger
    }

    /// Runs the pass. Throws only what the ledger throws.
    func callAsFunction(_ id: RedemptionID) async throws -> PassResult {
        while let redemption = try await ledger.redemption(id), !redemption.isSettled {
            switch try await step(redemption) {
            case .move(let state, let audit):
                // When somebody else moved it meanwhile, the loop reads where it stands now.
                _ = try await ledger.move(id, from: redemption.state, to: state, audit: audit)
            case .wait(let afterMilliseconds):
                return .again(afterMilliseconds: afterMilliseconds)
            }
        }
        return .settled
    }

    private enum Step {
        case move(Redemption.State, AuditEntry?)
        case wait(Int64?)
    }

    private func step(_ redemption: Redemption) async throws -> Step {
        switch redemption.state {
        case .opening: await reserve(redemption)
        case .reserved(let room): await bringIn(redemption, to: room)
        case .invited(let room): await commit(redemption, room: room)
        case .releasing(let failure): await release(redemption, failure: failure)
        case .done, .alreadyIn, .failed, .refused: .wait(nil)
        }
    }

    private func reserve(_ redemption: Redemption) async -> Step {
        guard let code = await codes.take(for: redemption.id) else { return .move(.releasing(.interrupted), nil) }
        guard admissions.admitsAnywhere(redemption.instance) else { return .move(.refused, nil) }
        if let room = await roomEntered(before: redemption, code: code) { return .move(.alreadyIn(room: room), nil) }
        let subject = Subject(pseudonym: pseudonyms.pseudonym(of: redemption.user.id, at: redemption.instance))
        let answer = await authorisers.reserve(
            code: code.reveal(), as: redemption.id, for: subject, at: redemption.instance)
        switch answer {
        case .answered(.reserved(let room, _)):
            guard admissions.admits(redemption.instance, to: room) else { return .move(.releasing(.roomNotAdmitted), nil) }
            return .move(.reserved(room: room), nil)
        case .answered(.refused):
            return .move(.refused, nil)
        case .unknown:
            // It may have been reserved or not: releasing is right either way.
            return .move(.releasing(.authoriserUnavailable), nil)
        }
    }

    /// The room that the code leads to, if the person is in it: then a use would be wasted. Whatever is not known here is found
    /// out after the reservation.
    private func roomEntered(before redemption: Redemption, code: Secret<String>) async -> RoomID? {
        guard case .answered(.offered(let details)) = await authorisers.describe(code: code.reveal(), at: redemption.instance),
            admissions.admits(redemption.instance, to: details.room)
        else { return nil }
        do {
            return try await rooms.membership(of: redemption.user.id, in: details.room).isIn ? details.room : nil
        } catch {
            return nil
        }
    }

    private func bringIn(_ redemption: Redemption, to room: RoomID) async -> Step {
        guard admissions.admits(redemption.instance, to: room) else { return .move(.releasing(.roomNotAdmitted), nil) }
        do {
            let before = try await rooms.membership(of: redemption.user.id, in: room)
            switch DoorStep(for: before) {
            case .alreadyIn: return invited(redemption, room: room, seen: before)
            case .banned: return .move(.releasing(.banned), nil)
            case .invite: break
            }
            let outcome = await rooms.invite(redemption.user.id, to: room)
            let after = try await rooms.membership(of: redemption.user.id, in: room)
            switch DoorStep(for: after) {
            case .alreadyIn: return invited(redemption, room: room, seen: after)
            case .banned: return .move(.releasing(.banned), tried(redemption, room, outcome, seen: after))
            case .invite: return notIn(redemption, room, after: outcome, seen: after)
            }
        } catch {
            logger.warning(
                "a room cannot be read; is the bot in it?",
                metadata: ["room": "\(room)", "why": "\(error.message)", "redemption": "\(redemption.id)"])
            // Nobody knows whether the person holds an invitation, so the use is kept, but not for ever.
            guard age(of: redemption) < Redemption.unknownMillisecondsMax else { return .move(.releasing(.gaveUp), nil) }
            return .wait(error.retryAfterMilliseconds)
        }
    }

    /// The room's state says that the person is not in, and was read after the homeserver had answered.
    private func notIn(_ redemption: Redemption, _ room: RoomID, after outcome: ActOutcome, seen: Membership) -> Step {
        switch outcome {
        case .refused(let code):
            return .move(.releasing(code == "M_INVITE_BLOCKED" ? .invitesBlocked : .homeserverRefused), nil)
        case .accepted where seen == .leave:
            // Sent, and turned down before we looked.
            return .move(.releasing(.declined), tried(redemption, room, outcome, seen: seen))
        case .unknown:
            // It may still arrive: the use is not another's yet.
            guard age(of: redemption) < Redemption.unknownMillisecondsMax else { return .move(.releasing(.gaveUp), nil) }
            return .wait(nil)
        case .accepted, .limited:
            guard age(of: redemption) < Redemption.pendingMillisecondsMax else { return .move(.releasing(.gaveUp), nil) }
            guard case .limited(let retryAfterMilliseconds) = outcome else { return .wait(nil) }
            return .wait(retryAfterMilliseconds)
        }
    }

    private func age(of redemption: Redemption) -> Int64 {
        clock.now().milliseconds(since: redemption.startedAt)
    }

    /// The entry for an invitation that was sent and did not last.
    private func tried(_ redemption: Redemption, _ room: RoomID, _ outcome: ActOutcome, seen: Membership) -> AuditEntry? {
        guard outcome == .accepted else { return nil }
        return entry(.invited, redemption, room: room, reason: "holds an invitation code", seen: seen.rawValue)
    }

    private func invited(_ redemption: Redemption, room: RoomID, seen: Membership) -> Step {
        .move(
            .invited(room: room), entry(.invited, redemption, room: room, reason: "holds an invitation code", seen: seen.rawValue)
        )
    }

    private func commit(_ redemption: Redemption, room: RoomID) async -> Step {
        switch await authorisers.commit(redemption.id, at: redemption.instance) {
        case .answered: .move(.done(room: room), nil)
        case .unknown(let unknown): .wait(unknown.retryAfterMilliseconds)
        }
    }

    private func release(_ redemption: Redemption, failure: Redemption.Failure) async -> Step {
        switch await authorisers.release(redemption.id, at: redemption.instance) {
        case .answered:
            .move(
                .failed(failure), entry(.redemptionReleased, redemption, room: nil, reason: "not invited", seen: failure.rawValue)
            )
        case .unknown(let unknown): .wait(unknown.retryAfterMilliseconds)
        }
    }

    private func entry(
        _ act: AuditEntry.Act, _ redemption: Redemption, room: RoomID?, reason: String, seen: String
    ) -> AuditEntry {
        // Both values are of a fixed alphabet, so they need no escaping.
        AuditEntry(
            at: clock.now(), act: act, actor: "usher", user: redemption.user.id, room: room, instance: redemption.instance,
            reason: reason, evidenceJSON: #"{"redemption":"\#(redemption.id)","seen":"\#(seen)"}"#)
    }
}
