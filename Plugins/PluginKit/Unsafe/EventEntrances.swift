internal import PluginABI

extension usher_ext_webhook {
    /// The functions of every ``WebhookAuthoriser``.
    static let entrances = usher_ext_webhook(
        size: UInt32(MemoryLayout<usher_ext_webhook>.size), reserved: 0,
        handle: { me, call, request in
            answer(me, call, \.webhooks) { plugin, call, port in
                let result = try plugin.handle(WebhookRequest(request), call: call)
                for event in result.events { try port.emit(event) }
                if let reply = result.reply { try port.emit(reply) }
            }
        })
}

extension usher_ext_watch {
    /// The functions of every ``WatchAuthoriser``.
    static let entrances = usher_ext_watch(
        size: UInt32(MemoryLayout<usher_ext_watch>.size), reserved: 0,
        run: { me, call in
            answer(me, call, \.watches) { plugin, call, _ in
                try plugin.watch(call: call) { try call.open().emit($0) }
            }
        })
}

extension usher_ext_health {
    /// The functions of every ``HealthAuthoriser``.
    static let entrances = usher_ext_health(
        size: UInt32(MemoryLayout<usher_ext_health>.size), reserved: 0,
        check: { me, call in
            answer(me, call, \.health) { plugin, call, _ in try plugin.checkHealth(call: call) }
        })
}

extension WebhookRequest {
    /// Copies what the host passed.
    fileprivate init(_ raw: UnsafePointer<usher_webhook>?) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no request") }
        let request = clamped(raw)
        self.init(
            query: request.query.text, headers: headersBehind(request.headers, count: request.header_count),
            body: request.body.bytes, atMilliseconds: request.at_unix_ms)
    }
}

/// A copy of `count` headers, each a name and a value.
func headersBehind(_ texts: UnsafePointer<usher_str>?, count: UInt32) -> [HTTPHeader] {
    guard let texts else { return [] }
    return (0..<Int(count)).map { HTTPHeader(texts[2 * $0].text, texts[2 * $0 + 1].text) }
}

extension CallPort {
    func emit(_ event: Event) throws {
        var item = usher_event()
        item.head = head(USHER_ITEM_EVENT, usher_event.self)
        item.at_unix_ms = event.atMilliseconds ?? 0
        var (account, group) = ("", "")
        switch event.change {
        case .account(let id): (item.event, account) = (UInt32(USHER_EVENT_ACCOUNT), id)
        case .group(let id): (item.event, group) = (UInt32(USHER_EVENT_GROUP), id)
        case .revoked(let id): (item.event, account) = (UInt32(USHER_EVENT_REVOKED), id)
        case .all: item.event = UInt32(USHER_EVENT_ALL)
        }
        try lending(all: [account, group, event.deliveryID].map { Array($0.utf8) }) { texts in
            (item.account_id, item.group_id, item.dedupe_id) = (texts[0], texts[1], texts[2])
            try emit(item)
        }
    }

    fileprivate func emit(_ reply: WebhookReply) throws {
        var item = usher_reply()
        item.head = head(USHER_ITEM_REPLY, usher_reply.self)
        item.http_status = reply.status
        try lending(all: [Array(reply.contentType.utf8), reply.body]) { parts in
            (item.content_type, item.body) = (parts[0], parts[1])
            try emit(item)
        }
    }
}
