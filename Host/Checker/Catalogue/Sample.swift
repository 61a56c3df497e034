internal import PluginABI

/// What the functions of a plugin are asked.
struct Sample: Sendable {
    var requirement: String
    var subject: Subject
    var code: String
    var claimID = "claim-1"
    /// Whatever else is text: a query, an argument.
    var text = ""
    /// A BCP 47 language tag.
    var locale = "en"
    var cursor: [UInt8] = []
    var etag: [UInt8] = []
    var webhook: ScriptedWebhook
    var linkInput = USHER_INPUT_RETURN
    var linkState: [UInt8] = []
    /// What arguments of actions are made of.
    var seed: UInt64 = 1

    init(_ settings: CheckSettings) {
        requirement = settings.requirement
        subject = settings.subject
        code = settings.code ?? "UNKNOWNCODE"
        webhook = settings.webhook ?? ScriptedWebhook()
    }

    /// One with strange texts in every place.
    func strange(_ text: String) -> Sample {
        var sample = self
        sample.subject.accountID = text
        sample.subject.accountName = text
        sample.code = text
        sample.text = text
        // One that is longer than most expect, and good.
        sample.locale = "zh-Hant-TW-x-private"
        sample.webhook.body = Array(text.utf8)
        sample.webhook.query = text
        return sample
    }
}
