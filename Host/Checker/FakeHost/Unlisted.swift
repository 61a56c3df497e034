internal import PluginABI

/// What a plugin is told that goes where its manifest does not.
enum Unlisted {
    /// Refuses a place, and says what to write into the manifest, unless something strange has led there.
    static func refuse(_ host: FakeHost, _ state: CallState, _ key: String, _ place: String) -> Int {
        guard state.behaviour.isAuthored else { return USHER_E_POLICY }
        if let problem = state.store.egress.problems.first(where: { $0.pointer.key == key }) {
            host.reporter.error(
                .cell,
                "it goes to \(place), and what the configuration has at \(problem.pointer.text), "
                    + "\"\(problem.what.prefix(60))\", is no place: Usher answers USHER_E_POLICY",
                change: key == "http"
                    ? "let admins write a whole address there, such as \"https://directory.example.com\", and check it in "
                        + "create()"
                    : "let admins write \"ldap.example.com:389\" there, and check it in create()", in: state.function)
        } else if place.hasPrefix("http://") {
            host.reporter.error(
                .cell, "it goes to \(place) without TLS: Usher answers USHER_E_POLICY",
                change: "use https://; without TLS only that is asked which an admin wrote so into the configuration: "
                    + "{\"config\": \"/url\"} in permissions.http", in: state.function)
        } else {
            host.reporter.error(
                .cell, "it goes to \(place), which the manifest does not name: Usher answers USHER_E_POLICY",
                change: "add \"\(place)\" to permissions.\(key); where an admin decides on the place, "
                    + "{\"config\": \"/pointer/into/the/configuration\"}", in: state.function)
        }
        return USHER_E_POLICY
    }
}
