/// What `usher.secrets/1` keeps for plugins, per instance (usher_plugin.h). Implemented by UsherStore.
///
/// Encrypted on disk, so that a copy of the database gives none away. Synchronous, like ``KeyValueStore``: on return a write is
/// durable. Errors other than ``SecretRefusal`` are the storage's own; one of them is that a stored secret does not open, which
/// is never "no such secret".
public protocol SecretStore: Sendable {
    /// `nil` when there is no such secret.
    func get(_ name: String, of instance: InstanceID) throws -> Secret<[UInt8]>?

    /// Writes a secret, in the place of the one that has this name.
    func put(_ name: String, _ value: Secret<[UInt8]>, of instance: InstanceID) throws

    /// Removes a secret; succeeds when there is none.
    func delete(_ name: String, of instance: InstanceID) throws
}

/// Why a secret was not kept.
public enum SecretRefusal: Error, Hashable, Sendable {
    /// The name is empty or too long.
    case name
    /// The value is too long.
    case value
    /// The instance would keep more than its quota.
    case quota
}
