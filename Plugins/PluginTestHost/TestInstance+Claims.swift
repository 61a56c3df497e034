public import PluginABI

// Claims and actions.
extension TestInstance {
    /// `usher.claim/1` describe
    public func describe(_ code: String) -> TestHost.Outcome {
        raw(limits: .emitting(USHER_ITEM_CLAIM)) { me, call in with(code) { claims.describe(me, call, $0) } }
    }

    /// `usher.claim/1` reserve
    public func reserve(_ claim: String, _ code: String, pseudonym: String) -> TestHost.Outcome {
        raw(limits: .emitting(USHER_ITEM_CLAIM)) { me, call in
            with(claim, code) { texts in
                TestSubject(pseudonym: pseudonym).lend(at: host.version) {
                    claims.reserve(me, call, texts[0], texts[1], $0)
                }
            }
        }
    }

    /// `usher.claim/1` commit
    public func commit(_ claim: String) -> TestHost.Outcome {
        raw(limits: .emitting()) { me, call in with(claim) { claims.commit(me, call, $0) } }
    }

    /// `usher.claim/1` release
    public func release(_ claim: String) -> TestHost.Outcome {
        raw(limits: .emitting()) { me, call in with(claim) { claims.release(me, call, $0) } }
    }

    private var claims: usher_ext_claim { table(USHER_EXT_CLAIM, as: usher_ext_claim.self) ?? usher_ext_claim() }

    /// The action of this id, as the plugin declares it.
    public func action(_ id: String) -> usher_action? {
        guard let table = table(USHER_EXT_ACTIONS, as: usher_ext_actions.self) else { return nil }
        for index in 0..<Int(table.count) {
            guard let pointer = table.actions?[index] else { continue }
            let action = clamped(pointer, as: usher_action.self)
            if action.id.copy == id { return action }
        }
        return nil
    }

    /// Runs an action whose function has the C type `type`; `body` calls it with the arguments.
    ///
    /// ```swift
    /// typealias Greet = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str) -> usher_status
    /// instance.act("greet", as: Greet.self) { function, me, call in with("Ann") { function(me, call, $0) } }
    /// ```
    public func act<Function>(
        _ id: String, as type: Function.Type,
        _ body: (Function, UnsafeMutableRawPointer, UnsafeMutablePointer<usher_call>) -> usher_status
    ) -> TestHost.Outcome {
        precondition(MemoryLayout<Function>.size == MemoryLayout<UnsafeRawPointer>.size, "a C function is one pointer")
        guard let function = action(id)?.function else {
            return TestHost.Outcome(status: usher_status(USHER_E_UNSUPPORTED), items: [])
        }
        return raw(limits: .emitting(USHER_ITEM_RESULT)) { body(unsafeBitCast(function, to: type), $0, $1) }
    }

    /// Runs an action with one or no text, as libffi would call it.
    public func act(_ id: String, _ text: String? = nil) -> TestHost.Outcome {
        guard let text else { return act(id, as: NoArgument.self) { $0($1, $2) } }
        return act(id, as: OneText.self) { function, me, call in with(text) { function(me, call, $0) } }
    }

    /// Runs an action with the signature of a text and two whole numbers.
    public func act(_ id: String, _ text: String, _ first: Int64, _ second: Int64) -> TestHost.Outcome {
        act(id, as: TextAndIntegers.self) { function, me, call in with(text) { function(me, call, $0, first, second) } }
    }

    private typealias NoArgument =
        @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?) -> usher_status
    private typealias OneText =
        @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str) -> usher_status
    private typealias TextAndIntegers =
        @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str, Int64, Int64) -> usher_status
}
