internal import PluginABI

/// `usher_host`, and the ways back from the pointers that a plugin gets to the Swift objects behind them.
enum HostTable {
    /// Room before the table for the pointer to its owner.
    static let ownerBytes = 16

    /// The functions.
    static func table(_ version: HostVersion) -> usher_host {
        usher_host(
            size: 0, abi_major: UInt16(USHER_ABI_MAJOR), abi_minor: version.minor, product: usher_str("usher"),
            version: usher_str("in memory"),
            service: { host, id in
                guard let host = hostBehind(host), let id else { return nil }
                let name = String(cString: id)
                return host.withheld.contains(name) ? nil : host.services.table(name)
            },
            log: { host, _, level, text in hostBehind(host)?.record(level, text.copy) },
            unix_ms: { hostBehind($0)?.now ?? 0 },
            mono_ms: { (hostBehind($0)?.now ?? 0) - 1_000_000 },
            random: { hostBehind($0)?.fill($1, $2) ?? usher_status(USHER_E_INVALID) },
            remaining_ms: { running(behind: $0)?.look() ?? 0 },
            alloc: { running(behind: $0)?.allocate($1) },
            emit: { running(behind: $0)?.emit($1) ?? usher_status(USHER_E_INVALID) },
            reclaim: { running(behind: $0)?.reclaim() })
    }
}

/// What stands behind a call: the public struct, then the way back.
struct CallBlock {
    let call: usher_call
    let owner: Unmanaged<TestCall>
}

extension usher_str {
    /// A text that is always there.
    init(_ text: StaticString) {
        self.init(ptr: UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self), len: text.utf8CodeUnitCount)
    }

    /// A copy of the bytes.
    var bytes: [UInt8] {
        ptr == nil ? [] : Array(UnsafeRawBufferPointer(start: ptr, count: len))
    }

    /// A copy as text.
    var copy: String {
        ptr == nil ? "" : String(decoding: UnsafeRawBufferPointer(start: ptr, count: len), as: UTF8.self)
    }
}

private func hostBehind(_ host: UnsafePointer<usher_host>?) -> TestHost? {
    guard let host else { return nil }
    let raw = UnsafeRawPointer(host).load(fromByteOffset: -HostTable.ownerBytes, as: UnsafeRawPointer.self)
    return Unmanaged<TestHost>.fromOpaque(raw).takeUnretainedValue()
}

/// The call behind what a plugin passed.
func running(behind call: UnsafeMutablePointer<usher_call>?) -> TestCall? {
    guard let call else { return nil }
    return UnsafeRawPointer(call).load(as: CallBlock.self).owner.takeUnretainedValue()
}
