import UsherDomain

/// How a set of accounts is stored: a byte with the version of the form, then each number as its distance from the one before it
/// (the first one's from 0), smallest first, seven bits a byte, the low ones first, the high bit set on all but the last byte.
///
/// Neighbours cost a byte each, so a group costs as many bytes as it has members, or little more.
enum EncodedAccounts {
    private static let version: UInt8 = 1

    static func bytes(_ accounts: AccountSet) -> [UInt8] {
        var bytes = [version]
        bytes.reserveCapacity(1 + 2 * accounts.count)
        var last: UInt32 = 0
        for account in accounts {
            var distance = account.number - last
            last = account.number
            while distance >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: distance) | 0x80)
                distance >>= 7
            }
            bytes.append(UInt8(distance))
        }
        return bytes
    }

    /// `nil` when it is not such a text, or not of this version.
    static func parse(_ bytes: [UInt8]) -> AccountSet? {
        guard bytes.first == version else { return nil }
        var numbers: [AccountNumber] = []
        numbers.reserveCapacity(bytes.count)
        var last: UInt64 = 0
        var (distance, shift): (UInt64, UInt64) = (0, 0)
        for byte in bytes.dropFirst() {
            distance |= UInt64(byte & 0x7f) << shift
            guard byte & 0x80 == 0 else {
                shift += 7
                // Five bytes hold 32 bits.
                guard shift < 35 else { return nil }
                continue
            }
            guard distance > 0 || numbers.isEmpty, let number = UInt32(exactly: last + distance) else { return nil }
            numbers.append(AccountNumber(number: number))
            (last, distance, shift) = (last + distance, 0, 0)
        }
        return shift == 0 ? AccountSet(sorted: numbers) : nil
    }
}
