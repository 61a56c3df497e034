/// One value inside a ``JSONText``. Lives as long as the text.
public struct JSONValue {
    /// What a value is. The raw values are those of `USHER_JSON_`.
    public enum Kind: Int32, Sendable, CaseIterable {
        case null = 1
        case bool = 2
        case number = 3
        case string = 4
        case array = 5
        case object = 6
    }

    private let document: UnsafeRawBufferPointer
    private let place: Range<Int>

    init(document: UnsafeRawBufferPointer, place: Range<Int>) {
        self.document = document
        self.place = place
    }

    /// The value as it is written in the document.
    public var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: document[place]) }

    public var kind: Kind {
        switch document[place.lowerBound] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// The decoded text of a string, as UTF-8; `nil` for anything else.
    public var string: [UInt8]? {
        guard kind == .string else { return nil }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(place.count)
        var scanner = JSONScanner(document, at: place.lowerBound + 1)
        while scanner.offset < place.upperBound - 1 {
            let byte = scanner.byte
            scanner.offset += 1
            guard byte == UInt8(ascii: "\\") else {
                decoded.append(byte)
                continue
            }
            do {
                decoded.append(contentsOf: String(try scanner.takeEscape()).utf8)
            } catch {
                preconditionFailure("the document was checked as a whole, so that its escapes are well formed")
            }
        }
        return decoded
    }

    /// How many members an array or object has; 0 for anything else.
    public var count: Int {
        var count = 0
        forEachMember { _, _ in count += 1 }
        return count
    }

    /// The member of an object with this name (the last one, where a name is repeated), or the element of an array at this
    /// index; `nil` when there is none.
    public func child(_ token: [UInt8]) -> JSONValue? {
        let index = kind == .array ? JSONPointer.index(token) : nil
        guard kind == .object || index != nil else { return nil }
        var found: JSONValue?
        var position = 0
        walk { name, value in
            if let name {
                if name.isString(token) { found = value }
            } else if position == index {
                found = value
                return false
            }
            position += 1
            return true
        }
        return found
    }

    /// Whether this is a string that reads so.
    private func isString(_ text: [UInt8]) -> Bool {
        let written = document[(place.lowerBound + 1)..<(place.upperBound - 1)]
        return written.contains(UInt8(ascii: "\\")) ? string == text : written.elementsEqual(text)
    }

    /// Hands out the members of an object with their names, or the elements of an array without one.
    public func forEachMember(_ body: (_ name: JSONValue?, _ value: JSONValue) -> Void) {
        walk { name, value in
            body(name, value)
            return true
        }
    }

    /// The same, until `body` says no.
    private func walk(_ body: (_ name: JSONValue?, _ value: JSONValue) -> Bool) {
        let kind = kind
        guard kind == .array || kind == .object else { return }
        var scanner = JSONScanner(document, at: place.lowerBound + 1)
        scanner.skipSpace()
        while scanner.offset < place.upperBound - 1 {
            var name: JSONValue?
            do {
                if kind == .object {
                    name = JSONValue(document: document, place: try scanner.skipValue())
                    scanner.skipSpace()
                    scanner.offset += 1
                    scanner.skipSpace()
                }
                guard body(name, JSONValue(document: document, place: try scanner.skipValue())) else { return }
            } catch {
                preconditionFailure("the document was checked as a whole, so that its members are well formed")
            }
            scanner.skipSpace()
            scanner.offset += 1
            scanner.skipSpace()
        }
    }
}
