import PluginKit

extension Roster: LinkAuthoriser {
    /// The roster shows each of its people a code. Who types it here has that account.
    func begin(_ start: LinkStart, call: Call) throws -> LinkStep {
        let form: JSONValue = [
            "type": "object", "required": ["account", "code"],
            "properties": [
                "account": ["type": "string", "title": "Your name at the roster", "minLength": 1, "maxLength": 200],
                "code": [
                    "type": "string", "title": "The code that the roster shows you", "format": "password", "minLength": 1,
                    "maxLength": 100,
                ],
            ],
        ]
        return LinkStep(.form(schema: form, message: "Which account of the roster is yours?"))
    }

    func resume(_ input: LinkInput, call: Call) throws -> LinkStep {
        guard case .form(let form) = input.event, let account = try form.string("/account"), let code = try form.string("/code")
        else { throw PluginError(.invalid, "a form with the account and the code was expected") }
        let what = "the code"
        let response = try Client(config: config, call: call)
            .post(["links"], ["account": .string(account), "code": .string(code)], what)
        let answer = try Answer(response, what, call: call)
        guard try answer.flag("linked") else {
            return LinkStep(.failed(message: "The roster does not know this code, or it is another account's."))
        }
        // The name that was typed finds an account; the id is what never changes.
        return LinkStep(.done(accountID: try answer.text("id"), accountName: try answer.text("name"), link: nil))
    }
}
