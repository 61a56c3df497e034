/// What lies in the plugin directory at one moment, by name only.
struct Survey: Sendable {
    /// Which files somebody asked about.
    enum Asked: Sendable {
        case everything
        case files(Set<FileName>)

        func union(_ other: Asked) -> Asked {
            guard case .files(let names) = self, case .files(let more) = other else { return .everything }
            return .files(names.union(more))
        }

        func contains(_ name: FileName) -> Bool {
            switch self {
            case .everything: true
            case .files(let names): names.contains(name)
            }
        }
    }

    let asked: Asked
    let listing: Result<PluginDirectory.Listing, PluginProblem>

    init(asked: Asked, listing: Result<PluginDirectory.Listing, PluginProblem>) {
        self.asked = asked
        self.listing = listing
    }

    /// Looks. Blocks for a moment. `known` files come first where there are too many.
    init(path: String, asked: Asked, known: Set<FileName>) {
        self.asked = asked
        listing = Result { () throws(PluginProblem) in try PluginDirectory(path: path).listing(known: known) }
    }
}
