public import PluginABI

/// One configured instance of a plugin, reached through its C table.
public final class TestInstance {
    public let host: TestHost
    public let plugin: UnsafePointer<usher_plugin>
    private let me: UnsafeMutableRawPointer

    /// Why an instance did not come into being.
    public struct Refused: Error {
        public let outcome: TestHost.Outcome
    }

    /// Creates an instance; throws ``Refused`` when the plugin did not want the configuration.
    public init(of plugin: UnsafePointer<usher_plugin>, config: String = "{}", host: TestHost = TestHost()) throws {
        self.host = host
        self.plugin = plugin
        var me: UnsafeMutableRawPointer?
        let outcome = host.call { call in with(config) { plugin.pointee.create(call, $0, &me) } }
        guard outcome.status == USHER_OK, let me else { throw Refused(outcome: outcome) }
        self.me = me
    }

    deinit {
        plugin.pointee.destroy(me)
    }

    public func evaluate(_ requirement: String, pseudonym: String, accountID: String = "") -> TestHost.Outcome {
        host.call { call in
            with(requirement) { requirement in
                withSubject(pseudonym, accountID) { plugin.pointee.evaluate(me, call, requirement, $0) }
            }
        }
    }

    public func describe(_ code: String) -> TestHost.Outcome {
        host.call { call in with(code) { claims.describe(me, call, $0) } }
    }

    public func reserve(_ claim: String, _ code: String, pseudonym: String) -> TestHost.Outcome {
        host.call { call in
            with(claim) { claim in
                with(code) { code in withSubject(pseudonym, "") { claims.reserve(me, call, claim, code, $0) } }
            }
        }
    }

    public func commit(_ claim: String) -> TestHost.Outcome {
        host.call { call in with(claim) { claims.commit(me, call, $0) } }
    }

    public func release(_ claim: String) -> TestHost.Outcome {
        host.call { call in with(claim) { claims.release(me, call, $0) } }
    }

    /// Runs an action with one or no text, as libffi would call it.
    public func act(_ id: String, _ text: String? = nil) -> TestHost.Outcome {
        guard let action = action(id) else { return TestHost.Outcome(status: usher_status(USHER_E_UNSUPPORTED), items: []) }
        return host.call { call in
            guard let text else {
                return unsafeBitCast(action.function, to: ActionFunction.self)(me, call)
            }
            return with(text) { unsafeBitCast(action.function, to: ActionTextFunction.self)(me, call, $0) }
        }
    }

    /// Runs an action with the signature of a text and two whole numbers.
    public func act(_ id: String, _ text: String, _ first: Int64, _ second: Int64) -> TestHost.Outcome {
        guard let action = action(id) else { return TestHost.Outcome(status: usher_status(USHER_E_UNSUPPORTED), items: []) }
        let function = unsafeBitCast(action.function, to: ActionTextIntegersFunction.self)
        return host.call { call in with(text) { function(me, call, $0, first, second) } }
    }

    /// Runs `body` with the instance's `self`, for functions that have no name here.
    public func raw(_ body: (UnsafeMutableRawPointer, UnsafeMutablePointer<usher_call>) -> usher_status) -> TestHost.Outcome {
        host.call { body(me, $0) }
    }

    /// The action of this id, as the plugin declares it.
    public func action(_ id: String) -> usher_action? {
        guard let table = plugin.pointee.extension?(USHER_EXT_ACTIONS) else { return nil }
        let actions = table.load(as: usher_ext_actions.self)
        for index in 0..<Int(actions.count) {
            guard let action = actions.actions?[index]?.pointee else { continue }
            if action.id.copy == id { return action }
        }
        return nil
    }

    private var claims: usher_ext_claim {
        guard let table = plugin.pointee.extension?(USHER_EXT_CLAIM) else { return usher_ext_claim() }
        return table.load(as: usher_ext_claim.self)
    }
}

private typealias ActionFunction =
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?) -> usher_status
private typealias ActionTextFunction =
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str) -> usher_status
private typealias ActionTextIntegersFunction =
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<usher_call>?, usher_str, Int64, Int64) -> usher_status

/// Lends the UTF-8 of `text`.
public func with<Result>(_ text: String, _ body: (usher_str) -> Result) -> Result {
    Array(text.utf8).withUnsafeBytes { buffer in
        body(usher_str(ptr: buffer.baseAddress?.assumingMemoryBound(to: CChar.self), len: buffer.count))
    }
}

private func withSubject(
    _ pseudonym: String, _ accountID: String, _ body: (UnsafePointer<usher_subject>) -> usher_status
) -> usher_status {
    with(pseudonym) { pseudonym in
        with(accountID) { accountID in
            var subject = usher_subject()
            subject.size = UInt32(MemoryLayout<usher_subject>.size)
            subject.account_id = accountID
            subject.pseudonym = pseudonym
            return withUnsafePointer(to: &subject, body)
        }
    }
}
