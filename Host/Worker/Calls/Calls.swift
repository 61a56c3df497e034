internal import Glibc
internal import PluginABI
internal import Synchronization
internal import UsherWire

/// The calls that run, each under the handles that plugins know it by.
///
/// A handle is an `usher_call` in a region that is never freed: a plugin that keeps one gets an error, not our memory. Every run
/// of a function gets the next one of its call's share, so that a kept one is worth nothing for a long time. Pages are touched as
/// they are used.
final class Calls: Sendable {
    /// 64, of which ``taken`` has a bit for each.
    private static let callsMax = Limit.callThreads + Limit.watchThreads
    private static let handlesPerCall = 4_096

    /// Where the handles begin.
    private let handles: UInt
    private let calls: [Call]
    /// Those that an order runs in, a bit for each.
    private let taken = Mutex<UInt64>(0)

    init(host: UnsafePointer<usher_host>) {
        let count = Self.callsMax * Self.handlesPerCall
        let memory = mmap(
            nil, count * MemoryLayout<usher_call>.stride, PROT_READ | PROT_WRITE,
            Int32(MAP_PRIVATE) | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE), -1, 0)
        guard let memory, memory != UnsafeMutableRawPointer(bitPattern: -1) else { _exit(71) }
        let first = memory.bindMemory(to: usher_call.self, capacity: count)
        handles = UInt(bitPattern: memory)
        calls = (0..<Self.callsMax).map { index in
            Call(
                handles: UnsafeMutableBufferPointer(
                    start: first + index * Self.handlesPerCall, count: Self.handlesPerCall), host: host)
        }
    }

    /// A call that nobody uses, for an order whose turn has come. There are never more than fit (``CallSlots``).
    func take(_ label: OrderLabel, isCancelled: Bool) -> Call {
        taken.withLock { taken in
            let call = calls[(~taken).trailingZeroBitCount]
            taken |= taken + 1
            call.take(label, isCancelled: isCancelled)
            return call
        }
    }

    /// The order of this call was answered.
    func giveBack(_ call: Call) {
        taken.withLock { taken in
            guard let index = calls.firstIndex(where: { $0 === call }) else { return }
            taken &= ~(1 << UInt64(index))
        }
    }

    /// The call that runs for this order of the daemon.
    func running(_ id: UInt64) -> Call? {
        taken.withLock { taken in
            calls.indices.first { taken & (1 << UInt64($0)) != 0 && calls[$0].label.call == id }.map { calls[$0] }
        }
    }

    func forEachRunning(_ body: (Call) -> Void) {
        let running = taken.withLock { taken in calls.indices.filter { taken & (1 << UInt64($0)) != 0 } }
        for index in running { body(calls[index]) }
    }

    /// The call that a plugin means, if it ever got this handle. Whether it is the one that runs is for the call to say.
    func call(of handle: UnsafeMutablePointer<usher_call>?) -> Call? {
        guard let handle else { return nil }
        let distance = UInt(bitPattern: handle) &- handles
        guard distance.isMultiple(of: UInt(MemoryLayout<usher_call>.stride)) else { return nil }
        let index = distance / UInt(MemoryLayout<usher_call>.stride * Self.handlesPerCall)
        return index < UInt(calls.count) ? calls[Int(index)] : nil
    }
}
