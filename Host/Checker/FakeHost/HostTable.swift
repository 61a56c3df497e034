internal import Glibc
internal import PluginABI

/// The `usher_host` that plugins get: its functions find their state in ``FakeHost/shared``.
enum HostTable {
    /// What remaining_ms() says while there is plenty of time.
    private static let plentyMilliseconds: Int64 = 10_000
    /// A worker lets through a burst of 200.
    private static let logLinesMax = 200
    private static let product: StaticString = "usher"
    private static let version: StaticString = "checker"

    static func make(size: UInt32) -> usher_host {
        usher_host(
            size: size, abi_major: UInt16(USHER_ABI_MAJOR), abi_minor: UInt16(USHER_ABI_MINOR), product: literal(product),
            version: literal(version),
            service: { _, id in
                guard let id else { return nil }
                return FakeHost.shared?.service(String(cString: id))
            },
            log: { _, handle, _, text in HostTable.log(handle, text) },
            unix_ms: { _ in FakeHost.shared?.unixMilliseconds() ?? 0 },
            mono_ms: { _ in steadyMilliseconds() },
            random: { _, buffer, length in HostTable.random(buffer, length) },
            remaining_ms: { HostTable.remaining($0) },
            alloc: { HostTable.allocate($0, $1) },
            emit: { Emit.emit($0, UnsafeRawPointer($1)) },
            reclaim: { handle in
                guard let host = FakeHost.shared else { return }
                host.withCall(handle, "reclaim()", else: ()) { host.takeBack($0) }
            })
    }

    private static func log(_ handle: UnsafeMutablePointer<usher_call>?, _ text: usher_str) {
        guard let host = FakeHost.shared else { return }
        if handle != nil {
            host.withCall(handle, "log()", else: ()) { state in
                state.logLines += 1
                guard state.logLines == logLinesMax else { return }
                host.reporter.warning(
                    .contract, "it logged \(logLinesMax) lines in one call: a host drops most of them",
                    change: "log what an admin can act on, once", in: state.function)
            }
        }
        if text.copied == nil {
            host.reporter.error(
                .strings, "the text for host->log() is not UTF-8", change: "log text, with its length in bytes")
        }
    }

    private static func random(_ buffer: UnsafeMutableRawPointer?, _ length: Int) -> usher_status {
        guard length != 0 else { return usher_status(USHER_OK) }
        guard let buffer, length > 0 else { return usher_status(USHER_E_INVALID) }
        FakeHost.shared?.fill(UnsafeMutableRawBufferPointer(start: buffer, count: length))
        return usher_status(USHER_OK)
    }

    private static func remaining(_ handle: UnsafeMutablePointer<usher_call>?) -> Int64 {
        FakeHost.shared?.withCall(handle, "remaining_ms()", else: 0) { state in
            state.looksAtTime += 1
            return state.isOver ? -1 : plentyMilliseconds
        } ?? 0
    }

    private static func allocate(_ handle: UnsafeMutablePointer<usher_call>?, _ length: Int) -> UnsafeMutableRawPointer? {
        guard let host = FakeHost.shared else { return nil }
        return host.withCall(handle, "alloc()", else: nil) { state in
            state.allocations += 1
            if let end = state.behaviour.allocationsEndAt, state.allocations > end { return nil }
            // Beyond half of all memory, size_t is negative in Swift.
            guard (0...FakeHost.arenaBytesMax).contains(length) else { return nil }
            return host.allocate(length, for: state)
        }
    }

    private static func literal(_ text: StaticString) -> usher_str {
        usher_str(lending: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// Milliseconds of a clock that never goes back.
func steadyMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
