internal import PluginABI
internal import UsherWire

/// Reads one item and says what is wrong with its parts.
final class ItemReader {
    let reporter: Reporter
    let function: String
    let pointer: UnsafeRawPointer
    let head: usher_item
    /// What emit() answers.
    private(set) var status = USHER_OK

    private let pluginMinor: UInt16

    init(reporter: Reporter, function: String, pointer: UnsafeRawPointer, head: usher_item, pluginMinor: UInt16) {
        self.pluginMinor = pluginMinor
        self.reporter = reporter
        self.function = function
        self.pointer = pointer
        self.head = head
    }

    static func kind(_ number: UInt32) -> Item.Kind? {
        switch Int(number) {
        case USHER_ITEM_EVIDENCE: .evidence
        case USHER_ITEM_LINK_STEP: .linkStep
        case USHER_ITEM_RESULT: .result
        case USHER_ITEM_CLAIM: .claim
        case USHER_ITEM_MEMBER: .member
        case USHER_ITEM_PAGE: .page
        case USHER_ITEM_GROUP: .group
        case USHER_ITEM_EVENT: .event
        case USHER_ITEM_REPLY: .reply
        default: nil
        }
    }

    /// The item's struct, read by rule R1.
    func read<Struct: BitwiseCopyable>(_ zero: Struct) -> Struct { readClamped(pointer, size: head.size, over: zero) }

    /// A size that cuts the struct of 1.0 short loses members that the plugin filled in; one that is too long promises a later
    /// host members that are not there.
    func checkSize(_ kind: Item.Kind) {
        let problem =
            switch kind {
            case .evidence: problem("usher_evidence", usher_evidence.self)
            case .linkStep: problem("usher_link_step", usher_link_step.self)
            case .result: problem("usher_result", usher_result.self)
            case .claim: problem("usher_claim", usher_claim.self)
            case .member: problem("usher_member", usher_member.self)
            case .page: problem("usher_page", usher_page.self)
            case .group: problem("usher_group", usher_group.self)
            case .event: problem("usher_event", usher_event.self)
            case .reply: problem("usher_reply", usher_reply.self)
            }
        guard let problem else { return }
        reporter.error(
            .size, "head.size of the emitted \(kind.name) is \(head.size), and \(problem)",
            change: "set head.size to the sizeof of the whole item, not of its head, a pointer or another struct", in: function)
    }

    private func problem<Struct>(_ name: String, _ known: Struct.Type) -> String? {
        FirstMinor.problem(with: head.size, of: name, known, pluginMinor: pluginMinor)
    }

    /// A text of at most `limit` bytes.
    func text(_ value: usher_str, _ name: String, _ limit: Int) -> String {
        guard let bytes = bytes(value, name, limit) else { return "" }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            fault(
                .strings, "\(name) is not UTF-8",
                "convert it, and cut texts between characters, not between bytes: the host refuses the whole item",
                USHER_E_INVALID)
            return ""
        }
        return text
    }

    /// Bytes of at most `limit`.
    func raw(_ value: usher_str, _ name: String, _ limit: Int) -> [UInt8] { bytes(value, name, limit).map(Array.init) ?? [] }

    /// JSON, or nothing.
    func json(_ value: usher_str, _ name: String, _ limit: Int, object: Bool = false, required: Bool = false) -> String {
        guard let bytes = bytes(value, name, limit) else { return "" }
        if bytes.isEmpty, !required { return "" }
        guard let document = JSONText(bytes) else {
            fault(
                .contract, "\(name) is not JSON", "write it with usher.json quote, or with a JSON library", USHER_E_INVALID)
            return ""
        }
        if object, document.value.kind != .object {
            fault(.contract, "\(name) is JSON, but no object", "emit an object: {...}", USHER_E_INVALID)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A span of time, which is never negative and never longer than ten years.
    func span(_ value: Int64, _ name: String) {
        if value < 0 {
            fault(.contract, "\(name) is \(value)", "give milliseconds from now, or 0 when the host shall decide", USHER_OK)
        } else if value > 10 * 366 * 86_400_000 {
            reporter.warning(
                .contract, "\(name) is \(value) ms, which is \(value / 31_557_600_000) years",
                change: "give a span in milliseconds from now, not a point in time", in: function)
        }
    }

    func reserved(_ value: UInt32, _ name: String) {
        if value != 0 {
            fault(.contract, "\(name) is \(value)", "leave it 0: begin with an initialiser that fills the whole struct", USHER_OK)
        }
    }

    func fault(_ rule: Rule, _ what: String, _ change: String, _ answer: Int) {
        reporter.error(rule, "the item that it emitted is wrong: \(what)", change: change, in: function)
        if status == USHER_OK { status = answer }
    }

    private func bytes(_ value: usher_str, _ name: String, _ limit: Int) -> UnsafeRawBufferPointer? {
        guard let bytes = value.borrowed else {
            fault(
                .strings, "\(name) has the length \(UInt(bitPattern: value.len)) at \(value.ptr == nil ? "NULL" : "a pointer")",
                "set ptr and len together, and {NULL, 0} for nothing", USHER_E_INVALID)
            return nil
        }
        guard bytes.count <= limit else {
            fault(
                .contract, "\(name) has \(bytes.count) bytes, at most \(limit) are taken",
                "shorten it before emit(): the host refuses the whole item with USHER_E_LIMIT", USHER_E_LIMIT)
            return nil
        }
        return bytes
    }
}
