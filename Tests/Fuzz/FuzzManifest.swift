// What a stranger's manifest says, and what it asks for: whatever the text is, readers answer or throw. What they answer is taken
// for the same wherever it is read again, or an admin would consent to one thing and the plugin be given another.

internal import UsherSchema
internal import UsherWire

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else { return 0 }
    readIdentity(text)
    readPermissions(text)
    readSchema(text)
    return 0
}

private func readIdentity(_ text: String) {
    do throws(PluginProblem) {
        let manifest = try Manifest(json: text)
        precondition(!manifest.id.isEmpty && manifest.id.utf8.count <= 64, "an id that breaks its own rule")
        precondition(manifest.name.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "a name that steers a terminal")
    } catch {
        precondition(!error.text.isEmpty, "a problem without words")
    }
}

/// The text as a schema, and as a document for it: whatever comes of it, it ends.
private func readSchema(_ text: String) {
    do throws(SchemaFault) {
        let schema = try Schema(json: text, for: .configuration)
        let problems = schema.problems(of: text)
        precondition(problems.count <= SchemaLimit.problems && problems.allSatisfy { !$0.isEmpty }, "no good problems")
        let split = SplitConfig(json: text, secrets: ["token": [0x61]], by: schema)
        precondition(JSONText.isValid(split.json), "a configuration that is no JSON any more")
    } catch {
        precondition(!error.text.isEmpty, "a fault without words")
    }
}

private func readPermissions(_ text: String) {
    let permissions: Permissions
    do throws(PluginProblem) {
        permissions = try Permissions(manifestJSON: text)
    } catch {
        precondition(!error.text.isEmpty, "a problem without words")
        return
    }
    do throws(PluginProblem) {
        let again = try Permissions(json: permissions.json)
        precondition(again == permissions, "permissions are pinned as others")
    } catch {
        preconditionFailure("what was pinned cannot be read: \(error)")
    }
    // Any text will do for a configuration.
    let egress = Egress(permissions, configJSON: text)
    _ = egress.problems
}
