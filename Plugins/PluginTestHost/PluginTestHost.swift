/// A host for tests of plugins: it talks to a plugin through its C table, in this process, and keeps what it needs in memory.
///
/// - In here: `usher_host` with its services (``TestHost``), third parties that answer what a test prepared (``ScriptedHTTP``), a
///   store that can be made to fail (``MemoryStore``), secrets (``MemorySecrets``), a reader of JSON (``JSONDocument``), and a
///   plugin's functions under Swift names (``TestInstance``).
/// - Not in here: the real worker; its own tests and the conformance suite are elsewhere.
/// - It is stricter than a host need be: what it lends is poisoned and freed when a call ends, and an item that is malformed,
///   or a request that the manifest does not allow, is a recorded violation.
public enum PluginTestHost {}
