internal import UsherDomain

/// What one look at a file found.
struct Specimen: Sendable {
    /// What became of it.
    enum Finding: Sendable {
        /// Nobody could look, for this reason: the directory could not be used at that moment, or the system had nothing left.
        case unseen(PluginProblem)
        /// There is no such file.
        case missing
        /// It cannot be used. The content is known when it could be read.
        case refused(PluginProblem, PluginDigest?)
        case plugin(Introduction, PluginDigest)
    }

    let name: FileName
    var finding: Finding
    /// The copy that was looked at. Whoever does not need it lets go of it soon: it takes as much memory as the file.
    var library: SealedLibrary?

    var digest: PluginDigest? {
        switch finding {
        case .unseen, .missing: nil
        case .refused(_, let digest): digest
        case .plugin(_, let digest): digest
        }
    }

    var introduction: Introduction? {
        if case .plugin(let introduction, _) = finding { introduction } else { nil }
    }
}
