import UsherWire

/// One of every message, with something in every field.
enum Samples {
    static let subject = WireSubject(accountID: "id ü", accountName: "", linkJSON: #"{"a":1}"#, pseudonym: "p€")

    static let orders: [Order] = [
        .create(instance: 7, deadline: -1, config: "{}", claimPrefix: "https://u/i/x#"),
        .destroy(instance: .max),
        .call(instance: 1, deadline: .max, request: .evaluate(requirement: #"{"r":true}"#, subjects: [subject, subject])),
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
        .reply(ServiceReply(.conflict, version: 9, value: [1, 2, 3], keys: ["a", "ü"])),
    ]

    static let hello = Hello(
        wireVersion: UsherWire.version, abiMajor: 1, abiMinor: 2, manifest: #"{"usher":1}"#, extensions: ["a/1", "b/2"],
        actions: [Hello.Action(id: "act", title: "Act", signature: "a s", flags: 3)])

    /// The bytes of every report, as a worker writes them, each with what the daemon must read.
    static func reports() throws -> [([UInt8], Report?)] {
        func frame(_ write: (inout FrameWriter) throws -> Void) throws -> [UInt8] {
            var writer = FrameWriter()
            try write(&writer)
            return writer.bytes
        }
        func item(_ item: BorrowedItem?) throws -> [UInt8] {
            var fields = FrameWriter()
            item?.write(to: &fields)
            var failure = FrameWriter()
            text("sorry") { failure.failure(retryAfterMilliseconds: 5, message: $0) }
            return try frame { writer in
                writer.beginReturn(of: 3, outcomes: 2)
                writer.outcome(status: 0, breach: .none, failure: FrameWriter(), item: fields)
                writer.outcome(status: -6, breach: .secondItem, failure: failure, item: FrameWriter())
                try writer.end()
            }
        }
        let second = Outcome(
            status: -6, breach: .secondItem, failure: Outcome.Failure(retryAfterMilliseconds: 5, message: "sorry"))
        return try text("{}") { json in
            try text("wörd") { word in
                [
                    (try frame { try $0.hello(hello) }, .hello(hello)),
                    (try frame { try $0.refusal("no") }, .refusal("no")),
                    (try frame { try $0.log(level: 2, text: "line", call: 1) }, .log(level: 2, text: "line")),
                    (try item(nil), .returned([Outcome(status: 0), second])),
                    (try item(.result(json: json)), .returned([Outcome(status: 0, item: .result(json: "{}")), second])),
                    (
                        try item(
                            .evidence(
                                finding: FindingCode.holds.rawValue, goodForMilliseconds: 1, retryAfterMilliseconds: 2, flags: 1,
                                reason: word, factsJSON: json)), nil
                    ),
                    (
                        try item(
                            .linkStep(
                                step: 4, pollAfterMilliseconds: 1, expiresMilliseconds: 2, url: word, formJSON: json,
                                message: word, state: word, accountID: word, accountName: word, linkJSON: json)), nil
                    ),
                    (
                        try item(
                            .claim(
                                state: 1, expiresUnixMilliseconds: 2, usesLeft: -1, room: word, accountID: word,
                                accountName: word, from: word)), nil
                    ),
                    (
                        try frame { try BorrowedServiceRequest.get(key: word).write(to: &$0, call: 4) },
                        .service(.get(key: "wörd"))
                    ),
                    (
                        try frame {
                            try BorrowedServiceRequest.put(key: word, value: json, ttlMilliseconds: 8, expected: .max)
                                .write(to: &$0, call: 4)
                        }, .service(.put(key: "wörd", value: [123, 125], ttlMilliseconds: 8, expected: .max))
                    ),
                    (
                        try frame { try BorrowedServiceRequest.delete(key: word, expected: 2).write(to: &$0, call: 4) },
                        .service(.delete(key: "wörd", expected: 2))
                    ),
                    (
                        try frame {
                            try BorrowedServiceRequest.list(prefix: word, after: json, limit: 5).write(to: &$0, call: 4)
                        }, .service(.list(prefix: "wörd", after: "{}", limit: 5))
                    ),
                ]
            }
        }
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
