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
            bare.subject = Subject(accountID: "", accountName: "", linkJSON: "", pseudonym: "", secretKey: "")
            _ = probe.run(instance, bare)
            for document in ["{}", "[]", "null", "\"\"", "0", "{\"a\": {\"b\": [1, null, \"é\"]}}"] {
                var other = sample
                other.requirement = document
                other.subject.linkJSON = document
                _ = probe.run(instance, other)
            }
        }
    }
}
