internal import UsherWire

/// A JSON document in memory. Two values are equal as JSON Schema has it: 1 is 1.0, the order of members does not count, and
/// texts are the same when their characters are (Swift would take two spellings of an accent for one).
indirect enum Value: Hashable, Sendable {
    /// A member of an object.
    struct Member: Hashable, Sendable {
        let name: [UInt8]
        let value: Value
    }

    case null
    case bool(Bool)
    case number(ExactNumber)
    case text([UInt8])
    case list([Value])
    /// Sorted by name; each name once.
    case object([Member])

    /// Why a document cannot be read, and where.
    struct Fault: Error {
        let place: Place
        let text: String
    }

    /// Reads JSON text. A name that stands twice in one object is a fault: readers disagree about which of the two counts.
    init(json: String) throws(Fault) {
        var json = json
        let read = json.withUTF8 { bytes -> Result<Value, Fault> in
            guard let document = JSONText(UnsafeRawBufferPointer(bytes)) else {
                return .failure(Fault(place: .top, text: "must be JSON, nested at most 64 levels deep"))
            }
            return Result { () throws(Fault) in try Value(document.value, at: .top) }
        }
        self = try read.get()
    }

    init(_ value: JSONValue, at place: Place) throws(Fault) {
        switch value.kind {
        case .null: self = .null
        case .bool: self = .bool(value.text.first == UInt8(ascii: "t"))
        case .string: self = .text(value.string ?? [])
        case .number:
            guard let number = ExactNumber(value.text) else {
                throw Fault(place: place, text: "must be a number of less than \(SchemaLimit.exponent) digits")
            }
            self = .number(number)
        case .array: self = .list(try Self.members(of: value, at: place).map(\.value))
        case .object:
            let members = try Self.members(of: value, at: place).sorted { $0.name.lexicographicallyPrecedes($1.name) }
            for (one, next) in zip(members, members.dropFirst()) where one.name == next.name {
                throw Fault(place: place.then(name: one.name), text: "must stand there once")
            }
            self = .object(members)
        }
    }

    /// The members of an object, or the elements of a list without names.
    private static func members(of value: JSONValue, at place: Place) throws(Fault) -> [Member] {
        var members: [Member] = []
        var fault: Fault?
        value.forEachMember { name, child in
            guard fault == nil else { return }
            let token = name?.string
            do throws(Fault) {
                let inside = token.map { place.then(name: $0) } ?? place.then(index: members.count)
                members.append(Member(name: token ?? [], value: try Value(child, at: inside)))
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
        return members
    }

    /// The value of a member; `nil` when there is none, or this is no object.
    func member(_ name: [UInt8]) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// How much there is to look at when it is compared as a whole.
    var weight: Int {
        switch self {
        case .null, .bool: 1
        case .number: 2
        case .text(let bytes): 1 + bytes.count / 64
        case .list(let values): values.reduce(1) { $0 + $1.weight }
        case .object(let members): members.reduce(1) { $0 + 1 + $1.value.weight }
        }
    }
}
