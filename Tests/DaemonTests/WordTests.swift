import Testing
import UsherDomain
import UsherServer

@testable import usher

@Suite("Words of the command line")
struct WordTests {
    @Test(
        "A length of time is read, and said back in the largest unit",
        arguments: [("90s", 90_000), ("7d", 604_800_000), ("0s", 0)])
    func durations(text: String, milliseconds: Int64) {
        #expect(DurationWords.milliseconds(text) == milliseconds)
        #expect(DurationWords.text(milliseconds: milliseconds) == text)
    }

    @Test(
        "What is no length of time is refused",
        arguments: ["", "d", "7", "-1d", "1.5h", "7 d", "7days", "99999999999999999d", "٧d"])
    func noDurations(text: String) {
        #expect(DurationWords.milliseconds(text) == nil)
    }

    @Test(
        "A moment is read, and said back",
        arguments: [
            ("2026-12-01", "2026-12-01T00:00:00Z"), ("2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"),
            ("2026-12-01T09:00:00.250Z", "2026-12-01T09:00:00.250Z"),
        ])
    func moments(text: String, again: String) throws {
        let moment = try #require(MomentWords.moment(text))
        #expect(MomentWords.text(moment) == again)
        #expect(MomentWords.moment(again) == moment)
    }

    @Test(
        "What is no moment is refused",
        arguments: ["", "tomorrow", "2026-02-31", "2026-13-01", "2026-12-01T09:00", "2026-12-01T09:00:00.2Z"])
    func noMoments(text: String) {
        #expect(MomentWords.moment(text) == nil)
    }

    @Test("Settings are read in any order, and inherit unsets")
    func settings() throws {
        let change = try SettingWords.change(
            [
                "phase=announce:2026-12-01", "grace=inherit", "brakes=5,20", "exempt+=@x:y", "exempt-=@z:y", "below=no",
                "inherit=yes",
            ], now: Instant(unixMilliseconds: 0))
        #expect(change.phase == .set(.announce(until: try #require(MomentWords.moment("2026-12-01")))))
        #expect(change.graceMilliseconds == .inherit && change.brakes == .set(BrakeLimits(people: 5, percent: 20)))
        #expect(change.exemptAdded.map(\.text) == ["@x:y"] && change.exemptRemoved.map(\.text) == ["@z:y"])
        #expect(change.reachesBelow == false && change.inherits == true && change.shadows == .keep)
    }

    @Test(
        "A setting that cannot be read says what would be right",
        arguments: [
            ("phase", "has no value"), ("phase=enforced", "announce:DATE"), ("grace=7", "7d"), ("grace=400d", "at most a year"),
            ("shadows=keep", "report or remove"), ("brakes=5", "people,percent"), ("brakes=5,101", "people,percent"),
            ("below=true", "yes or no"), ("exempt+=bob", "a Matrix ID or a pattern"), ("exempt=@a:b", "exempt+=@a:b"),
            ("graze=7d", "did you mean grace=?"),
        ])
    func wrong(word: String, text: String) {
        let failure = #expect(throws: CommandFailure.self) { try SettingWords.change([word], now: Instant(unixMilliseconds: 0)) }
        #expect(failure?.code == .usage && failure?.description.contains(text) == true, "\(String(describing: failure))")
        #expect(throws: CommandFailure.self) {
            try SettingWords.change(["grace=1d", "grace=2d"], now: Instant(unixMilliseconds: 0))
        }
    }

    @Test("An announcement that is over is no setting: it would enforce at once")
    func announcedTooLate() throws {
        let date = try #require(MomentWords.moment("2026-12-01"))
        let words = ["phase=announce:2026-12-01"]
        let failure = #expect(throws: CommandFailure.self) { try SettingWords.change(words, now: date) }
        #expect(failure?.description.contains("phase=enforce") == true)
        #expect(try SettingWords.change(words, now: date.advanced(byMilliseconds: -1)).phase == .set(.announce(until: date)))
    }

    @Test(
        "A field of a table is quoted where it must be, and is never a formula",
        arguments: [
            ("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""), ("=1+1", "'=1+1"),
            ("@a:b", "'@a:b"),
            ("-1", "'-1"), ("+1", "'+1"), ("\t=1", "'\t=1"), ("", ""), ("=\"a\"", "\"'=\"\"a\"\"\""),
        ])
    func fields(text: String, field: String) {
        #expect(AuditLines.field(text) == field)
    }

    @Test("Signs that steer a terminal are shown as a replacement", arguments: ["\u{1b}[2J", "\u{202e}x", "\u{9b}1m", "a\nb"])
    func terminals(text: String) {
        #expect(text.shown.unicodeScalars.contains("\u{fffd}"))
        #expect(!text.shown.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e || $0.value == 0x9b })
    }

    @Test("Whatever a parameter holds, its address has only plain signs")
    func parameters() {
        #expect(Desk.encoded("!a:b/é ") == "%21a%3Ab%2F%C3%A9%20")
    }
}
