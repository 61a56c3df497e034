internal import PluginABI

// What an author answers, as the items of the header.

extension CallPort {
    /// Longer messages are refused by the host, in bytes. A message that breaks off is better than none.
    private static let messageBytesMax = 4_096

    private static func begin(of message: String) -> String {
        guard message.utf8.count > messageBytesMax else { return message }
        var begin = String.UnicodeScalarView()
        var bytes = 0
        for scalar in message.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= messageBytesMax else { break }
            begin.append(scalar)
        }
        return String(begin)
    }

    func emit(_ error: PluginError) throws {
        try lending(Self.begin(of: error.message)) { message in
            try emit(
                usher_error(
                    head: head(USHER_ITEM_ERROR, usher_error.self), status: error.kind.rawValue, flags: 0,
                    retry_after_ms: error.retryAfterMilliseconds, message: message))
        }
    }

    func emit(_ evidence: Evidence, index: Int = 0) throws {
        let finding =
            switch evidence.finding {
            case .holds: USHER_HOLDS
            case .holdsNot: USHER_HOLDS_NOT
            case .unknown: USHER_UNKNOWN
            }
        try lending(evidence.reason) { reason in
            try lending(evidence.facts?.text ?? "") { facts in
                try emit(
                    usher_evidence(
                        head: head(USHER_ITEM_EVIDENCE, usher_evidence.self), index: UInt32(index), finding: Int32(finding),
                        good_for_ms: evidence.goodForMilliseconds, retry_after_ms: evidence.retryAfterMilliseconds,
                        flags: evidence.wantsRelink ? UInt32(USHER_EVIDENCE_RELINK) : 0, reserved: 0, reason: reason,
                        facts_json: facts))
            }
        }
    }

    func emit(_ offer: ClaimOffer) throws {
        switch offer {
        case .offered(let claim): try emit(claim, state: USHER_CLAIM_OFFERED)
        case .refused: try emit(nil, state: USHER_CLAIM_REFUSED)
        }
    }

    func emit(_ reservation: ClaimReservation) throws {
        switch reservation {
        case .reserved(let claim): try emit(claim, state: USHER_CLAIM_RESERVED)
        case .held(let claim): try emit(claim, state: USHER_CLAIM_HELD)
        case .refused: try emit(nil, state: USHER_CLAIM_REFUSED)
        }
    }

    private func emit(_ claim: Claim?, state: Int) throws {
        var item = usher_claim()
        item.head = head(USHER_ITEM_CLAIM, usher_claim.self)
        item.state = UInt32(state)
        guard let claim else { return try emit(item) }
        item.expires_unix_ms = claim.expiresAtMilliseconds ?? 0
        item.uses_left = claim.usesLeft ?? -1
        try lending(all: [claim.room, claim.accountID, claim.accountName, claim.from].map { Array($0.utf8) }) { texts in
            (item.room, item.account_id, item.account_name, item.from) = (texts[0], texts[1], texts[2], texts[3])
            try emit(item)
        }
    }

    func emit(result: JSONValue) throws {
        try lending(result.text) { json in
            try emit(usher_result(head: head(USHER_ITEM_RESULT, usher_result.self), json: json))
        }
    }

    func emit(_ step: LinkStep) throws {
        var item = usher_link_step()
        item.head = head(USHER_ITEM_LINK_STEP, usher_link_step.self)
        item.expires_ms = step.expiresMilliseconds
        // In the order of the header: url, form_json, message, account_id, account_name, link_json.
        var texts = ["", "", "", "", "", ""]
        var secret: [UInt8] = []
        switch step.act {
        case .redirect(let url):
            item.step = UInt32(USHER_STEP_REDIRECT)
            texts[0] = url
        case .form(let schema, let message):
            item.step = UInt32(USHER_STEP_FORM)
            (texts[1], texts[2]) = (schema.text, message)
        case .wait(let message, let pollAfterMilliseconds):
            item.step = UInt32(USHER_STEP_WAIT)
            item.poll_after_ms = pollAfterMilliseconds
            texts[2] = message
        case .done(let accountID, let accountName, let link, let token):
            item.step = UInt32(USHER_STEP_DONE)
            (texts[3], texts[4], texts[5]) = (accountID, accountName, link?.text ?? "")
            secret = token
        case .failed(let message):
            item.step = UInt32(USHER_STEP_FAILED)
            texts[2] = message
        }
        try lending(all: [step.state, secret] + texts.map { Array($0.utf8) }) { parts in
            (item.state, item.secret) = (parts[0], parts[1])
            (item.url, item.form_json, item.message) = (parts[2], parts[3], parts[4])
            (item.account_id, item.account_name, item.link_json) = (parts[5], parts[6], parts[7])
            try emit(item)
        }
    }

    func head<Item>(_ kind: Int, _ item: Item.Type) -> usher_item {
        usher_item(size: UInt32(MemoryLayout<Item>.size), kind: UInt32(kind))
    }
}
