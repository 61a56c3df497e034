import PluginKit

/// Most tokens that `list` shows.
private let listedMax = 5000

private let create = Action(
    "create", "Make an invite link", [],
    TextArgument("room", "the room it admits to, for example !abc:example.org"),
    IntegerArgument("uses", "how many people it admits; 0 = not limited"),
    IntegerArgument("expires_in_s", "for how many seconds it is good; 0 = for ever")
) { (_: InviteToken, call: Call, room: String, uses: Int64, seconds: Int64) in
    try checkRoom(room)
    guard (0...Token.usesMax).contains(uses) else {
        throw PluginError(.invalid, "uses: must be 0 (not limited) to \(Token.usesMax)")
    }
    guard (0...Token.lifeSecondsMax).contains(seconds) else {
        throw PluginError(.invalid, "expires_in_s: must be 0 (never) to \(Token.lifeSecondsMax) (ten years)")
    }
    let code = Code(random: try call.random(Code.randomBytes))
    // The address first: at a host that has none, no token may come into being.
    let url = try call.claimURL(code: code.text)
    let now = call.unixMilliseconds
    let token = Token(
        id: Hex.text(try call.random(8)), room: room, uses: uses, createdAt: now,
        expiresAt: seconds == 0 ? nil : now + seconds * 1000)
    try TokenStore(call).add(token, codeDigest: Code.digest(of: code.text))
    return ["url": .string(url), "id": .string(token.id)]
}

private let list = Action("list", "List the invite links", [.readOnly, .idempotent]) { (_: InviteToken, call: Call) in
    let now = call.unixMilliseconds
    let (tokens, areMore) = try TokenStore(call).tokens(limit: listedMax)
    if areMore { call.log(.warn, "list shows \(listedMax) invite links; there are more") }
    return ["tokens": .array(tokens.map { row(of: $0, at: now) })]
}

private let withdraw = Action(
    "withdraw", "Withdraw an invite link", [.destructive, .idempotent], TextArgument("id", "the link's id, as list shows it")
) { (_: InviteToken, call: Call, id: String) in
    guard Hex.isText(id, count: 16), let token = try TokenStore(call).withdraw(id) else {
        throw PluginError(.notFound, "id: there is no such invite link; list shows them all")
    }
    return ["id": .string(token.id), "state": .string(token.state(at: call.unixMilliseconds).rawValue)]
}

extension InviteToken: ActionAuthoriser {
    static let actions = [
        ExportedAction(create) { create.enter($0, $1, $2, $3, $4) },
        ExportedAction(list) { list.enter($0, $1) },
        ExportedAction(withdraw) { withdraw.enter($0, $1, $2) },
    ]
}

/// One line of `list`.
private func row(of token: Token, at now: Int64) -> JSONValue {
    [
        "id": .string(token.id), "room": .string(token.room), "uses": .integer(token.uses), "used": .integer(token.spent),
        "reserved": .integer(token.reserved), "expires_at": token.expiresAt.map { .integer($0) } ?? .null,
        "state": .string(token.state(at: now).rawValue),
    ]
}

/// A room ID begins with `!` and is at most 255 bytes without spaces (Matrix, appendices 3.2). An alias (`#…`) can change hands,
/// so it is not one.
private func checkRoom(_ room: String) throws {
    let bytes = room.utf8
    guard bytes.first == UInt8(ascii: "!"), (2...255).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
        throw PluginError(.invalid, "room: must be a room ID such as !abc:example.org (not an alias)")
    }
}
