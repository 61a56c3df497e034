import UsherWire

/// One of every message, with something in every field.
enum Samples {
    static let subject = WireSubject(accountID: "id ü", accountName: "", linkJSON: #"{"a":1}"#, pseudonym: "p€", secretKey: "s/1")

    static let orders: [Order] = [
        .create(instance: 7, deadline: -1, config: "{}", claimPrefix: "https://u/i/x#"),
        .destroy(instance: .max),
        .call(
            instance: 1, deadline: .max,
            request: .evaluate(requirement: #"{"r":true}"#, subjects: SubjectList([subject, subject]) { $0 })),
        .call(instance: 1, deadline: 5, request: .describe(code: "code")),
        .call(instance: 1, deadline: 5, request: .reserve(claim: "claim", code: "code", subject: subject)),
        .call(instance: 1, deadline: 5, request: .commit(claim: "claim")),
        .call(instance: 1, deadline: 5, request: .release(claim: "claim")),
        .call(
            instance: 1, deadline: 5,
            request: .action(
                id: "act",
                arguments: [.absent, .bool(true), .integer(.min), .double(-0.5), .text("t"), .bytes([0, 255]), .json("[]")])),
        .call(
            instance: 1, deadline: 5,
            request: .beginLink(
                WireLinkStart(flowID: "f", returnURL: "r", oauthState: "o", pkceChallenge: "p", locale: "de"))),
        .call(
            instance: 1, deadline: 5,
            request: .resumeLink(
                WireLinkInput(
                    kind: .form, flowID: "f", returnURL: "r", state: [1, 2], query: "q", formJSON: "{}", pkceVerifier: "v",
                    locale: "l"))),
        .call(instance: 1, deadline: 5, request: .unlink(subject)),
        .cancel,
        .reply(ServiceReply(.conflict)),
        .reply(ServiceReply(.ok, .value(version: 9, [1, 2, 3]))),
        .reply(ServiceReply(.ok, .keys(["a", "ü"]))),
        .reply(ServiceReply(.upstream, .exchange(2, nil))),
        .reply(
            ServiceReply(
                .ok,
                .exchange(
                    1,
                    WireHTTPResponse(
                        status: 404, flags: 1, retryAfterMilliseconds: -1, headers: ["etag", "\"x\""], body: [7],
                        finalURL: "https://e/")))),
        .reply(ServiceReply(.ok, .descriptor)),
        .call(instance: 1, deadline: 5, request: .members(requirement: "{}", cursor: [1], etag: [2, 3])),
        .call(instance: 1, deadline: 5, request: .groups(parent: "p", query: "q", cursor: [4])),
        .call(
            instance: 1, deadline: 5,
            request: .webhook(WireWebhook(query: "q=1", headers: ["x-sig", "ff"], body: [1, 2], atUnixMilliseconds: 6))),
        .call(instance: 1, deadline: .max, request: .watch),
        .call(instance: 1, deadline: 5, request: .health),
    ]

    static let hello = Hello(
        wireVersion: UsherWire.version, abiMajor: 1, abiMinor: 2, manifest: #"{"usher":1}"#, extensions: ["a/1", "b/2"],
        actions: [Hello.Action(id: "act", title: "Act", signature: "a s", flags: 3)], maxConcurrency: 8, cellGaps: 5)

    /// The bytes of every report, as a worker writes them, each with what the daemon must read.
    static func reports() throws -> [([UInt8], Report?)] {
        let plain: [([UInt8], Report?)] = [
            (try frame { try $0.hello(hello) }, .hello(hello)),
            (try frame { try $0.refusal("no") }, .refusal("no")),
            (try frame { try $0.log(level: 2, text: "line", call: 1) }, .log(level: 2, text: "line")),
        ]
        return try text("{}") { json in
            try text("wörd") { word in try plain + returns(json, word) + services(json, word) + listings(json, word) }
        }
    }

    private static func returns(
        _ json: UnsafeRawBufferPointer, _ word: UnsafeRawBufferPointer
    ) throws -> [([UInt8], Report?)] {
        let second = Outcome(
            status: -6, breach: .secondItem, failure: Outcome.Failure(retryAfterMilliseconds: 5, message: "sorry"))
        let evidence = BorrowedItem.evidence(
            finding: FindingCode.holds.rawValue, goodForMilliseconds: 1, retryAfterMilliseconds: 2, flags: 1, reason: word,
            factsJSON: json)
        let step = BorrowedItem.linkStep(
            step: 4, pollAfterMilliseconds: 1, expiresMilliseconds: 2, url: word, formJSON: json, message: word, state: word,
            accountID: word, accountName: word, linkJSON: json, secret: word)
        let claim = BorrowedItem.claim(
            state: 1, expiresUnixMilliseconds: 2, usesLeft: -1, room: word, accountID: word, accountName: word, from: word)
        return [
            (try returned(nil), .returned([Outcome(status: 0), second])),
            (try returned(.result(json: json)), .returned([Outcome(status: 0, item: .result(json: "{}")), second])),
            (try returned(evidence), nil), (try returned(step), nil), (try returned(claim), nil),
        ]
    }

    private static func services(
        _ json: UnsafeRawBufferPointer, _ word: UnsafeRawBufferPointer
    ) throws -> [([UInt8], Report?)] {
        func service(_ request: BorrowedServiceRequest, _ expected: ServiceRequest) throws -> ([UInt8], Report?) {
            (try frame { try request.write(to: &$0, call: 4) }, .service(expected))
        }
        return [
            try service(.keyValue(.get(key: word)), .keyValue(.get(key: "wörd"))),
            try service(
                .keyValue(.put(key: word, value: json, ttlMilliseconds: 8, expected: .max)),
                .keyValue(.put(key: "wörd", value: [123, 125], ttlMilliseconds: 8, expected: .max))),
            try service(.keyValue(.delete(key: word, expected: 2)), .keyValue(.delete(key: "wörd", expected: 2))),
            try service(
                .keyValue(.list(prefix: word, after: json, limit: 5)),
                .keyValue(.list(prefix: "wörd", after: "{}", limit: 5))),
            try service(.secret(.get(name: word)), .secret(.get(name: "wörd"))),
            try service(.secret(.put(name: word, value: json)), .secret(.put(name: "wörd", value: [123, 125]))),
            try service(.secret(.delete(name: word)), .secret(.delete(name: "wörd"))),
            try service(
                .secret(.verify(name: word, algorithm: word, data: json, mac: word)),
                .secret(.verify(name: "wörd", algorithm: "wörd", data: [123, 125], mac: "wörd"))),
            try service(.connect(host: word, port: 389), .connect(host: "wörd", port: 389)),
            (
                try frame {
                    try BorrowedServiceRequest.http([exchange(json, word), exchange(json, word)]).write(to: &$0, call: 4)
                }, nil
            ),
        ]
    }

    private static func exchange(_ json: UnsafeRawBufferPointer, _ word: UnsafeRawBufferPointer) -> BorrowedHTTPRequest {
        BorrowedHTTPRequest(
            flags: 3, timeoutMilliseconds: 4, bodyBytesMax: 5, method: word, url: word, headers: [word, json], body: json,
            authScheme: word, authSecretName: word)
    }

    private static func listings(
        _ json: UnsafeRawBufferPointer, _ word: UnsafeRawBufferPointer
    ) throws -> [([UInt8], Report?)] {
        let items: [BorrowedItem] = [
            .member(accountID: word, accountName: word, factsJSON: json),
            .page(flags: 2, totalHint: 3, goodForMilliseconds: 4, nextCursor: word, etag: json),
            .group(
                flags: 1, memberHint: -1, id: word, name: word, kind: word, about: word, iconURL: word, requirementJSON: json),
            .event(event: 1, atUnixMilliseconds: 2, accountID: word, groupID: word, dedupeID: word),
            .reply(httpStatus: 200, contentType: word, body: json),
        ]
        var fields = FrameWriter()
        for item in items { item.write(to: &fields) }
        var writer = FrameWriter()
        try writer.emitted(fields, count: items.count, call: 8)
        return [(Array(writer.bytes), nil)]
    }

    /// A return of two outcomes: one with the item, one that failed.
    private static func returned(_ item: BorrowedItem?) throws -> [UInt8] {
        var fields = FrameWriter()
        item?.write(to: &fields)
        var failure = FrameWriter()
        text("sorry") { failure.failure(retryAfterMilliseconds: 5, message: $0) }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        var writer = FrameWriter()
        writer.beginReturn(of: 3, outcomes: 2)
        writer.outcome(status: 0, breach: .none, failure: nothing, item: fields.bytes)
        writer.outcome(status: -6, breach: .secondItem, failure: failure.bytes, item: nothing)
        try writer.finish()
        return Array(writer.bytes)
    }

    private static func frame(_ write: (inout FrameWriter) throws -> Void) throws -> [UInt8] {
        var writer = FrameWriter()
        try write(&writer)
        return Array(writer.bytes)
    }

    static func text<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Array(text.utf8).withUnsafeBytes { try body($0) }
    }

    /// Reads one frame as a report, the way the daemon does.
    static func report(_ frame: [UInt8]) throws(WireFault) -> Report {
        var result: Result<Report, WireFault> = .failure(.truncated)
        frame.withUnsafeBytes { bytes in
            do throws(WireFault) {
                var reader = FrameReader(bytes)
                let head = try FrameHead(from: &reader)
                result = .success(try Report(head, &reader))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// Reads one frame as an order, the way the worker does, subjects included. Returns a text that tells all of it.
    static func order(_ frame: [UInt8]) throws(WireFault) -> String {
        var result: Result<String, WireFault> = .failure(.truncated)
        frame.withUnsafeBytes { bytes in
            do throws(WireFault) {
                var reader = FrameReader(bytes)
                let head = try FrameHead(from: &reader)
                var text = "\(head.call) \(plain(try BorrowedOrder(head, &reader)))"
                reader = FrameReader(bytes)
                if case .call(_, _, .evaluate(let evaluation)) = try BorrowedOrder(try FrameHead(from: &reader), &reader) {
                    try evaluation.forEach { text += " \(plain($0))" }
                }
                result = .success(text)
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// The leaves of a borrowed value, buffers as text.
    private static func plain(_ value: Any) -> String {
        if let bytes = value as? UnsafeRawBufferPointer { return "'" + String(decoding: bytes, as: UTF8.self) + "'" }
        if value is FrameReader { return "" }
        let mirror = Mirror(reflecting: value)
        guard !mirror.children.isEmpty else { return "\(value)" }
        return mirror.children.map { ($0.label ?? "") + ":" + plain($0.value) }.joined(separator: " ")
    }
}
