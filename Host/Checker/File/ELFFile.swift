/// What an ELF library says about itself. Every offset is checked: the file may be anything.
struct ELFFile {
    struct Segment {
        let type: UInt32
        let flags: UInt32
        let offset: Int
        let fileSize: Int
    }

    struct Symbol {
        let name: String
        let isDefined: Bool
        let isVisible: Bool
        let binding: UInt8
        let type: UInt8
    }

    /// Numbers of elf.h.
    enum Number {
        static let segmentDynamic: UInt32 = 2
        static let segmentLoad: UInt32 = 1
        static let segmentStack: UInt32 = 0x6474_e551
        static let flagExecute: UInt32 = 1
        static let flagWrite: UInt32 = 2
        static let sectionDynamicSymbols: UInt32 = 11
        static let typeData: UInt8 = 1
        static let bindingLocal: UInt8 = 0
        static let bindingUnique: UInt8 = 10
        static let tagNeeded: UInt64 = 1
        static let tagRunpath: UInt64 = 29
        static let tagRpath: UInt64 = 15
        static let tagTextRelocations: UInt64 = 22
        static let tagFlags: UInt64 = 30
        static let flagTextRelocations: UInt64 = 4
        static let tagStrings: UInt64 = 5
    }

    let segments: [Segment]
    let symbols: [Symbol]
    /// Tags of the dynamic section with their values.
    let dynamic: [(tag: UInt64, value: UInt64)]
    private let bytes: [UInt8]
    /// Where names lie; `nil` when the file does not say.
    private let stringsOffset: Int?

    /// `nil` when this is no 64-bit little-endian ELF file.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
        self.bytes = bytes
        let read = Reader(bytes)
        guard let segmentsAt = read.number(0, 32, 8), let sectionsAt = read.number(0, 40, 8),
            let segmentCount = read.number(0, 56, 2), let sectionCount = read.number(0, 60, 2)
        else { return nil }
        segments = (0..<segmentCount).compactMap { index in
            guard let type = read.number(segmentsAt, index * 56, 4), let flags = read.number(segmentsAt, index * 56 + 4, 4),
                let offset = read.number(segmentsAt, index * 56 + 8, 8), let size = read.number(segmentsAt, index * 56 + 32, 8)
            else { return nil }
            return Segment(type: UInt32(type), flags: UInt32(flags), offset: offset, fileSize: size)
        }
        var dynamic: [(tag: UInt64, value: UInt64)] = []
        if let segment = segments.first(where: { $0.type == Number.segmentDynamic }) {
            for at in stride(from: 0, to: min(segment.fileSize, bytes.count), by: 16) {
                guard let tag = read.number(segment.offset, at, 8), tag != 0,
                    let value = read.number(segment.offset, at + 8, 8)
                else { break }
                dynamic.append((UInt64(tag), UInt64(value)))
            }
        }
        self.dynamic = dynamic
        (symbols, stringsOffset) = Self.symbols(read, sectionsAt, sectionCount)
    }

    /// The texts of all entries with this tag, such as DT_NEEDED.
    func texts(_ tag: UInt64) -> [String] {
        guard let stringsOffset else { return [] }
        return dynamic.filter { $0.tag == tag }.compactMap {
            Reader(bytes).text(stringsOffset, Int(truncatingIfNeeded: $0.value))
        }
    }

    private static func symbols(_ read: Reader, _ sectionsAt: Int, _ count: Int) -> ([Symbol], Int?) {
        for index in 0..<count {
            let at = index * 64
            guard read.number(sectionsAt, at + 4, 4) == Int(Number.sectionDynamicSymbols),
                let offset = read.number(sectionsAt, at + 24, 8), let size = read.number(sectionsAt, at + 32, 8),
                let link = read.number(sectionsAt, at + 40, 4), let strings = read.number(sectionsAt, link * 64 + 24, 8)
            else { continue }
            // The first symbol is none.
            let symbols = stride(from: 24, to: min(size, read.count), by: 24).compactMap { at -> Symbol? in
                guard let name = read.number(offset, at, 4), let info = read.number(offset, at + 4, 1),
                    let other = read.number(offset, at + 5, 1), let section = read.number(offset, at + 6, 2),
                    let text = read.text(strings, name)
                else { return nil }
                return Symbol(
                    name: text, isDefined: section != 0, isVisible: other & 3 == 0 || other & 3 == 3,
                    binding: UInt8(info >> 4), type: UInt8(info & 15))
            }
            return (symbols, strings)
        }
        return ([], nil)
    }

    /// Numbers and texts at offsets that may be anywhere.
    private struct Reader {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        var count: Int { bytes.count }

        /// The number of `size` bytes that lies so far behind an offset.
        func number(_ start: Int, _ distance: Int, _ size: Int) -> Int? {
            guard let offset = place(start, distance), offset <= bytes.count - size else { return nil }
            let value = (0..<size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[offset + $1]) }
            return Int(exactly: value)
        }

        func text(_ start: Int, _ distance: Int) -> String? {
            guard let offset = place(start, distance) else { return nil }
            return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
        }

        /// `nil` for what is outside of the file, or beyond all numbers.
        private func place(_ start: Int, _ distance: Int) -> Int? {
            let (offset, isTooFar) = start.addingReportingOverflow(distance)
            return !isTooFar && bytes.indices.contains(offset) ? offset : nil
        }
    }
}
