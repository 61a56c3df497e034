/// What /proc/self/maps says, as far as libraries go.
struct MemoryMap {
    enum Kind {
        case ownCode
        case foreignCode
        /// Of a library, and not to be executed.
        case data
        case stack
        /// Not in any library.
        case nowhere
    }

    private struct Mapping {
        let range: Range<UInt>
        let isExecutable: Bool
        /// Device and inode: names can lie.
        let file: String
        let isStack: Bool
    }

    private let mappings: [Mapping]
    private let own: String

    /// `own` is an address in the library that is looked at, `bytes` the file.
    init?(_ bytes: [UInt8], around own: UInt) {
        mappings = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 5)
            let bounds = fields.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
            guard fields.count >= 5, bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
            return Mapping(
                range: bounds[0]..<bounds[1], isExecutable: fields[1].contains("x"), file: "\(fields[3]) \(fields[4])",
                isStack: fields.last?.contains("[stack]") == true)
        }
        guard let mapping = mappings.first(where: { $0.range.contains(own) }) else { return nil }
        self.own = mapping.file
    }

    func kind(of address: UInt) -> Kind {
        // The last data of a library that is zero lies in memory without a file, directly behind it.
        guard let mapping = mappings.first(where: { $0.range.contains(address) }) else { return .nowhere }
        if mapping.isStack { return .stack }
        if mapping.isExecutable { return mapping.file == own ? .ownCode : .foreignCode }
        if mapping.file == "00:00 0" {
            return mappings.contains { $0.file == own && $0.range.upperBound == mapping.range.lowerBound } ? .data : .nowhere
        }
        return .data
    }
}
