import PluginKit

extension Roster {
    /// A roster of two accounts, as `usher plugins check` plays it. Everybody can read it, so nothing in it is real.
    static let check = Manifest.Check(
        config: ["url": "https://roster.example"], requirement: ["group": "7"],
        subject: ["account_id": "a1", "account_name": "Ann"],
        secrets: ["config/token": "not a real one", "config/webhook_secret": "neither is this"],
        http: [
            answer("GET", "/groups/7/members/a1", ["member": true, "role": "owner"]),
            answer(
                "POST", "/groups/7/check",
                [
                    "accounts": [
                        ["id": "a1", "member": true, "role": "owner"], ["id": "4712", "member": false],
                    ]
                ]),
            answer(
                "GET", "/groups/7/members",
                ["members": [["id": "a1", "name": "Ann", "role": "owner"]], "next": "2", "total": 2]),
            answer(
                "GET", "/groups/7/members?cursor=2",
                ["members": [["id": "b2", "name": "Bob", "role": "guest"]], "next": nil, "total": 2]),
            answer(
                "GET", "/groups", ["groups": [["id": "7", "name": "Choir", "members": 2, "children": false]], "next": nil]),
        ],
        webhook: [
            "headers": ["x-roster-signature": "00"], "query": "",
            "body": #"{"event": "group", "group": "7", "delivery": "d1"}"#,
        ])

    private static func answer(_ method: String, _ path: String, _ body: JSONValue) -> JSONValue {
        [
            "method": .string(method), "url": .string("https://roster.example" + path), "status": 200,
            "headers": ["etag": "\"1\""], "body": body,
        ]
    }
}
