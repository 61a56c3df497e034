import PluginKit

extension Roster: HealthAuthoriser {
    /// A list of groups says that the address is a roster's, and that the token may read it.
    func checkHealth(call: Call) throws {
        let what = "the list of groups"
        let response = try Client(config: config, call: call).get(["groups"], what)
        _ = try Answer(response, what, call: call).list("groups")
    }
}
