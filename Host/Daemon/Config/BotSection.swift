import UsherDomain
import UsherMatrix

/// `bot`: the Matrix account that invites.
struct BotSection: Sendable {
    /// Base URL of its homeserver's client-server API.
    let homeserverURL: HomeserverAddress
    let userID: UserID
    /// A file that holds the access token and nothing else.
    let accessTokenFile: String

    init?(_ section: ConfigSection, folder: ConfigFolder) {
        let url = section.parsed("homeserver_url", expected: "an address such as https://matrix.example.org") {
            HomeserverAddress($0)
        }
        if !section.has("homeserver_url") { section.missing("homeserver_url") }
        let user = section.parsed("user_id", expected: "a Matrix ID such as @usher:example.org") { UserID($0) }
        if !section.has("user_id") { section.missing("user_id") }
        accessTokenFile = folder.path(section.requiredText("access_token_file"))
        section.finish()
        guard let url, let user else { return nil }
        homeserverURL = url
        userID = user
    }
}
