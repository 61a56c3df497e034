internal import UsherDomain

/// What one content of a plugin file turned out to be. The same content says the same every time.
struct Introduction: Hashable, Sendable {
    let description: PluginDescription
    let permissions: Permissions
    let schemas: PluginSchemas
}
