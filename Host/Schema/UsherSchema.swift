/// JSON Schema, as far as plugins may use it: what an admin may configure, and what a requirement may be.
///
/// - In here: reading a schema of draft 2020-12, refusing what is outside a closed subset, checking documents in bounded time,
///   and taking what is marked `x-secret` out of a configuration.
/// - Not in here: manifests, plugins, where documents come from.
/// - Imports: UsherWire, for its JSON reader, so that the host and the checker agree with plugins about what JSON is.
///
/// The subset is what a form can show. A keyword outside it is an error and never passed over: a schema that says less to the
/// host than to its author would let wrong documents through.
public enum UsherSchema {
    /// What `$schema` may say.
    public static let dialect = "https://json-schema.org/draft/2020-12/schema"
}
