/// Matrix as Usher sees it: who is behind an OpenID token, what the rooms' state says, and invitations by the bot.
///
/// - In here: ``OpenIDVerifier`` (asks a person's own homeserver), ``HomeserverClient`` (the bot's account), ``MatrixRooms`` and
///   ``KnownRooms`` (the port `Rooms`), ``Sync`` (the long poll that keeps them current), and a JSON reader for answers of
///   strangers.
/// - Not in here: decisions about people. An answer that is not understood is reported as unknown, never as "no".
/// - Imports: UsherDomain, UsherHTTP, Logging. No Foundation: what strangers send is parsed by the small reader in `JSON/`.
public enum UsherMatrix {}
