internal import UsherDomain
internal import UsherWire

/// What a plugin's manifest says (PluginABI/README.md), as far as this room must know it. What it asks for is read by
/// ``Permissions``.
struct Manifest {
    let id: String
    let name: String
    let version: String
    let schemas: PluginSchemas

    /// Every key that means something. A typing error must not silently take the meaning away from one.
    static let keys = [
        "usher", "id", "name", "version", "license", "homepage", "permissions", "config_schema", "requirement_schema", "check",
    ]
    private static let idBytesMax = 64
    private static let nameBytesMax = 100
    private static let versionBytesMax = 32
    private static let licenseBytesMax = 100
    private static let homepageBytesMax = 500

    /// Reads a manifest. The errors tell an author what to write.
    init(json: String) throws(PluginProblem) {
        let object = try ManifestObject(json: json)
        for key in object.keys where !Self.keys.contains(key) && !key.hasPrefix("x-") {
            let near = NearestWord.of(key, among: Self.keys).map { "; did you mean \"\($0)\"?" } ?? ""
            throw PluginProblem(
                "its manifest has the unknown key \"\(key.plain)\"\(near) (keys of your own begin with \"x-\")")
        }
        guard object.text(of: "usher") == "1" else {
            throw PluginProblem("its manifest must say \"usher\": 1, the version of the manifest's format")
        }
        id = try object.required("id", like: "my-authoriser", bytesMax: Self.idBytesMax)
        let isID = id.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard isID, (97...122).contains(id.utf8.first ?? 0) else {
            throw PluginProblem(
                "its manifest's \"id\" must be lower-case letters, digits, \"-\" and \".\", beginning with a letter")
        }
        name = try object.required("name", like: "My authoriser", bytesMax: Self.nameBytesMax)
        version = try object.required("version", like: "1.0.0", bytesMax: Self.versionBytesMax)
        _ = try object.optional("license", like: "Apache-2.0", bytesMax: Self.licenseBytesMax)
        if let homepage = try object.optional("homepage", like: "https://example.com", bytesMax: Self.homepageBytesMax) {
            // It becomes a link.
            guard homepage.hasPrefix("https://") || homepage.hasPrefix("http://") else {
                throw PluginProblem("its manifest's \"homepage\" must begin with https:// or http://")
            }
        }
        for key in ["permissions", "config_schema", "requirement_schema", "check"] { try object.expectObject(key) }
        schemas = try PluginSchemas(object)
    }
}
