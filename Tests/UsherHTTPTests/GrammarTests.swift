import Testing
import UsherDomain

@testable import UsherHTTP

@Suite("The small grammars of HTTP")
struct GrammarTests {
    private static let november1994 = Instant(unixMilliseconds: 784_111_777_000)

    @Test(
        "Retry-After is a number of seconds or a date in any of three forms",
        arguments: [
            ("0", 0), ("5", 5_000), ("120", 120_000), ("99999999999999999999999", Int64.max),
            ("Sun, 06 Nov 1994 08:49:47 GMT", 10_000),
            ("Sunday, 06-Nov-94 08:49:47 GMT", 10_000),
            ("Sun Nov  6 08:49:47 1994", 10_000),
            ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
            ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400_000),
            ("Tue, 29 Feb 2000 00:00:00 GMT", 167_670_623_000),
        ] as [(String, Int64)])
    func retryAfter(value: String, wanted: Int64) {
        #expect(RetryAfter.milliseconds(value, now: Self.november1994) == wanted)
    }

    @Test(
        "what is neither a number nor a date says nothing",
        arguments: [
            "", "soon", "-5", "1.5", "+5", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "06 Nov 1994",
            "Sun, 06 Nov 1950 08:49:37 GMT",
        ])
    func retryAfterNonsense(value: String) {
        #expect(RetryAfter.milliseconds(value, now: Self.november1994) == nil)
    }

    @Test(
        "percent-encoding leaves nothing that could end a segment or a parameter",
        arguments: [
            ("abc-._~09AZ", "abc-._~09AZ"), ("a&b=c#d%e+f", "a%26b%3Dc%23d%25e%2Bf"), ("a b\n", "a%20b%0A"),
            ("@a/../b:hs", "%40a%2F..%2Fb%3Ahs"), ("..", "%2E%2E"), (".", "%2E"), ("ü", "%C3%BC"), ("", ""),
        ])
    func percentEncoding(text: String, wanted: String) {
        #expect(PercentEncoding.encode(text) == wanted)
    }

    @Test("a header is found in any case, trimmed, the first of several")
    func headers() {
        let headers = HTTPHeaders(
            block: Array("HTTP/1.1 200 OK\r\nA: 1\r\nRETRY-after:  7 \r\nretry-after: 8\r\nEmpty:\r\n\r\n".utf8))
        #expect(headers.first("Retry-After") == "7")
        #expect(headers.first("a") == "1")
        #expect(headers.first("empty") == "")
        #expect(headers.first("B") == nil)
        #expect(headers.first("HTTP/1.1 200 OK") == nil)
    }

    @Test("a request prints no address and no header, however it is printed")
    func requestsAreRedacted() {
        var request = HTTPRequest(.get, "https://example.org/?access_token=sesame")
        request.headers = [HTTPRequest.Header("Authorization", "Bearer sesame")]
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped] { #expect(!text.contains("sesame")) }
    }
}
