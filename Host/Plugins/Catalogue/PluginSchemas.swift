internal import UsherSchema

/// What a manifest says about configurations and requirements; `nil` = anything fits.
struct PluginSchemas: Hashable, Sendable {
    let config: Schema?
    let requirement: Schema?

    init(_ manifest: ManifestObject) throws(PluginProblem) {
        config = try Self.schema("config_schema", in: manifest, for: .configuration)
        requirement = try Self.schema("requirement_schema", in: manifest, for: .requirement)
    }

    private static func schema(
        _ key: String, in manifest: ManifestObject, for purpose: Schema.Purpose
    ) throws(PluginProblem) -> Schema? {
        guard let json = manifest.text(of: key) else { return nil }
        do throws(SchemaFault) {
            return try Schema(json: json, for: purpose)
        } catch {
            throw PluginProblem("its \(key) \(error.text)")
        }
    }

    /// Throws when something in them needs a permission that was not asked for.
    func check(against permissions: Permissions) throws(PluginProblem) {
        guard let name = config?.secretNames.first, !permissions.secrets else { return }
        throw PluginProblem(
            "its config_schema marks \"\(name)\" as \"x-secret\", so its manifest must ask for the permission \"secrets\": true")
    }
}
