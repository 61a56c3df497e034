internal import PluginABI

/// The third party answers, and the answer is no answer.
enum CallsHTTPStatuses {
    private static let failures: [UInt32] = [401, 408, 429, 500, 502, 503, 504, 599]
    private static let page = Array("<!DOCTYPE html><html><body>Please sign in to this network</body></html>".utf8)

    private static let junk = [
        [], page, Array("{\"truncated\": [1, 2".utf8), [0xff, 0xfe, 0x00], Array(repeating: UInt8(ascii: "["), count: 100_000),
    ]

    static let test = CheckerTest(
        "calls.http-statuses", "401, 429 and 5xx of the third party are unknown, and junk is no answer", [.unknown]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            for status in failures {
                for body in [[], page, Array("{\"message\": \"no\"}".utf8)] {
                    let outcome = ask(probe, instance, room, HTTPAnswer(status: status, body: body))
                    guard outcome.state.outsideCalls > 0, usedHTTP(outcome) else { continue }
                    EachProbe.judgeUnknown(room, outcome, because: "the third party answered \(status)")
                }
            }
            for body in junk {
                let outcome = ask(probe, instance, room, HTTPAnswer(status: 200, body: body))
                guard usedHTTP(outcome), let finding = outcome.finding else { continue }
                room.reporter.warning(
                    .unknown,
                    "it said \(Outcome.name(of: finding)) when the third party answered 200 with "
                        + (body.isEmpty ? "nothing" : "what is no document of its own"),
                    change:
                        "look into the answer, and return USHER_E_UPSTREAM when it is not what the third party promises: a "
                        + "captive portal, a proxy or an outage page answers 200 as well", in: probe.name)
            }
        }
    }

    private static func ask(_ probe: Probe, _ instance: Instance, _ room: Room, _ answer: HTTPAnswer) -> Outcome {
        var behaviour = Behaviour()
        behaviour.http = .always(answer)
        return probe.run(instance, Sample(room.settings), behaviour)
    }

    private static func usedHTTP(_ outcome: Outcome) -> Bool { outcome.state.exchanges > 0 }
}
