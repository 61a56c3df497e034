internal import Glibc
internal import PluginABI
internal import Synchronization
internal import UsherWire

/// The calls that run, each under the handles that plugins know it by.
///
/// A handle is an `usher_call` in a region that is never freed: a plugin that keeps one gets an error, not our memory. Every run
/// of a function gets the next one of its call's share, so that a kept one is worth nothing for a long time. Pages are touched as
/// they are used.
// SAFETY: what changes is touched under `lock`; `table` below `known` is constant.
final class Calls: @unchecked Sendable {
    private static let callsMax = Limit.callThreads + Limit.watchThreads
    private static let handlesPerCall = 4_096

    private let lock = Lock()
    private let handles: UnsafeMutablePointer<usher_call>
    private let host: UnsafePointer<usher_host>
    /// Made when they are first needed, kept for the next order.
    private var calls: [Call] = []
    /// The same, for whoever only wants to know which one a handle belongs to: the first `known` never change.
    private let table = UnsafeMutablePointer<Call>.allocate(capacity: Calls.callsMax)
    private let known = Atomic(0)

    init(host: UnsafePointer<usher_host>) {
        self.host = host
        let count = Self.callsMax * Self.handlesPerCall
        let memory = mmap(
            nil, count * MemoryLayout<usher_call>.stride, PROT_READ | PROT_WRITE,
            Int32(MAP_PRIVATE) | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE), -1, 0)
        guard let memory, memory != UnsafeMutableRawPointer(bitPattern: -1) else { _exit(71) }
        handles = memory.bindMemory(to: usher_call.self, capacity: count)
    }

    /// A call that nobody uses, for an order whose turn has come. There are never more than fit (``Turns``).
    func take(_ label: OrderLabel, isCancelled: Bool) -> Call {
        lock.locked {
            let call = calls.first { !$0.isTaken } ?? add()
            call.take(label, isCancelled: isCancelled)
            return call
        }
    }

    /// The order of this call was answered.
    func giveBack(_ call: Call) {
        lock.locked { call.giveBack() }
    }

    /// The call that runs for this order of the daemon.
    func running(_ id: UInt64) -> Call? {
        lock.locked { calls.first { $0.isTaken && $0.label.call == id } }
    }

    func forEachRunning(_ body: (Call) -> Void) {
        lock.locked { calls.filter(\.isTaken) }.forEach(body)
    }

    /// The call that a plugin means, if it ever got this handle. Whether it is the one that runs is for the call to say.
    func call(of handle: UnsafeMutablePointer<usher_call>?) -> Call? {
        guard let handle else { return nil }
        let distance = UInt(bitPattern: handle) &- UInt(bitPattern: handles)
        guard distance.isMultiple(of: UInt(MemoryLayout<usher_call>.stride)) else { return nil }
        let index = distance / UInt(MemoryLayout<usher_call>.stride * Self.handlesPerCall)
        return index < UInt(known.load(ordering: .acquiring)) ? table[Int(index)] : nil
    }

    /// The lock is held.
    private func add() -> Call {
        precondition(calls.count < Self.callsMax, "no more orders run than there are threads")
        let share = UnsafeMutableBufferPointer(
            start: handles + calls.count * Self.handlesPerCall, count: Self.handlesPerCall)
        let call = Call(handles: share, host: host)
        (table + calls.count).initialize(to: call)
        calls.append(call)
        known.store(calls.count, ordering: .releasing)
        return call
    }
}
