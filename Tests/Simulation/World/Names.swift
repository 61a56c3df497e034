import UsherDomain

/// Names of which it is known that they are allowed.
enum Names {
    static func server(_ text: String) -> ServerName {
        guard let name = ServerName(text) else { preconditionFailure("\(text) is a server's name") }
        return name
    }

    static func user(_ text: String) -> UserID {
        guard let user = UserID(text) else { preconditionFailure("\(text) is a user ID") }
        return user
    }

    static func instance(_ text: String) -> InstanceID {
        guard let instance = InstanceID(text) else { preconditionFailure("\(text) is an instance") }
        return instance
    }

    static func requirement(_ name: String, at instance: InstanceID) -> RequirementName {
        guard let name = RequirementName(name, at: instance) else { preconditionFailure("\(name) is a name") }
        return name
    }
}
