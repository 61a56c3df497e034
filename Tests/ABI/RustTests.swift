import Glibc
import PluginABI
import PluginTestHost
import Testing

@Suite("The example in Rust")
struct RustTests {
    /// The oldest compiler that is promised: Debian 12's own, whatever else is in PATH.
    private let rustc = "/usr/bin/rustc --edition 2021 -D warnings"
    private let path = Repository.root + "/Plugins/Examples/rust-weekday/weekday.rs"

    @Test("opens the door on the days that are configured, until midnight, and exports one function")
    func weekday() throws {
        try Scratch.with { folder in
            let library = folder.path + "/rust-weekday.so"
            let built = try Compiler.run(
                "\(rustc) -O --crate-type cdylib -C panic=abort -C strip=symbols -o '\(library)' '\(path)'")
            try #require(built.code == 0, "\(built.output)")
            try LoadedPlugin.load(library) { plugin in
                for version in HostVersion.allCases {
                    let host = TestHost(version: version)
                    let instance = try TestInstance(of: plugin, config: #"{"days":["thu","sun"]}"#, host: host)
                    // 1970-01-01 was a Thursday; the days before it count too.
                    for (day, isOpen) in [(0, true), (1, false), (3, true), (7, true), (-1, false), (-4, true), (19_675, false)] {
                        host.now = Int64(day) * 86_400_000 + 1_000
                        let outcome = instance.evaluate("{}", pseudonym: "p")
                        guard case .evidence(let evidence)? = outcome.items.first, outcome.items.count == 1 else {
                            Issue.record("no evidence: \(outcome)")
                            continue
                        }
                        #expect(Int(evidence.finding) == (isOpen ? USHER_HOLDS : USHER_HOLDS_NOT), "day \(day)")
                        #expect(evidence.goodForMilliseconds == 86_399_000 && evidence.reason.isEmpty == isOpen)
                    }
                    #expect(host.violations.isEmpty)
                }
                for (config, complaint) in [
                    ("{}", "days: must be a list of mon, tue, wed, thu, fri, sat, sun"),
                    (#"{"days":["thu","day"]}"#, "days: every day must be one of mon, tue, wed, thu, fri, sat, sun"),
                    (#"{"days":[4]}"#, "days: every day must be one of mon, tue, wed, thu, fri, sat, sun"),
                ] {
                    let refusal = try #require(throws: TestInstance.Refused.self) { try TestInstance(of: plugin, config: config) }
                    #expect(refusal.outcome.status == USHER_E_CONFIG && refusal.outcome.message == complaint)
                }
            }
        }
    }

    @Test("declares every struct as the header does")
    func layout() throws {
        let source = try Repository.read("Plugins/Examples/rust-weekday/weekday.rs")
        let structs = Self.structs(in: source)
        try #require(structs.count == 9 && structs.allSatisfy { $0.fields.count > 0 })
        var rust =
            source.replacing("pub extern \"C\" fn usher_plugin_v1", with: "extern \"C\" fn usher_plugin_v1") + "\nfn main() {\n"
        var c = "#include \"usher_plugin.h\"\n#include <stdio.h>\nint main(void) {\n"
        for (name, fields) in structs {
            let type = "usher_" + Self.snakeCase(name)
            rust += "    println!(\"\(type) {}\", std::mem::size_of::<\(name)>());\n"
            rust += "    let place = std::mem::MaybeUninit::<\(name)>::uninit(); let base = place.as_ptr();\n"
            c += "  printf(\"\(type) %zu\\n\", sizeof(\(type)));\n"
            for field in fields {
                rust +=
                    "    println!(\"  \(field) {}\", unsafe { std::ptr::addr_of!((*base).\(field)) as usize } - base as usize);\n"
                c += "  printf(\"  \(field) %zu\\n\", offsetof(\(type), \(field)));\n"
            }
        }
        try Scratch.with { folder in
            let rustFile = try folder.write(rust + "}\n", as: "layout.rs")
            let cFile = try folder.write(c + "  return 0;\n}\n", as: "layout.c")
            let inRust = try Compiler.run(
                "\(rustc) -A dead_code -o '\(folder.path)/rust' '\(rustFile)' && '\(folder.path)/rust'")
            let inC = try Compiler.run(
                "gcc -std=c11 -I'\(Repository.include)' -o '\(folder.path)/c' '\(cFile)' && '\(folder.path)/c'")
            #expect(inRust.code == 0 && inC.code == 0 && inRust.output == inC.output, "\(inRust.output)\n\(inC.output)")
        }
    }

    /// The `#[repr(C)]` structs of a Rust source with the names of their members.
    private static func structs(in source: String) -> [(name: String, fields: [String])] {
        source.matches(of: /#\[repr\(C\)\]\n(?:#\[derive[^\n]*\n)?struct (\w+) \{\n((?:    [^\n]*\n)+)\}/).map { match in
            (String(match.1), match.2.matches(of: /(?m)^    (\w+):/).map { String($0.1) })
        }
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce("") { $0 + ($1.isUppercase && !$0.isEmpty ? "_" : "") + $1.lowercased() }
    }
}
