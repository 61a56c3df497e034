/// A number of a document without rounding: two texts of one number are equal, and a bound is met exactly or not.
struct ExactNumber: Hashable, Sendable {
    private let isNegative: Bool
    /// Digits without zeros at either end; empty = 0. The value is 0.digits times ten to the power of ``magnitude``.
    private let digits: [UInt8]
    private let magnitude: Int

    /// Reads a number as JSON writes it; `nil` when its exponent is beyond ``SchemaLimit/exponent``.
    init?(_ text: some Collection<UInt8>) {
        var digits: [UInt8] = []
        var point: Int?
        var power = 0
        var powerIsNegative = false
        var isPower = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                guard isPower else {
                    digits.append(digit)
                    continue
                }
                power = power * 10 + Int(digit)
                guard power <= SchemaLimit.exponent else { return nil }
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"), UInt8(ascii: "E"): isPower = true
            case UInt8(ascii: "-") where isPower: powerIsNegative = true
            default: break
            }
        }
        let whole = (point ?? digits.count) + (powerIsNegative ? -power : power)
        let leading = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leading)
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
        magnitude = digits.isEmpty ? 0 : whole - leading
        isNegative = !digits.isEmpty && text.first == UInt8(ascii: "-")
    }

    var isWhole: Bool { digits.count <= magnitude || digits.isEmpty }

    /// A count that it is, the largest `Int` for one that is larger; `nil` when it is negative or no whole number.
    var count: Int? {
        guard isWhole, !isNegative else { return nil }
        // 10^18 still fits.
        guard magnitude <= 18 else { return .max }
        return (0..<magnitude).reduce(0) { $0 * 10 + ($1 < digits.count ? Int(digits[$1]) : 0) }
    }
}

extension ExactNumber: Comparable {
    static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
    }

    private func isCloserToZero(than other: ExactNumber) -> Bool {
        guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
        guard magnitude == other.magnitude else { return magnitude < other.magnitude }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}

extension ExactNumber: CustomStringConvertible {
    /// As a person would write it, in JSON too.
    var description: String {
        let shown = digits.prefix(SchemaLimit.shown).map { String($0) }
        let sign = isNegative ? "-" : ""
        switch magnitude {
        case _ where shown.isEmpty:
            return "0"
        case max(1, shown.count)...max(21, shown.count):
            return sign + shown.joined() + String(repeating: "0", count: magnitude - shown.count)
        case 1...21:
            return sign + shown.prefix(magnitude).joined() + "." + shown.dropFirst(magnitude).joined()
        case -5...0:
            return sign + "0." + String(repeating: "0", count: -magnitude) + shown.joined()
        default:
            let rest = shown.dropFirst().joined()
            return sign + shown[0] + (rest.isEmpty ? "" : ".\(rest)") + "e\(magnitude - 1)"
        }
    }
}
