extension NumberSet {
    /// Longest encoding that is read, in bytes: 16 million numbers at worst, more than anything here has, and read into 64 MiB.
    public static var encodedBytesMax: Int { 16 * 1024 * 1024 }

    /// The set as bytes, for the store: one byte that names the form, then the shorter of
    /// - 1: the distances between neighbours less one (of the first: the number itself), each in LEB128 with as few bytes as it
    ///   takes;
    /// - 2: bit `n % 8` of byte `n / 8` for number `n`; the last byte is not 0.
    public var encoded: [UInt8] {
        let bitBytes = numbers.max.map { Int($0 / 8) + 1 } ?? 0
        var bytes: [UInt8] = [Encoding.distances]
        var next: UInt32 = 0
        for element in self {
            // Longer than bits: no need to see how much longer.
            guard bytes.count <= bitBytes else { return bits(bitBytes) }
            var rest = element.number - next
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
            next = element.number &+ 1
        }
        return bytes.count <= 1 + bitBytes ? bytes : bits(bitBytes)
    }

    /// Reads what ``encoded`` made; `nil` when it is malformed, too long, or of a form that is not known.
    public init?(encoded bytes: [UInt8]) {
        guard let form = bytes.first, bytes.count <= Self.encodedBytesMax else { return nil }
        switch form {
        case Encoding.distances:
            guard let list = Encoding.list(bytes.dropFirst()) else { return nil }
            self.init(Numbers(sorted: list))
        case Encoding.bits:
            guard bytes.count > 1, bytes.last != 0 else { return nil }
            var words = [UInt64](repeating: 0, count: (bytes.count - 1 + 7) / 8)
            for index in 1..<bytes.count { words[(index - 1) / 8] |= UInt64(bytes[index]) << UInt64((index - 1) % 8 * 8) }
            self.init(Numbers.settled(words))
        default: return nil
        }
    }

    private func bits(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 + count)
        bytes[0] = Encoding.bits
        for element in self { bytes[1 + Int(element.number / 8)] |= 1 << UInt8(element.number % 8) }
        return bytes
    }
}

/// The forms that an encoded set has.
private enum Encoding {
    static let distances: UInt8 = 1
    static let bits: UInt8 = 2

    /// Reads distances; `nil` when one is cut off, too large, or longer than it needs to be.
    static func list(_ bytes: ArraySlice<UInt8>) -> [UInt32]? {
        var list: [UInt32] = []
        // The smallest number that may come.
        var next: UInt64 = 0
        var (rest, shift) = (UInt64(0), UInt64(0))
        for byte in bytes {
            rest |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 != 0 {
                shift += 7
                guard shift < 35 else { return nil }
                continue
            }
            guard byte != 0 || shift == 0, let number = UInt32(exactly: next + rest) else { return nil }
            list.append(number)
            next = UInt64(number) + 1
            (rest, shift) = (0, 0)
        }
        return shift == 0 ? list : nil
    }
}
