/// What this program is called in logs and to plugins.
enum BuildInformation {
    /// The version of the next release, until there is one.
    static let version = "0.1.0-dev"
}
