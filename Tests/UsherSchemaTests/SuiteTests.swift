import Foundation
import Testing
import UsherWire

@testable import UsherSchema

/// The test suite that all validators share. Debian has it in libtest-json-schema-acceptance-perl.
@Suite("The JSON Schema test suite, draft 2020-12")
struct SuiteTests {
    private static let folder = "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance/tests/draft2020-12"

    static let files: [String] = {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        // Formats are annotations, as draft 2020-12 has it for whoever does not say otherwise; these cases are for those who do.
        return all.filter { $0.hasSuffix(".json") && !$0.hasPrefix("optional/format") }.sorted()
    }()

    private static let isThere: Bool = {
        if files.isEmpty { print("The JSON Schema test suite is not run: apt install libtest-json-schema-acceptance-perl") }
        return !files.isEmpty
    }()

    /// Keywords that make a schema leave the subset. Written down here once more: a reader that refused too much would otherwise
    /// pass for a careful one.
    private static let outside: Set<String> = [
        "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "allOf", "not", "if", "then", "else", "dependentSchemas",
        "dependentRequired", "dependencies", "pattern", "patternProperties", "propertyNames", "unevaluatedProperties",
        "unevaluatedItems", "prefixItems", "contains", "minContains", "maxContains", "multipleOf", "contentMediaType",
        "contentEncoding", "contentSchema", "definitions", "$recursiveRef", "$recursiveAnchor", "foo", "unknown-keyword", "bar",
    ]

    private struct Tally {
        var answered = 0
        var refused = 0
    }

    @Test(
        "Every case inside the subset is answered as the suite says, and every other schema is refused",
        .enabled(if: isThere, "apt install libtest-json-schema-acceptance-perl"))
    func suite() throws {
        var tally = Tally()
        for file in Self.files { try run(file, &tally) }
        print("JSON Schema test suite: \(tally.answered) cases answered, \(tally.refused) refused as outside the subset")
        #expect(tally.answered >= 500)
    }

    private func run(_ file: String, _ tally: inout Tally) throws {
        // As it is written: a decoder would take 1.0 for 1, and round large numbers.
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/" + file)))
        try bytes.withUnsafeBytes { bytes in
            let groups = try #require(JSONText(bytes)).value
            for index in 0..<groups.count { try run(try #require(groups.child(Array("\(index)".utf8))), file, &tally) }
        }
    }

    private func run(_ group: JSONValue, _ file: String, _ tally: inout Tally) throws {
        let name = "\(file): \(text(group, "description"))"
        let definition = text(group, "schema")
        let tests = try #require(group.child(Array("tests".utf8)))
        let schema: Schema
        do throws(SchemaFault) {
            schema = try Schema(json: definition, for: .requirement)
        } catch {
            let fault = error
            let object = try JSONSerialization.jsonObject(with: Data(definition.utf8), options: .fragmentsAllowed)
            #expect(fault.kind == .unsupported && isOutside(object), "\(name): \(fault)")
            tally.refused += tests.count
            return
        }
        tests.forEachMember { _, test in
            let problems = schema.problems(of: text(test, "data"))
            #expect(problems.isEmpty == (text(test, "valid") == "true"), "\(name): \(text(test, "description")): \(problems)")
            tally.answered += 1
        }
    }

    private func text(_ object: JSONValue, _ name: String) -> String {
        String(decoding: object.child(Array(name.utf8))?.text ?? UnsafeRawBufferPointer(start: nil, count: 0), as: UTF8.self)
    }

    /// Whether a schema uses a word outside the subset, or a reference to something other than a definition of its own.
    private func isOutside(_ schema: Any, isTop: Bool = true) -> Bool {
        if let list = schema as? [Any] { return list.contains { isOutside($0, isTop: false) } }
        guard let object = schema as? [String: Any] else { return false }
        if !Self.outside.isDisjoint(with: object.keys) { return true }
        if let target = object["$ref"] as? String, target.wholeMatch(of: /#\/\$defs\/[A-Za-z0-9_-]+/) == nil { return true }
        if let dialect = object["$schema"] as? String, dialect != UsherSchema.dialect { return true }
        if !isTop, object["$id"] != nil || object["$defs"] != nil { return true }
        return object.values.contains { isOutside($0, isTop: false) }
    }
}
