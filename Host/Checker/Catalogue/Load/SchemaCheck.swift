internal import UsherSchema
internal import UsherWire

/// Looks at the schemas of a manifest, and whether what "check" configures and asks fits them: the host does the same.
struct SchemaCheck {
    private let members: ManifestMembers

    init(_ members: ManifestMembers) {
        self.members = members
    }

    func check(_ manifest: JSONValue) {
        let config = schema("config_schema", .configuration, manifest)
        let requirement = schema("requirement_schema", .requirement, manifest)
        if let name = config?.secretNames.first, manifest.child("permissions")?.child("secrets")?.written != "true" {
            members.error(
                "config_schema marks \(name) as x-secret, and permissions do not ask for secrets",
                "add \"secrets\": true to permissions, or remove x-secret")
        }
        guard let section = manifest.child("check"), section.kind == .object else { return }
        if let config, let value = section.child("config") {
            let problems = SplitConfig(json: value.written, secrets: Self.secrets(of: section), by: config).problems
            report(problems, "check.config", "config_schema")
        }
        if let requirement, let value = section.child("requirement") {
            report(requirement.problems(of: value.written), "check.requirement", "requirement_schema")
        }
    }

    /// The secrets of a check section that stand for keys of the configuration, by those keys.
    static func secrets(of section: JSONValue) -> [String: [UInt8]] {
        var secrets: [String: [UInt8]] = [:]
        section.child("secrets")?.forEachMember { name, value in
            guard let name = name?.words, name.hasPrefix(configPrefix), let secret = value.string else { return }
            secrets[String(name.dropFirst(configPrefix.count))] = secret
        }
        return secrets
    }

    /// What stands in front of the name of a key of the configuration.
    static let configPrefix = "config/"

    private func schema(_ key: String, _ purpose: Schema.Purpose, _ manifest: JSONValue) -> Schema? {
        guard let value = manifest.child(key), value.kind == .object else { return nil }
        do throws(SchemaFault) {
            return try Schema(json: value.written, for: purpose)
        } catch {
            members.error("\(key) \(error.text)", "keep to the keywords in PluginABI/README.md, \"The schemas\"")
            return nil
        }
    }

    private func report(_ problems: [String], _ what: String, _ schema: String) {
        guard !problems.isEmpty else { return }
        members.error(
            "\(what) does not fit \(schema): \(problems.joined(separator: "; "))",
            "correct the one that is wrong: the host never hands over what does not fit")
    }
}
