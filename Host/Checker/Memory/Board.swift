internal import CSys
internal import Glibc

/// What a test process leaves behind for the driver even when it dies: which function of the plugin was running since when, where
/// a fault happened, and what the memory regions were for that the checker had laid out. Memory that both processes share.
struct Board {
    static let bytes = regionsOffset + regionsMax * regionBytes
    /// How many regions are remembered: enough for everything that one test hands out in its last hundred calls.
    static let regionsMax = 4_096

    private static let functionOffset = 64
    private static let functionBytesMax = 255
    private static let regionsOffset = 4_096
    private static let regionBytes = 160
    private static let regionNameBytesMax = 127

    private let base: UnsafeMutableRawPointer

    init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// `nil` without memory.
    init?(descriptor: Int32) {
        let base = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let base, base != MAP_FAILED else { return nil }
        self.base = base
    }

    func unmap() {
        munmap(base, Self.bytes)
    }

    var fault: UnsafeMutablePointer<usher_probe_fault> { base.assumingMemoryBound(to: usher_probe_fault.self) }

    /// When the running function was called, in milliseconds of the steady clock; 0 when none runs.
    var startedAt: Int64 {
        get { base.load(fromByteOffset: 16, as: Int64.self) }
        nonmutating set { base.storeBytes(of: newValue, toByteOffset: 16, as: Int64.self) }
    }

    /// The seed of what is being done.
    var seed: UInt64 {
        get { base.load(fromByteOffset: 24, as: UInt64.self) }
        nonmutating set { base.storeBytes(of: newValue, toByteOffset: 24, as: UInt64.self) }
    }

    /// How long the running function may take, in milliseconds.
    var millisecondsMax: Int64 {
        get { base.load(fromByteOffset: 40, as: Int64.self) }
        nonmutating set { base.storeBytes(of: newValue, toByteOffset: 40, as: Int64.self) }
    }

    private var regionCount: UInt64 {
        get { base.load(fromByteOffset: 32, as: UInt64.self) }
        nonmutating set { base.storeBytes(of: newValue, toByteOffset: 32, as: UInt64.self) }
    }

    /// The function that runs, or ran last.
    var function: String {
        get { text(at: Self.functionOffset, bytesMax: Self.functionBytesMax) }
        nonmutating set { store(newValue, at: Self.functionOffset, bytesMax: Self.functionBytesMax) }
    }

    /// Remembers what a piece of memory is for. Returns its place, for ``change(_:to:)``.
    func add(_ range: Range<UInt>, _ purpose: Region.Purpose, _ name: String) -> Int {
        let place = Int(regionCount % UInt64(Self.regionsMax))
        regionCount += 1
        let offset = Self.regionsOffset + place * Self.regionBytes
        base.storeBytes(of: UInt64(range.lowerBound), toByteOffset: offset, as: UInt64.self)
        base.storeBytes(of: UInt64(range.upperBound), toByteOffset: offset + 8, as: UInt64.self)
        base.storeBytes(of: purpose.rawValue, toByteOffset: offset + 16, as: UInt32.self)
        store(name, at: offset + 24, bytesMax: Self.regionNameBytesMax)
        return place
    }

    func change(_ place: Int, to purpose: Region.Purpose) {
        base.storeBytes(
            of: purpose.rawValue, toByteOffset: Self.regionsOffset + place * Self.regionBytes + 16, as: UInt32.self)
    }

    /// What the memory at `address` was for; the newest, when memory was used again.
    func region(at address: UInt64) -> Region? {
        let count = Int(min(regionCount, UInt64(Self.regionsMax)))
        for age in 0..<count {
            let place = (Int(regionCount % UInt64(Self.regionsMax)) + Self.regionsMax - 1 - age) % Self.regionsMax
            let offset = Self.regionsOffset + place * Self.regionBytes
            let start = base.load(fromByteOffset: offset, as: UInt64.self)
            let end = base.load(fromByteOffset: offset + 8, as: UInt64.self)
            guard (start..<max(start, end)).contains(address) else { continue }
            guard let purpose = Region.Purpose(rawValue: base.load(fromByteOffset: offset + 16, as: UInt32.self)) else {
                continue
            }
            return Region(purpose: purpose, name: text(at: offset + 24, bytesMax: Self.regionNameBytesMax))
        }
        return nil
    }

    private func text(at offset: Int, bytesMax: Int) -> String {
        let bytes = UnsafeRawBufferPointer(start: base + offset, count: bytesMax)
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func store(_ text: String, at offset: Int, bytesMax: Int) {
        var text = text
        text.withUTF8 { bytes in
            let count = min(bytes.count, bytesMax)
            UnsafeMutableRawBufferPointer(start: base + offset, count: count)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
            base.storeBytes(of: 0, toByteOffset: offset + count, as: UInt8.self)
        }
    }
}
