import UsherDomain
import Yams

/// One entry of `instances`: a configured use of a plugin.
struct InstanceSection: Sendable {
    let id: InstanceID
    /// The id in the plugin's manifest.
    let pluginID: String
    /// What the plugin is given, as a JSON object.
    let configJSON: String

    /// Reads the list; names must be distinct.
    static func all(_ sections: [ConfigSection]) -> [InstanceSection] {
        var seen: Set<InstanceID> = []
        return sections.compactMap { section in
            let expected = "a name of lower-case letters, digits and \"-\" that begins with a letter, at most 32 characters"
            let id = section.parsed("id", expected: expected) { InstanceID($0) }
            if !section.has("id") { section.missing("id") }
            let plugin = section.requiredText("plugin")
            let config = configJSON(section)
            section.finish()
            guard let id, let config else { return nil }
            if !seen.insert(id).inserted { section.reject("id", "\"\(id)\" is used twice") }
            return InstanceSection(id: id, pluginID: plugin, configJSON: config)
        }
    }

    private static func configJSON(_ section: ConfigSection) -> String? {
        guard let node = section.node("config") else { return "{}" }
        guard node.mapping != nil else {
            section.reject("config", "must be a list of `key: value` pairs")
            return nil
        }
        do {
            return try JSONText.of(node)
        } catch {
            section.reject("config", "holds a value that JSON has no form for")
            return nil
        }
    }
}
