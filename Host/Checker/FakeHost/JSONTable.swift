internal import PluginABI
internal import UsherWire

/// usher.json/1, with the reader of the worker. What is no string is lent out of the document, and lives as long as that.
enum JSONTable {
    static func make(size: UInt32) -> usher_svc_json {
        usher_svc_json(
            size: size, reserved: 0, get: { JSONTable.get($0, $1, $2, $3, $4) }, count: { JSONTable.count($0, $1, $2, $3) },
            quote: { JSONTable.quote($0, $1, $2) }, members: { JSONTable.members($0, $1, $2, $3, $4) })
    }

    private static func get(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ type: UnsafeMutablePointer<Int32>?, _ output: UnsafeMutablePointer<usher_str>?
    ) -> usher_status {
        find(handle, "usher.json get", json, pointer) { host, state, value in
            guard let type, let output else { return USHER_E_INVALID }
            guard let value else {
                type.pointee = Int32(USHER_JSON_MISSING)
                output.pointee = usher_str()
                return USHER_OK
            }
            type.pointee = value.kind.rawValue
            guard let string = value.string else {
                output.pointee = usher_str(lending: value.text)
                return USHER_OK
            }
            guard let kept = host.keep(string, for: state, "the value of usher.json get") else { return USHER_E_LIMIT }
            output.pointee = kept
            return USHER_OK
        }
    }

    private static func count(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ output: UnsafeMutablePointer<UInt32>?
    ) -> usher_status {
        find(handle, "usher.json count", json, pointer) { _, _, value in
            guard let output else { return USHER_E_INVALID }
            output.pointee = UInt32(value?.count ?? 0)
            return USHER_OK
        }
    }

    private static func quote(
        _ handle: UnsafeMutablePointer<usher_call>?, _ text: usher_str, _ output: UnsafeMutablePointer<usher_str>?
    ) -> usher_status {
        Service.serve(handle, "usher.json quote", isOutside: false) { host, state in
            guard let output, let bytes = text.borrowed, bytes.isUTF8 else { return USHER_E_INVALID }
            var quoted: [UInt8] = []
            JSONText.quote(bytes, into: &quoted)
            guard let kept = host.keep(quoted, for: state, "the text of usher.json quote") else { return USHER_E_LIMIT }
            output.pointee = kept
            return USHER_OK
        }
    }

    private static func members(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ output: UnsafeMutablePointer<UnsafePointer<usher_str>?>?, _ count: UnsafeMutablePointer<UInt32>?
    ) -> usher_status {
        find(handle, "usher.json members", json, pointer) { host, state, value in
            guard let output, let count else { return USHER_E_INVALID }
            var texts: [usher_str] = []
            var isWhole = true
            value?.forEachMember { name, value in
                let kept = host.keep(name?.string ?? [], for: state, "a name of usher.json members")
                isWhole = isWhole && kept != nil
                texts += [kept ?? usher_str(), usher_str(lending: value.text)]
            }
            guard isWhole, let list = host.allocate(texts.count * 16, for: state, "the list of usher.json members") else {
                return USHER_E_LIMIT
            }
            texts.withUnsafeBytes { list.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(list), byteCount: $0.count) }
            output.pointee = texts.isEmpty ? nil : UnsafePointer(list.assumingMemoryBound(to: usher_str.self))
            count.pointee = UInt32(texts.count / 2)
            return USHER_OK
        }
    }

    private static func find(
        _ handle: UnsafeMutablePointer<usher_call>?, _ name: String, _ json: usher_str, _ pointer: usher_str,
        _ body: (FakeHost, CallState, JSONValue?) -> Int
    ) -> usher_status {
        Service.serve(handle, name, isOutside: false) { host, state in
            guard let bytes = json.borrowed, let pointer = pointer.borrowed.flatMap(JSONPointer.init),
                let document = JSONText(bytes)
            else { return USHER_E_INVALID }
            return body(host, state, document.value(at: pointer))
        }
    }
}
