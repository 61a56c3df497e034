/// What is kept of the sync cannot be read: it is damaged, or of another version. Then it is as good as nothing.
struct RecordProblem: Error, Hashable {
    /// At which byte; for whoever debugs.
    let at: Int
}
