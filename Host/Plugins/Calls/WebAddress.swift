/// An https address that every browser reads in the same way. Stricter than any standard: what is not plain is none.
struct WebAddress: Hashable {
    /// In lower case, with the port if one is given.
    let host: String

    /// Reads `text`; `nil` when it is no such address.
    init?(_ text: String) {
        let scheme = "https://"
        let bytes = Array(text.utf8)
        // Neither spaces, control characters nor a backslash, which browsers read as a slash.
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard bytes.starts(with: scheme.utf8) else { return nil }
        let ends: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        let host = bytes.dropFirst(scheme.utf8.count).prefix { !ends.contains($0) }
        let isHostCharacter: (UInt8) -> Bool = { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
            default: false
            }
        }
        // No user and password before it, above all.
        guard !host.isEmpty, host.allSatisfy(isHostCharacter) else { return nil }
        self.host = String(decoding: host, as: UTF8.self).lowercased()
    }
}
