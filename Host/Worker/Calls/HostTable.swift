internal import CSys
internal import Glibc
internal import PluginABI
internal import UsherWire

/// The `usher_host` that plugins get: its functions find their state in ``Runtime/shared``.
enum HostTable {
    private static let product: StaticString = "usher"

    /// Made once, never freed.
    static func make() -> UnsafeMutablePointer<usher_host> {
        let table = UnsafeMutablePointer<usher_host>.allocate(capacity: 1)
        table.initialize(
            to: usher_host(
                size: UInt32(MemoryLayout<usher_host>.size),
                abi_major: UInt16(USHER_ABI_MAJOR),
                abi_minor: UInt16(USHER_ABI_MINOR),
                product: literal(product),
                version: copy(UsherWire.productVersion),
                service: { _, id in id.flatMap(Services.table(id:)) },
                log: { _, call, level, text in
                    if let bytes = text.borrowed { Runtime.shared.log(call, level, bytes) }
                },
                unix_ms: { _ in milliseconds(of: CLOCK_REALTIME) },
                mono_ms: { _ in milliseconds(of: CLOCK_MONOTONIC) },
                random: { _, buffer, length in
                    guard length != 0 else { return StatusCode.ok.rawValue }
                    guard let buffer, length > 0 else { return StatusCode.invalid.rawValue }
                    let problem = usher_sys_random(buffer, length)
                    return problem == 0 ? StatusCode.ok.rawValue : StatusCode.internal.rawValue
                },
                remaining_ms: { call in Runtime.shared.remaining(call) },
                alloc: { call, length in
                    // Beyond half of all memory, size_t is negative in Swift.
                    guard (0...Limit.callMemory).contains(length) else { return nil }
                    return Runtime.shared.withCall(call, else: nil) { $0.allocate(length) }
                },
                emit: { call, item in Runtime.shared.emit(call, item).rawValue },
                reclaim: { call in Runtime.shared.withCall(call, else: ()) { $0.reclaim() } }))
        return table
    }

    /// Never freed.
    private static func copy(_ text: String) -> usher_str {
        usher_str(ptr: strdup(text), len: text.utf8.count)
    }

    private static func literal(_ text: StaticString) -> usher_str {
        usher_str(lending: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
