import Testing

@testable import PluginKit

@Suite("The Link header (RFC 8288)")
struct LinkHeaderTests {
    private func next(_ values: String..., at url: String = "https://a.example/x/y?p=1") throws -> String? {
        try LinkHeader.target(of: "next", in: values, at: url)
    }

    @Test("says where the next page is, however it is written")
    func found() throws {
        #expect(try next(#"<https://a.example/2>; rel="next""#) == "https://a.example/2")
        #expect(try next(#"<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next""#) == "https://a.example/3")
        #expect(try next(#"<https://a.example/?a=1,2>; title="x, \"y\"; z" ; REL = "last Next""#) == "https://a.example/?a=1,2")
        #expect(try next("</2>;rel=next") == "https://a.example/2")
        #expect(try next("<?p=2>;rel=next") == "https://a.example/x/y?p=2")
        #expect(try next("<https://A.example/2>;rel=next") == "https://A.example/2")
        #expect(try next("</1>; rel=prev", "</2>; rel=next") == "https://a.example/2")
        #expect(try next(",, </2>; x; rel=next,") == "https://a.example/2")
    }

    @Test("is absent on the last page")
    func last() throws {
        #expect(try next() == nil)
        #expect(try next("") == nil)
        #expect(try next(#"<https://a.example/1>; rel="first", </x>; title="rel=next""#) == nil)
        // Only the first rel of a link counts (section 3.3).
        #expect(try next("</2>; rel=prev; rel=next") == nil)
    }

    @Test(
        "is an error when it cannot be read or leads elsewhere, so that half a listing is never a whole one",
        arguments: [
            "https://a.example/2; rel=next", "<https://a.example/2; rel=next", #"</2>; rel="next"#, "</2> rel=next",
            "<https://b.example/2>; rel=next", "<//b.example/2>; rel=next", "<http://a.example/2>; rel=next",
            "<https://a.example@b.example/>; rel=next", "<https://a.example:444/>; rel=next", "<2>; rel=next", #"</2>; rel="\"#,
        ])
    func broken(_ value: String) {
        #expect(throws: PluginError.self) { try next(value) }
    }
}
