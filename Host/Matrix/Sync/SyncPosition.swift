import UsherDomain

/// How far the sync is, while it runs. A pure value but for the register of people.
struct SyncPosition {
    /// The id of our filter at the homeserver.
    var filter: String?
    /// Where the stream is read on from; `nil` = everything is read anew.
    var since: String?
    /// A start under way.
    var beginning: Beginning?
    /// What an earlier process knew, until the homeserver has taken up from there.
    var kept: KeptSync?
    /// How often that failed by an answer that says nothing.
    var keptFailures = 0
    var unread = UnreadRooms()
    var rereads = Rereads()
    var memory: SyncMemory

    /// Begins anew: nothing of what is on disk stays.
    init(memory: SyncMemory) {
        self.memory = memory
    }
}
