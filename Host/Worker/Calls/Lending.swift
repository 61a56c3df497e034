internal import PluginABI
internal import UsherWire

// What the header passes in, lent out of a frame. Nothing is copied.

extension usher_subject {
    /// Lends a subject out of its frame.
    init(lending subject: BorrowedSubject) {
        self.init(
            size: UInt32(MemoryLayout<usher_subject>.size), flags: 0,
            account_id: usher_str(lending: subject.accountID), account_name: usher_str(lending: subject.accountName),
            link_json: usher_str(lending: subject.linkJSON), pseudonym: usher_str(lending: subject.pseudonym),
            secret_key: usher_str(lending: subject.secretKey))
    }
}

extension usher_link_start {
    /// Lends the start of linking out of its frame.
    init(lending start: BorrowedLinkStart) {
        self.init(
            size: UInt32(MemoryLayout<usher_link_start>.size), flags: 0, flow_id: usher_str(lending: start.flowID),
            return_url: usher_str(lending: start.returnURL), oauth_state: usher_str(lending: start.oauthState),
            pkce_challenge: usher_str(lending: start.pkceChallenge), locale: usher_str(lending: start.locale))
    }
}

extension usher_link_input {
    /// Lends a step of linking out of its frame.
    init(lending input: BorrowedLinkInput) {
        self.init(
            size: UInt32(MemoryLayout<usher_link_input>.size), input: input.kind, flow_id: usher_str(lending: input.flowID),
            return_url: usher_str(lending: input.returnURL), state: usher_str(lending: input.state),
            query: usher_str(lending: input.query), form_json: usher_str(lending: input.formJSON),
            pkce_verifier: usher_str(lending: input.pkceVerifier), locale: usher_str(lending: input.locale))
    }
}

extension usher_webhook {
    /// Lends a webhook's request out of its frame; `headers` must outlive it.
    init(lending webhook: BorrowedWebhook, headers: UnsafeBufferPointer<usher_str>) {
        self.init(
            size: UInt32(MemoryLayout<usher_webhook>.size), header_count: UInt32(headers.count / 2),
            query: usher_str(lending: webhook.query), headers: headers.isEmpty ? nil : headers.baseAddress,
            body: usher_str(lending: webhook.body), at_unix_ms: webhook.atUnixMilliseconds)
    }
}
