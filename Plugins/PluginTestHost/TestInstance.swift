public import PluginABI

/// One configured instance of a plugin, reached through its C table. Its functions are those of the header.
public final class TestInstance {
    /// The host that the plugin sees.
    public let host: TestHost
    /// What the entry gave.
    public let plugin: UnsafePointer<usher_plugin>
    private let me: UnsafeMutableRawPointer

    /// Why an instance did not come into being.
    public struct Refused: Error {
        /// What `create` said.
        public let outcome: TestHost.Outcome
    }

    /// Creates an instance; throws ``Refused`` when the plugin did not want the configuration. From now on the host allows what
    /// the manifest asks for.
    public init(of plugin: UnsafePointer<usher_plugin>, config: String = "{}", host: TestHost = TestHost()) throws {
        self.host = host
        self.plugin = plugin
        if let manifest = JSONDocument(clamped(plugin, as: usher_plugin.self).manifest_json.copy) {
            host.permissions = TestPermissions(manifest: manifest, config: JSONDocument(config))
        }
        var me: UnsafeMutableRawPointer?
        let outcome = host.call(limits: .emitting()) { call in with(config) { plugin.pointee.create(call, $0, &me) } }
        guard outcome.status == USHER_OK, let me else { throw Refused(outcome: outcome) }
        self.me = me
    }

    deinit {
        plugin.pointee.destroy(me)
    }

    /// `evaluate`
    public func evaluate(_ requirement: String, of subject: TestSubject) -> TestHost.Outcome {
        raw(limits: .emitting(USHER_ITEM_EVIDENCE)) { me, call in
            with(requirement) { requirement in
                subject.lend(at: host.version) { plugin.pointee.evaluate(me, call, requirement, $0) }
            }
        }
    }

    /// `evaluate`
    public func evaluate(_ requirement: String, pseudonym: String, accountID: String = "") -> TestHost.Outcome {
        evaluate(requirement, of: TestSubject(accountID: accountID, pseudonym: pseudonym))
    }

    /// Runs `body` with the instance's `self`, for functions that have no name here.
    public func raw(_ body: (UnsafeMutableRawPointer, UnsafeMutablePointer<usher_call>) -> usher_status) -> TestHost.Outcome {
        host.call { body(me, $0) }
    }

    func raw(
        limits: TestCall.Limits, _ body: (UnsafeMutableRawPointer, UnsafeMutablePointer<usher_call>) -> usher_status
    ) -> TestHost.Outcome {
        host.call(limits: limits) { body(me, $0) }
    }

    /// The plugin's table for an extension, as far as this host knows it; `nil` when the plugin has none.
    func table<Table>(_ id: String, as type: Table.Type) -> Table? {
        plugin.pointee.extension?(id).map { clamped($0, as: type) }
    }

}
