internal import PluginABI
internal import UsherWire

/// usher.json/1, answered inside this process.
enum JSONTable {
    static func make() -> UnsafeRawPointer {
        let table = UnsafeMutablePointer<usher_svc_json>.allocate(capacity: 1)
        table.initialize(
            to: usher_svc_json(
                size: UInt32(MemoryLayout<usher_svc_json>.size),
                reserved: 0,
                get: { JSONTable.get($0, $1, $2, $3, $4) },
                count: { JSONTable.count($0, $1, $2, $3) },
                quote: { JSONTable.quote($0, $1, $2) },
                members: { JSONTable.members($0, $1, $2, $3, $4) }))
        return UnsafeRawPointer(table)
    }

    private static func get(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ type: UnsafeMutablePointer<Int32>?, _ output: UnsafeMutablePointer<usher_str>?
    ) -> usher_status {
        guard let type, let output else { return StatusCode.invalid.rawValue }
        return find(handle, json, pointer) { call, value in
            guard let value else {
                type.pointee = Int32(USHER_JSON_MISSING)
                output.pointee = usher_str()
                return .ok
            }
            if let decoded = value.string {
                guard let kept = decoded.withUnsafeBytes({ call.keep($0) }) else { return .limit }
                output.pointee = kept
            } else {
                output.pointee = usher_str(lending: value.text)
            }
            type.pointee = value.kind.rawValue
            return .ok
        }
    }

    private static func count(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ output: UnsafeMutablePointer<UInt32>?
    ) -> usher_status {
        guard let output else { return StatusCode.invalid.rawValue }
        return find(handle, json, pointer) { _, value in
            output.pointee = UInt32(value?.count ?? 0)
            return .ok
        }
    }

    private static func quote(
        _ handle: UnsafeMutablePointer<usher_call>?, _ text: usher_str, _ output: UnsafeMutablePointer<usher_str>?
    ) -> usher_status {
        guard let output, let bytes = text.borrowed, bytes.isUTF8 else { return StatusCode.invalid.rawValue }
        guard bytes.count <= Limit.callMemory else { return StatusCode.limit.rawValue }
        return Runtime.shared.withCall(handle, else: StatusCode.invalid.rawValue) { call in
            var quoted: [UInt8] = []
            JSONText.quote(bytes, into: &quoted)
            guard let kept = quoted.withUnsafeBytes({ call.keep($0) }) else { return StatusCode.limit.rawValue }
            output.pointee = kept
            return StatusCode.ok.rawValue
        }
    }

    private static func members(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ output: UnsafeMutablePointer<UnsafePointer<usher_str>?>?, _ count: UnsafeMutablePointer<UInt32>?
    ) -> usher_status {
        guard let output, let count else { return StatusCode.invalid.rawValue }
        return find(handle, json, pointer) { call, value in
            let found = value?.count ?? 0
            output.pointee = nil
            count.pointee = 0
            guard let value, found > 0 else { return .ok }
            guard let list = call.allocate(2 * found * MemoryLayout<usher_str>.stride) else { return .limit }
            var next = list.bindMemory(to: usher_str.self, capacity: 2 * found)
            var isWhole = true
            value.forEachMember { name, value in
                let name = (name?.string ?? []).withUnsafeBytes { call.keep($0) }
                isWhole = isWhole && name != nil
                next[0] = name ?? usher_str()
                next[1] = usher_str(lending: value.text)
                next += 2
            }
            guard isWhole else { return .limit }
            output.pointee = UnsafePointer(list.assumingMemoryBound(to: usher_str.self))
            count.pointee = UInt32(found)
            return .ok
        }
    }

    private static func find(
        _ handle: UnsafeMutablePointer<usher_call>?, _ json: usher_str, _ pointer: usher_str,
        _ body: (Call, JSONValue?) -> StatusCode
    ) -> usher_status {
        guard let json = json.borrowed, let pointer = pointer.borrowed.flatMap(JSONPointer.init) else {
            return StatusCode.invalid.rawValue
        }
        return Runtime.shared.withCall(handle, else: StatusCode.invalid.rawValue) { call in
            guard let document = JSONText(json) else { return StatusCode.invalid.rawValue }
            return body(call, document.value(at: pointer)).rawValue
        }
    }
}
