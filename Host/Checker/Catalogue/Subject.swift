internal import PluginABI

/// The person a question is about.
struct Subject: Sendable {
    var accountID = "4711"
    var accountName = "Alex Example"
    var linkJSON = ""
    var pseudonym = String(repeating: "5e", count: 32)
    var secretKey = ""

    func lend(_ inputs: Inputs) -> UnsafePointer<usher_subject> {
        inputs.object(
            usher_subject(
                size: 0, flags: 0, account_id: inputs.text(accountID, "subject->account_id"),
                account_name: inputs.text(accountName, "subject->account_name"),
                link_json: inputs.text(linkJSON, "subject->link_json"),
                pseudonym: inputs.text(pseudonym, "subject->pseudonym"),
                secret_key: inputs.text(secretKey, "subject->secret_key")), "*subject")
    }
}
