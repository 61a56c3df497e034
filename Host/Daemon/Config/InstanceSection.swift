import UsherDomain
import Yams

/// One entry of `instances`: a configured use of a plugin.
struct InstanceSection: Sendable {
    let id: InstanceID
    /// The id in the plugin's manifest.
    let pluginID: String
    /// What the plugin is given, as a JSON object.
    let configJSON: String
    /// Files that hold its secrets, by the name under which the plugin finds them (`config/` and the name here).
    let secretFiles: [String: String]

    /// Reads the list; names must be distinct.
    static func all(_ sections: [ConfigSection], folder: ConfigFolder) -> [InstanceSection] {
        var seen: Set<InstanceID> = []
        return sections.compactMap { section in
            let expected = "a name of lower-case letters, digits and \"-\" that begins with a letter, at most 32 characters"
            let id = section.parsed("id", expected: expected) { InstanceID($0) }
            if !section.has("id") { section.missing("id") }
            let plugin = section.requiredText("plugin")
            let config = configJSON(section)
            let secretFiles = secretFiles(section, folder)
            section.finish()
            guard let id, let config else { return nil }
            if !seen.insert(id).inserted { section.reject("id", "\"\(id)\" is used twice") }
            return InstanceSection(id: id, pluginID: plugin, configJSON: config, secretFiles: secretFiles)
        }
    }

    private static func secretFiles(_ section: ConfigSection, _ folder: ConfigFolder) -> [String: String] {
        var files: [String: String] = [:]
        for (name, file) in section.pairs("secrets") {
            let isName =
                !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
                }
            guard isName, name.utf8.count <= 64 else {
                section.reject("secrets", "\"\(name)\" must be of lower-case letters, digits and \"_\", at most 64")
                continue
            }
            guard !file.isEmpty else {
                section.reject("secrets", "\"\(name)\" must name the file that holds the secret")
                continue
            }
            files[name] = folder.path(file)
        }
        return files
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
