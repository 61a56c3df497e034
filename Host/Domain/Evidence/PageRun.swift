/// One listing, page by page: says what to do with each page, and what is known when the last one has come. Anything that does
/// not fit breaks the run, and a broken run says nothing. A value.
public struct PageRun: Sendable {
    /// What to do.
    public enum Step: Hashable, Sendable {
        /// Take these in, then ask for the page at `next`; `nil`: this was the last one, see ``PageRun/whole(_:takenAt:of:)``.
        case take([Account], next: [UInt8]?)
        /// Nothing has changed since the snapshot whose etag was given. `goodForMilliseconds` as in ``MemberPage``.
        case unchanged(goodForMilliseconds: Int64?)
        /// Nobody knows.
        case broken(Unknown)
    }

    private let settings: GatherSettings
    private let hasETag: Bool
    private var pages = 0
    private var accounts = 0
    /// Hashes: a false match breaks the run, which is unknown, and has another seed next time.
    private var cursors: Set<Int> = []
    private var isAuthoritative = true
    private var goodForMilliseconds: Int64?
    private var etag: [UInt8] = []

    /// Before the first page, which is asked for with an etag or without.
    public init(hasETag: Bool, settings: GatherSettings) {
        self.hasETag = hasETag
        self.settings = settings
    }

    /// Takes the next answer, `elapsedMilliseconds` after the first page was asked for.
    public mutating func take(_ answer: Answer<MemberListing>, elapsedMilliseconds: Int64) -> Step {
        switch answer {
        case .unknown(let unknown):
            return .broken(unknown)
        case .answered(.notModified(let goodFor)):
            guard hasETag, pages == 0 else { return Self.violation("it said \"not modified\" where nothing was known before") }
            return .unchanged(goodForMilliseconds: goodFor)
        case .answered(.page(let page)):
            return take(page, elapsedMilliseconds: elapsedMilliseconds)
        }
    }

    private mutating func take(_ page: MemberPage, elapsedMilliseconds: Int64) -> Step {
        pages += 1
        accounts += page.members.count
        guard accounts <= settings.accountsMax else {
            return Self.violation("it listed more than \(settings.accountsMax) accounts")
        }
        // A snapshot is only as good as its worst page.
        isAuthoritative = isAuthoritative && page.isAuthoritative
        if let goodFor = page.goodForMilliseconds { goodForMilliseconds = min(goodFor, goodForMilliseconds ?? goodFor) }
        etag = page.etag
        if let next = page.nextCursor {
            guard pages < settings.pagesMax else { return Self.violation("it listed more than \(settings.pagesMax) pages") }
            guard cursors.insert(next.hashValue).inserted else { return Self.violation("its pages lead in a circle") }
            guard elapsedMilliseconds < settings.lookMillisecondsMax else {
                return .broken(
                    Unknown(.timedOut, "its \(pages) pages took \(elapsedMilliseconds / 1_000) seconds and more follow"))
            }
        }
        return .take(page.members.map { Account(id: $0.accountID, name: $0.accountName) }, next: page.nextCursor)
    }

    /// The snapshot, after the last page.
    public func whole(_ accounts: AccountSet, takenAt: Instant, of requirement: Requirement) -> Snapshot {
        Snapshot(
            requirement: requirement, accounts: accounts, isAuthoritative: isAuthoritative, etag: etag, takenAt: takenAt,
            freshUntil: settings.freshUntil(takenAt, goodForMilliseconds: goodForMilliseconds))
    }

    private static func violation(_ text: String) -> Step {
        .broken(Unknown(.violation, text))
    }
}
