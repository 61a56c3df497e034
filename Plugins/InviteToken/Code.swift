/// What an invite link carries: 160 random bits, as 32 characters of base32 (RFC 4648, lower case). Only its digest is stored, so
/// a stolen database opens no room.
struct Code: Hashable, Sendable {
    /// How many random bytes a code is made of.
    static let randomBytes = 20
    private static let characters = 32
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// The code as it stands in the link. A secret: it goes into the link and nowhere else.
    let text: String

    /// Makes a code of ``randomBytes`` bytes.
    init(random bytes: [UInt8]) {
        precondition(bytes.count == Self.randomBytes, "a code is 160 bits")
        var text = ""
        var (bits, width) = (UInt32(0), 0)
        for byte in bytes {
            (bits, width) = (bits << 8 | UInt32(byte), width + 8)
            while width >= 5 {
                width -= 5
                text.unicodeScalars.append(Unicode.Scalar(Self.alphabet[Int(bits >> UInt32(width)) & 31]))
            }
            bits &= 0x1f
        }
        self.text = text
    }

    /// The digest by which a typed text is looked up. Whatever cannot be a code (any bytes, any length) gets the digest of
    /// something that no code is, at the same cost: nobody learns by the clock which of the two it was.
    static func digest(of typed: String) -> String {
        let bytes = typed.utf8
        let isCode = bytes.count == characters && bytes.allSatisfy(alphabet.contains)
        return SHA256.hex(isCode ? Array(bytes) : [UInt8](repeating: UInt8(ascii: "?"), count: characters))
    }
}
