internal import UsherWire

/// The members of a manifest, checked for what makes readers disagree about a document.
struct ManifestObject {
    private struct Member {
        let kind: JSONValue.Kind
        let text: String
        let string: String?
    }

    private let members: [String: Member]

    /// The keys, sorted.
    var keys: [String] { members.keys.sorted() }

    /// Throws when the text is no JSON object, is too large, or names a member twice anywhere.
    init(json: String) throws(PluginProblem) {
        guard json.utf8.count <= Limit.manifest else {
            throw PluginProblem("its manifest is larger than \(Limit.manifest) bytes")
        }
        var json = json
        let read = json.withUTF8 { bytes -> Result<[String: Member], PluginProblem> in
            guard let document = JSONText(UnsafeRawBufferPointer(bytes)), document.value.kind == .object else {
                return .failure(PluginProblem("its manifest is not a JSON object in UTF-8, nested at most 64 levels deep"))
            }
            if let twice = document.value.repeatedName {
                return .failure(PluginProblem("its manifest has the member \"\(twice.plain)\" twice in one object"))
            }
            var members: [String: Member] = [:]
            document.value.forEachMember { name, value in
                guard let name = name?.string else { return }
                members[String(decoding: name, as: UTF8.self)] = Member(
                    kind: value.kind, text: String(decoding: value.text, as: UTF8.self),
                    string: value.string.map { String(decoding: $0, as: UTF8.self) })
            }
            return .success(members)
        }
        members = try read.get()
    }

    /// A member as it is written; `nil` when there is none.
    func text(of key: String) -> String? { members[key]?.text }

    func required(_ key: String, like example: String, bytesMax: Int) throws(PluginProblem) -> String {
        guard let text = members[key]?.string, !text.isEmpty, text.utf8.count <= bytesMax else {
            throw PluginProblem("its manifest needs \"\(key)\", text of at most \(bytesMax) bytes, for example \"\(example)\"")
        }
        guard !text.unicodeScalars.contains(where: { Self.invisible.contains($0.properties.generalCategory) }) else {
            throw PluginProblem("its manifest's \"\(key)\" contains control characters")
        }
        return text
    }

    /// `nil` when it is not there, or empty.
    func optional(_ key: String, like example: String, bytesMax: Int) throws(PluginProblem) -> String? {
        guard let member = members[key], member.string != "" else { return nil }
        return try required(key, like: example, bytesMax: bytesMax)
    }

    func expectObject(_ key: String) throws(PluginProblem) {
        guard let member = members[key], member.kind != .object else { return }
        throw PluginProblem("its manifest's \"\(key)\" must be an object: {…}")
    }

    /// What steers a terminal, or makes a text look like another one.
    private static let invisible: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
}
