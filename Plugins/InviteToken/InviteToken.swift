import PluginKit

/// invite-token: admits whoever holds an invite link, as often as the link allows.
///
/// An admin makes a link with the action `create`; it carries a code of 160 random bits in its fragment. Each person who redeems
/// it takes one use (a ``Seat``), which is reserved while they are being invited, then spent or given back. ``Token`` decides,
/// ``TokenStore`` keeps, ``InviteToken`` (in Claims, Evidence and Actions) answers the host.
///
/// - In here: what a link is worth, to whom, and until when.
/// - Not in here: Matrix, people (a person is a pseudonym), rooms (a room is a text that the host knows how to enter).
/// - Imports: PluginKit. No cryptographic library: a code is hashed by ``SHA256``.
struct InviteToken: Authoriser {
    static let manifest = Manifest(
        id: "invite-token", name: "Invite links", version: "1.0.0", license: "Apache-2.0",
        configSchema: .object([
            "from": .text("who invites, as the invited person is shown it", length: 0...Config.fromBytesMax)
        ]),
        requirementSchema: .object(["room": .text("the room that the link admits to")], required: ["room"]),
        check: Manifest.Check(config: ["from": "The door"], requirement: ["room": "!demo:example.org"]))

    let config: Config

    init(config: JSON, call: Call) throws {
        self.config = try Config(config)
    }
}
