import UsherDomain

/// How the column `instances` spells a list of them: names joined by commas, which no name contains.
enum InstanceNames {
    static func text(_ instances: [InstanceID]) -> String {
        instances.map(\.text).joined(separator: ",")
    }

    /// `nil` when one of them is no name.
    static func parse(_ text: String) -> [InstanceID]? {
        guard !text.isEmpty else { return [] }
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        let instances = names.compactMap { InstanceID(String($0)) }
        return instances.count == names.count ? instances : nil
    }
}
