internal import PluginABI

// Linking. Without the extension the status is USHER_E_UNSUPPORTED.
extension TestInstance {
    /// `usher.link/1` begin
    public func begin(
        flowID: String = "flow", returnURL: String = "https://usher.example.org/link/return", oauthState: String = "state",
        pkceChallenge: String = "challenge", locale: String = "en"
    ) -> TestHost.Outcome {
        let link = table(USHER_EXT_LINK, as: usher_ext_link.self)
        return raw(limits: .emitting(USHER_ITEM_LINK_STEP)) { me, call in
            with(flowID, returnURL, oauthState, pkceChallenge, locale) { texts in
                passing(
                    usher_link_start(
                        size: 0, flags: 0, flow_id: texts[0], return_url: texts[1], oauth_state: texts[2],
                        pkce_challenge: texts[3], locale: texts[4]), at: host.version
                ) { link?.begin(me, call, $0) ?? usher_status(USHER_E_UNSUPPORTED) }
            }
        }
    }

    /// What happened in the person's browser.
    public enum LinkEvent: Hashable, Sendable {
        /// The third party sent the browser back with this query.
        case returned(query: String)
        /// The person filled in the form.
        case form(json: String)
        /// The wait is over.
        case poll
    }

    /// `usher.link/1` resume
    public func resume(
        _ event: LinkEvent, state: [UInt8] = [], flowID: String = "flow",
        returnURL: String = "https://usher.example.org/link/return", pkceVerifier: String = "verifier", locale: String = "en"
    ) -> TestHost.Outcome {
        let link = table(USHER_EXT_LINK, as: usher_ext_link.self)
        let (kind, query, form): (Int, String, String) =
            switch event {
            case .returned(let query): (USHER_INPUT_RETURN, query, "")
            case .form(let json): (USHER_INPUT_FORM, "", json)
            case .poll: (USHER_INPUT_POLL, "", "")
            }
        return raw(limits: .emitting(USHER_ITEM_LINK_STEP)) { me, call in
            with(flowID, returnURL, query, form, pkceVerifier, locale) { texts in
                state.withUnsafeBytes { bytes in
                    passing(
                        usher_link_input(
                            size: 0, input: UInt32(kind), flow_id: texts[0], return_url: texts[1],
                            state: usher_str(
                                ptr: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), len: bytes.count),
                            query: texts[2], form_json: texts[3], pkce_verifier: texts[4], locale: texts[5]), at: host.version
                    ) { link?.resume(me, call, $0) ?? usher_status(USHER_E_UNSUPPORTED) }
                }
            }
        }
    }

    /// `usher.link/1` unlink
    public func unlink(_ subject: TestSubject) -> TestHost.Outcome {
        let unlink = table(USHER_EXT_LINK, as: usher_ext_link.self)?.unlink
        return raw(limits: .emitting()) { me, call in
            subject.lend(at: host.version) { unlink?(me, call, $0) ?? usher_status(USHER_E_UNSUPPORTED) }
        }
    }
}
