/// A plugin: says whether an account meets a requirement.
///
/// The methods are synchronous and may block; the host gives each call a deadline (``Call/remainingMilliseconds``). What is
/// thrown means "unknown" and neither admits nor removes anybody: answer ``Evidence/holdsNot(_:)`` only if you know it.
///
/// ```swift
/// struct Allowlist: Authoriser {
///     static let manifest = Manifest(id: "allowlist", name: "Allow-list", version: "1.0.0", license: "Apache-2.0")
///     let allowed: String
///
///     init(config: JSON, call: Call) throws {
///         try config.allowOnly("allowed")
///         guard let allowed = try config.string("/allowed") else {
///             throw PluginError(.configuration, "allowed: is missing")
///         }
///         self.allowed = allowed
///     }
///
///     func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence {
///         subject.accountID == allowed ? .holds : .holdsNot("Your account is not on the list.")
///     }
/// }
/// ```
///
/// A value of the type is one configured instance. It may be asked on different threads, and the next call may come in another
/// process (R7): keep what follows from the configuration in it and nothing else; what must last goes into ``Call/keyValue``.
public protocol Authoriser: Sendable {
    /// Who this plugin is. The same every time.
    static var manifest: Manifest { get }

    /// How many calls may run at once on one instance. 1, the default, means one after another.
    static var concurrencyMax: UInt32 { get }

    /// Makes an instance from its configuration, a JSON object. Throw ``PluginError`` with kind `.configuration` and a message
    /// that names the key an admin must change.
    init(config: JSON, call: Call) throws

    /// Whether `subject` meets `requirement`, a JSON object whose keys are this plugin's affair.
    func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence
}

extension Authoriser {
    /// One call after another.
    public static var concurrencyMax: UInt32 { 1 }
}
