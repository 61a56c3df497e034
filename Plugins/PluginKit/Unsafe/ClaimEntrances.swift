internal import PluginABI

extension usher_ext_claim {
    /// The functions of every ``ClaimAuthoriser``.
    static let entrances = usher_ext_claim(
        size: UInt32(MemoryLayout<usher_ext_claim>.size), reserved: 0,
        describe: { me, call, code in
            answer(me, call, \.claims) { plugin, call, port in try port.emit(plugin.describe(code: code.text, call: call)) }
        },
        reserve: { me, call, claim, code, subject in
            answer(me, call, \.claims) { plugin, call, port in
                try port.emit(plugin.reserve(claim: claim.text, code: code.text, for: Subject(subject), call: call))
            }
        },
        commit: { me, call, claim in
            answer(me, call, \.claims) { plugin, call, _ in try plugin.commit(claim: claim.text, call: call) }
        },
        release: { me, call, claim in
            answer(me, call, \.claims) { plugin, call, _ in try plugin.release(claim: claim.text, call: call) }
        })
}
