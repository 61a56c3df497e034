internal import UsherPlugins

/// What this program is called in logs and to plugins.
enum BuildInformation {
    static let version = ProductVersion.text
}
