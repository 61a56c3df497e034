internal import PluginABI

extension usher_ext_link {
    /// The functions of every ``LinkAuthoriser``.
    static let entrances = usher_ext_link(
        size: UInt32(MemoryLayout<usher_ext_link>.size), reserved: 0,
        begin: { me, call, start in
            answer(me, call, \.links) { plugin, call, port in try port.emit(plugin.begin(LinkStart(start), call: call)) }
        },
        resume: { me, call, input in
            answer(me, call, \.links) { plugin, call, port in
                try port.emit(plugin.resume(LinkInput(input, call: call), call: call))
            }
        },
        unlink: { me, call, subject in
            answer(me, call, \.links) { plugin, call, _ in try plugin.unlink(Subject(subject), call: call) }
        })
}

extension LinkStart {
    /// Copies what the host passed.
    fileprivate init(_ raw: UnsafePointer<usher_link_start>?) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no start") }
        let start = clamped(raw)
        self.init(
            flowID: start.flow_id.text, returnURL: start.return_url.text, oauthState: start.oauth_state.text,
            pkceChallenge: start.pkce_challenge.text, locale: start.locale.text)
    }
}

extension LinkInput {
    /// Copies what the host passed.
    fileprivate init(_ raw: UnsafePointer<usher_link_input>?, call: Call) throws {
        guard let raw else { throw PluginError(.invalid, "the host passed no input") }
        let input = clamped(raw)
        let event: Event =
            switch Int(input.input) {
            case USHER_INPUT_RETURN: .returned(query: input.query.text)
            case USHER_INPUT_FORM: .form(JSON(input.form_json.text, call: call, fault: .invalid))
            case USHER_INPUT_POLL: .poll
            default: throw PluginError(.unsupported, "the host passed an unknown kind of input")
            }
        self.init(
            event: event, flowID: input.flow_id.text, returnURL: input.return_url.text, state: input.state.bytes,
            pkceVerifier: input.pkce_verifier.text, locale: input.locale.text)
    }
}
