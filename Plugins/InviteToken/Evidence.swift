import PluginKit

extension InviteToken {
    /// The requirement `{"room": "!x"}`: the person was admitted to the room by one of this instance's links. It stays true when
    /// the link is used up, has expired or was withdrawn: a link is a door, not a leash.
    func evaluate(_ requirement: JSON, of subject: Subject, call: Call) throws -> Evidence {
        try requirement.allowOnly("room")
        guard let room = try requirement.string("/room") else {
            throw PluginError(.configuration, "room: is missing")
        }
        try Self.check(subject)
        return try TokenStore(call).isAdmitted(subject.pseudonym, to: room)
            ? .holds : .holdsNot("You have not been let in by an invite link for this room.")
    }
}
