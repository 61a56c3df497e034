import UsherWire

/// Items as a worker sends them, for tests.
enum Told {
    /// The items as they are read on this side of the wire.
    static func items(_ items: [BorrowedItem]) throws -> [Item] {
        guard !items.isEmpty else { return [] }
        var fields = FrameWriter()
        for item in items { item.write(to: &fields) }
        var frame = FrameWriter()
        try frame.emitted(fields, count: items.count, call: 1)
        var reader = FrameReader(frame.bytes)
        guard case .emitted(let read) = try Report(try FrameHead(from: &reader), &reader) else { return [] }
        return read
    }

    static func member(_ id: String, _ name: String = "") -> BorrowedItem {
        .member(accountID: lent(id), accountName: lent(name), factsJSON: lent(""))
    }

    static func page(flags: UInt32 = 0, next: String = "", total: Int64 = 0, goodFor: Int64 = 0) -> BorrowedItem {
        .page(flags: flags, totalHint: total, goodForMilliseconds: goodFor, nextCursor: lent(next), etag: lent(""))
    }

    static func group(_ id: String, requirement: String = "", icon: String = "", hint: Int64 = -1) -> BorrowedItem {
        .group(
            flags: 0, memberHint: hint, id: lent(id), name: lent("Name"), kind: lent("team"), about: lent(""),
            iconURL: lent(icon),
            requirementJSON: lent(requirement))
    }

    static func step(
        _ step: StepCode?, url: String = "", form: String = "", account: String = "", link: String = "", poll: Int64 = 0,
        expires: Int64 = 0
    ) -> BorrowedItem {
        .linkStep(
            step: step?.rawValue ?? 99, pollAfterMilliseconds: poll, expiresMilliseconds: expires, url: lent(url),
            formJSON: lent(form), message: lent("message"), state: lent("state"), accountID: lent(account), accountName: lent(""),
            linkJSON: lent(link), secret: lent(""))
    }

    static func event(_ event: EventCode?, account: String = "", group: String = "", dedupe: String = "") -> BorrowedItem {
        .event(
            event: event?.rawValue ?? 99, atUnixMilliseconds: 0, accountID: lent(account), groupID: lent(group),
            dedupeID: lent(dedupe))
    }

    static func reply(_ status: UInt32, _ type: String, _ body: String) -> BorrowedItem {
        .reply(httpStatus: status, contentType: lent(type), body: lent(body))
    }

    /// Bytes that are never given back: a test has few of them.
    private static func lent(_ text: String) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        copy.copyBytes(from: text.utf8)
        return UnsafeRawBufferPointer(copy)
    }
}
