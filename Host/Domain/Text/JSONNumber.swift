/// A JSON number without rounding. Numbers of the same value are written in the same way: `1`, `1.0` and `10e-1` are `1`.
enum JSONNumber {
    /// Most digits of an exponent. A number beyond is no quantity that anybody asks about.
    static let exponentDigitsMax = 5
    /// Most zeros that are written out after the last digit that counts; beyond, an exponent is shorter.
    private static let zerosAfterMax = 64
    /// Most zeros that are written out after the point.
    private static let zerosBeforeMax = 6

    /// Writes ± `digits` * 10^`exponent`.
    static func text(isNegative: Bool, digits: [UInt8], exponent: Int) -> String {
        let zero = UInt8(ascii: "0")
        guard let first = digits.firstIndex(where: { $0 != zero }), let last = digits.lastIndex(where: { $0 != zero }) else {
            return "0"
        }
        let exponent = exponent + digits.count - 1 - last
        let digits = digits[first...last]
        // The place of the point, counted from the first digit.
        let point = digits.count + exponent
        let text: String
        if (0...zerosAfterMax).contains(exponent) {
            text = Self.text(digits) + zeros(exponent)
        } else if exponent < 0, point > 0 {
            text = Self.text(digits.prefix(point)) + "." + Self.text(digits.dropFirst(point))
        } else if exponent < 0, -point <= zerosBeforeMax {
            text = "0." + zeros(-point) + Self.text(digits)
        } else {
            let rest = digits.dropFirst()
            text = Self.text(digits.prefix(1)) + (rest.isEmpty ? "" : "." + Self.text(rest)) + "e\(point - 1)"
        }
        return (isNegative ? "-" : "") + text
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String { String(decoding: digits, as: UTF8.self) }

    private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
