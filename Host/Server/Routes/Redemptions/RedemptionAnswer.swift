import UsherDomain

/// A redemption, as the pages are told about it.
struct RedemptionAnswer: Encodable {
    let id: String
    let state: String
    @ExplicitNull var room: RoomAnswer?
    @ExplicitNull var room_url: String?
    @ExplicitNull var failure: String?
    /// Whether the person was in, or invited, before: then no use was taken.
    let already: Bool
    @ExplicitNull var retry_after_ms: Int64?

    init(_ redemption: Redemption, room: RoomSummary?, retryAfterMilliseconds: Int64) {
        id = redemption.id.text
        self.room = room.map(RoomAnswer.init)
        room_url = room.map { Self.matrixTo($0.id) }
        switch redemption.state {
        case .opening, .reserved: (state, failure) = ("pending", nil)
        case .invited, .done, .alreadyIn: (state, failure) = ("invited", nil)
        case .releasing(let why), .failed(let why): (state, failure) = ("failed", why.rawValue)
        case .refused: (state, failure) = ("refused", nil)
        }
        if case .alreadyIn = redemption.state { already = true } else { already = false }
        retry_after_ms = state == "pending" ? retryAfterMilliseconds : nil
    }

    /// A link that opens the room in any Matrix client (Matrix specification, appendices, "matrix.to navigation"): everything
    /// beyond letters and digits is percent-encoded.
    private static func matrixTo(_ room: RoomID) -> String {
        let encoded = room.text.utf8.map { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
        return "https://matrix.to/#/\(encoded)"
    }
}
