/// How large things may be on the wire, in bytes unless named otherwise. The worker keeps to them, the daemon checks them.
public enum Limit {
    /// One frame, its length field included.
    public static let frame = 16 << 20

    /// A struct that the other side of the header makes room for: a `size` beyond this was never set.
    public static let structure = 4 << 10

    /// Calls that run at once in one worker; without watches, which have a thread each.
    public static let callThreads = 32
    /// Memory that a call hands out to its plugin: enough for the largest answers and listings, a bounded harm otherwise.
    public static let callMemory = 16 << 20
    /// How long one exchange of usher.http may take.
    public static let exchangeMilliseconds = 120_000
    /// Watches that run at once in one worker.
    public static let watchThreads = 32

    public static let manifest = 64 << 10
    /// An id of an extension or action, and the wire version.
    public static let id = 64
    public static let extensions = 32
    public static let actions = 64
    public static let title = 256
    public static let signature = 512

    /// A configuration, a requirement, an argument of an action.
    public static let input = 1 << 20
    public static let arguments = 8
    /// Subjects in one evaluate.
    public static let subjects = 512
    /// A field of a subject, a code, a claim id.
    public static let field = 16 << 10

    /// What a plugin says to an admin.
    public static let message = 4 << 10
    /// What a plugin says to a person.
    public static let reason = 1 << 10
    public static let facts = 8 << 10
    public static let room = 255
    public static let accountID = 1 << 10
    public static let accountName = 1 << 10
    /// Who invites.
    public static let from = 256
    public static let url = 8 << 10
    public static let form = 64 << 10
    public static let state = 16 << 10
    public static let linkJSON = 16 << 10
    /// The requirement that a group of a listing stands for.
    public static let groupRequirement = 16 << 10
    public static let result = 4 << 20
    public static let logText = 2 << 10

    /// A key of usher.kv (usher_plugin.h).
    public static let key = 256
    /// What the store takes: nothing larger need cross the wire.
    public static let value = 256 << 10
    /// Keys in one listing.
    public static let keys = 1_000

    /// A place in a listing, and the name of a snapshot.
    public static let cursor = 4 << 10
    /// A group's id, name, kind.
    public static let group = 1 << 10
    public static let description = 4 << 10
    /// Items in one frame, and the bytes after which a worker sends what it has collected.
    public static let itemsPerFrame = 4_096
    public static let emittedBytes = 64 << 10
    /// Items in one page of a listing: an author who has more says where the next page begins.
    public static let itemsPerPage = 50_000
    /// And their bytes: a page is held in memory until it is whole.
    public static let pageBytes = 32 << 20

    /// Headers of a request or answer, counted as pairs.
    public static let headers = 64
    public static let headerName = 256
    public static let headerValue = 8 << 10
    /// A body that a plugin sends, or that a webhook brought.
    public static let body = 1 << 20
    /// A body that a plugin receives.
    public static let responseBody = 8 << 20
    /// Exchanges that one call may have under way at once.
    public static let exchanges = 64
    /// A body that a plugin answers a webhook with.
    public static let replyBody = 64 << 10
    public static let contentType = 128
    public static let query = 16 << 10

    /// A name in usher.secrets, and what stands under it.
    public static let secretName = 256
    public static let secret = 64 << 10
    /// Name of an algorithm, a method of HTTP, and a signature in hexadecimal digits.
    public static let algorithm = 16
    public static let mac = 256
    /// A host name to connect to.
    public static let hostName = 255
}
