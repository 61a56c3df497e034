import UsherDomain

/// Writes values as bytes: numbers in LEB128 or eight bytes, texts and sets behind their length. ``RecordReader`` reads them.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func count(_ count: Int) {
        var rest = UInt64(count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ number: Int64) { fixed(UInt64(bitPattern: number)) }

    private mutating func fixed(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    mutating func blob(_ blob: [UInt8]) {
        count(blob.count)
        bytes += blob
    }

    mutating func text(_ text: String) {
        count(text.utf8.count)
        bytes += text.utf8
    }

    /// A byte that says whether there is one, and then what `write` writes.
    mutating func optional<Value>(_ value: Value?, _ write: (inout RecordWriter, Value) -> Void) {
        byte(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func json(_ value: JSONValue) {
        switch value {
        case .null: byte(0)
        case .bool(false): byte(1)
        case .bool(true): byte(2)
        case .integer(let number):
            byte(3)
            self.number(number)
        case .double(let number):
            byte(4)
            fixed(number.bitPattern)
        case .string(let text):
            byte(5)
            self.text(text)
        case .array(let elements):
            byte(6)
            count(elements.count)
            for element in elements { json(element) }
        case .object(let members):
            byte(7)
            count(members.count)
            for (name, member) in members {
                text(name)
                json(member)
            }
        }
    }
}
