/// Texts that are UTF-8 and that nobody thinks of.
enum CallsStrangeTexts {
    static let test = CheckerTest(
        "calls.strange-texts", "empty, longest, right-to-left and control characters, in every place that takes text",
        [.strings, .memory]
    ) { room in
        try EachProbe.run(room) { probe, instance in
            let sample = Sample(room.settings)
            for text in StrangeText.all { _ = probe.run(instance, sample.strange(text)) }
            var bare = sample
            bare.subject = Subject(accountID: "", accountName: "", linkJSON: "", secretKey: "")
            _ = probe.run(instance, bare)
            // A requirement is an object, whatever is in it. What a link left behind is the plugin's own, and nobody else's.
            for document in ["{}", "{\"a\": {\"b\": [1, null, \"é\"]}}", "{\"\": \"\"}"] {
                var other = sample
                other.requirement = document
                _ = probe.run(instance, other)
            }
        }
    }
}
