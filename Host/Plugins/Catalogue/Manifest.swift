internal import UsherDomain
internal import UsherWire

/// What a plugin's manifest says, as far as this host must know it.
struct Manifest {
    let id: String
    let name: String
    let version: String

    /// Reads a manifest. The errors tell an author what to write.
    init(json: String) throws(PluginProblem) {
        let members = try Self.members(json)
        guard members["usher"]?.text == "1" else {
            throw PluginProblem("its manifest must say \"usher\": 1, the version of the manifest's format")
        }
        id = try Self.text("id", members, like: "my-authoriser", bytesMax: 64)
        let isID = id.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard isID, (97...122).contains(id.utf8.first ?? 0) else {
            throw PluginProblem(
                "its manifest's \"id\" must be lower-case letters, digits, \"-\" and \".\", beginning with a letter")
        }
        name = try Self.text("name", members, like: "My authoriser", bytesMax: 100)
        version = try Self.text("version", members, like: "1.0.0", bytesMax: 32)
    }

    private struct Member {
        let text: String
        let string: String?
    }

    private static func members(_ json: String) throws(PluginProblem) -> [String: Member] {
        var json = json
        let members = json.withUTF8 { bytes -> [String: Member]? in
            guard let document = JSONText(UnsafeRawBufferPointer(bytes)), document.value.kind == .object else { return nil }
            var members: [String: Member] = [:]
            document.value.forEachMember { name, value in
                guard let name = name?.string.map({ String(decoding: $0, as: UTF8.self) }) else { return }
                members[name] = Member(
                    text: String(decoding: value.text, as: UTF8.self),
                    string: value.string.map { String(decoding: $0, as: UTF8.self) })
            }
            return members
        }
        guard let members else { throw PluginProblem("its manifest is not a JSON object") }
        return members
    }

    private static func text(
        _ key: String, _ members: [String: Member], like example: String, bytesMax: Int
    ) throws(PluginProblem) -> String {
        guard let text = members[key]?.string, !text.isEmpty, text.utf8.count <= bytesMax else {
            throw PluginProblem("its manifest needs \"\(key)\", text of at most \(bytesMax) bytes, for example \"\(example)\"")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw PluginProblem("its manifest's \"\(key)\" contains control characters")
        }
        return text
    }
}
