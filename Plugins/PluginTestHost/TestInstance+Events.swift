internal import PluginABI

// Webhooks, watches and health. Without the extension the status is USHER_E_UNSUPPORTED.
extension TestInstance {
    /// `usher.webhook/1` handle
    ///
    /// - Parameter headers: names in lower case.
    public func webhook(headers: [(String, String)], query: String = "", body: [UInt8]) -> TestHost.Outcome {
        let webhook = table(USHER_EXT_WEBHOOK, as: usher_ext_webhook.self)
        return raw(limits: .emitting(USHER_ITEM_EVENT, USHER_ITEM_REPLY)) { me, call in
            with(all: headers.flatMap { [$0.0, $0.1] }) { texts in
                texts.withUnsafeBufferPointer { texts in
                    with(query) { query in
                        body.withUnsafeBytes { bytes in
                            passing(
                                usher_webhook(
                                    size: 0, header_count: UInt32(headers.count), query: query, headers: texts.baseAddress,
                                    body: usher_str(
                                        ptr: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), len: bytes.count),
                                    at_unix_ms: host.now), at: host.version
                            ) { webhook?.handle(me, call, $0) ?? usher_status(USHER_E_UNSUPPORTED) }
                        }
                    }
                }
            }
        }
    }

    /// `usher.watch/1` run, cancelled after `eventsMax` events, or after `looksMax` looks at the clock without one.
    public func watch(eventsMax: Int = .max, looksMax: Int = 100) -> TestHost.Outcome {
        let watch = table(USHER_EXT_WATCH, as: usher_ext_watch.self)
        return raw(limits: TestCall.Limits(itemsMax: eventsMax, looksMax: looksMax, kinds: [USHER_ITEM_EVENT])) { me, call in
            watch?.run(me, call) ?? usher_status(USHER_E_UNSUPPORTED)
        }
    }

    /// `usher.health/1` check
    public func health() -> TestHost.Outcome {
        let health = table(USHER_EXT_HEALTH, as: usher_ext_health.self)
        return raw(limits: .emitting()) { me, call in health?.check(me, call) ?? usher_status(USHER_E_UNSUPPORTED) }
    }
}
