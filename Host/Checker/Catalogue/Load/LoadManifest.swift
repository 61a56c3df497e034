internal import UsherWire

/// manifest_json.
enum LoadManifest {
    static let test = CheckerTest(
        "load.manifest", "the manifest is JSON with the keys that it needs, each once, and no other", [.manifest], isGate: true
    ) { room in
        let manifest = try room.plugin().manifest
        guard manifest.count <= Limit.manifest else {
            return room.reporter.error(
                .manifest, "manifest_json has \(manifest.count) bytes, at most \(Limit.manifest) are taken", change: "shorten it",
                in: "manifest")
        }
        manifest.withUnsafeBytes { bytes in
            guard let document = JSONText(bytes), document.value.kind == .object else {
                return room.reporter.error(
                    .manifest, "manifest_json is not a JSON object: \(String(decoding: bytes.prefix(80), as: UTF8.self))",
                    change:
                        "run it through `python3 -m json.tool`; in C, mind the quotes of USHER_LIT(\"{\\\"usher\\\": 1, ...}\")",
                    in: "manifest")
            }
            ManifestCheck(room.reporter).check(document.value)
        }
    }
}
