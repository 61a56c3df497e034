import Testing

/// Every ban finds its own bad sample and leaves its good ones alone.
struct BanTests {
    static let all =
        SwiftBans.all + ScriptBans.all + WebBans.all + ServiceNames.all + MachinePaths.all + ProofsOfIdentity.all
        + Leftovers.all

    @Test("a ban finds the sample that breaks it, in every language it is for", arguments: all)
    func findsItsBadSample(_ ban: Ban) {
        for language in ban.languages {
            let found = ban.violations(in: "\n" + ban.badSample + "\n", at: ban.samplePath(language))
            #expect(!found.isEmpty, "\(ban.what) is not found in \(ban.badSample)")
            #expect(found.first?.description.hasPrefix(ban.samplePath(language) + ":") == true)
        }
    }

    @Test("a ban leaves alone what only looks alike", arguments: all)
    func leavesGoodSamplesAlone(_ ban: Ban) {
        for language in ban.languages {
            for sample in ban.goodSamples {
                let found = ban.violations(in: sample + "\n", at: ban.samplePath(language))
                #expect(found.isEmpty, "\(ban.what) is found in \(sample)")
            }
        }
    }
}
