internal import PluginABI

/// `usher.json/1` over ``JSONDocument``. It answers after the deadline too, as it waits for nothing.
let jsonTable = usher_svc_json(
    size: 0, reserved: 0,
    get: { call, json, pointer, type, out in
        guard let call = running(behind: call), let type, let out, let document = call.document(json.copy) else {
            return usher_status(USHER_E_INVALID)
        }
        let node = document.find(pointer.copy)
        type.pointee = node?.kind.rawValue ?? Int32(USHER_JSON_MISSING)
        out.pointee = call.lend(Array((node?.text ?? "").utf8))
        return usher_status(USHER_OK)
    },
    count: { call, json, pointer, count in
        guard let count, let found = running(behind: call)?.document(json.copy)?.count(pointer.copy) else {
            return usher_status(USHER_E_INVALID)
        }
        count.pointee = UInt32(found)
        return usher_status(USHER_OK)
    },
    quote: { call, text, out in
        guard let call = running(behind: call), let out else { return usher_status(USHER_E_INVALID) }
        out.pointee = call.lend(Array(JSONDocument.quoted(text.copy).utf8))
        return usher_status(USHER_OK)
    },
    members: { call, json, pointer, members, count in
        guard let call = running(behind: call), let members, let count, let document = call.document(json.copy) else {
            return usher_status(USHER_E_INVALID)
        }
        let texts = document.namesAndValues(pointer.copy)
        members.pointee = call.lend(all: texts)
        count.pointee = UInt32(texts.count / 2)
        return usher_status(USHER_OK)
    })

/// `usher.site/1` of a host that is called `https://usher.example.org`.
let siteTable = usher_svc_site(
    size: 0, reserved: 0,
    claim_url: { call, code, out in
        guard let call = running(behind: call), let out else { return usher_status(USHER_E_INVALID) }
        out.pointee = call.lend(Array("https://usher.example.org/i/invites#\(code.copy)".utf8))
        return usher_status(USHER_OK)
    })
