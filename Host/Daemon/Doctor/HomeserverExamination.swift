import Logging
import UsherHTTP
import UsherMatrix

/// Asks the bot's homeserver who the bot is.
struct HomeserverExamination {
    let assembly: Assembly

    func findings() async -> [Finding] {
        let bot = assembly.configuration.bot
        let subject = "homeserver"
        do {
            let http = try assembly.httpClient()
            let client = HomeserverClient(
                http: http, address: bot.homeserverURL, token: try assembly.accessToken(assembly.logger("bot", .critical)),
                clock: assembly.clock)
            let account = await client.checkAccount(expecting: bot.userID)
            await http.shutdown()
            switch account {
            case .confirmed:
                return [.good(subject, "\(bot.homeserverURL.text) knows \(bot.userID)")]
            case .otherUser(let other):
                return [.bad(subject, "the token belongs to \(other)", fix: "log in as \(bot.userID), or change bot.user_id")]
            case .tokenRejected:
                return [.bad(subject, "the token is rejected", fix: "log in as \(bot.userID) anew and store the new token")]
            case .guest:
                return [.bad(subject, "\(bot.userID) is a guest account", fix: "use an ordinary account: guests cannot invite")]
            case .unknown(let failure):
                return [
                    .bad(
                        subject, "\(bot.homeserverURL.text) does not answer: \(failure)",
                        fix: "check bot.homeserver_url, the network and the homeserver")
                ]
            }
        } catch {
            return [.bad(subject, "\(error)", fix: "see above")]
        }
    }
}
