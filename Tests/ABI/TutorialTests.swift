import Glibc
import PluginABI
import PluginTestHost
import Testing

@Suite("The tutorial")
struct TutorialTests {
    private let readme: String

    init() throws {
        readme = try Repository.read("PluginABI/README.md")
    }

    /// The blocks of a language, in their order.
    private func blocks(_ language: String) -> [String] {
        let blocks = readme.split(separator: "```").filter { $0.hasPrefix(language + "\n") }
        return blocks.map { String($0.dropFirst(language.utf8.count + 1)) }
    }

    @Test("begins with a plugin that works as it stands there", arguments: ["gcc", "clang"])
    func plugin(command: String) throws {
        try LoadedPlugin.with(try #require(blocks("c").first), command) { plugin in
            let instance = try TestInstance(of: plugin)
            func finding(_ name: String) -> Int32? {
                let outcome = instance.evaluate(#"{"ends_in":"son"}"#, of: TestSubject(accountName: name))
                guard outcome.status == USHER_OK, case .evidence(let evidence)? = outcome.items.first else { return nil }
                return evidence.finding
            }
            #expect(finding("Anderson") == Int32(USHER_HOLDS) && finding("on") == Int32(USHER_HOLDS_NOT))
            #expect(instance.evaluate("{}", pseudonym: "p").status == USHER_E_CONFIG)
            let manifest = try #require(JSONDocument(text(plugin.pointee.manifest_json)))
            #expect(manifest.text("/check/requirement/ends_in") == "son")
            #expect(instance.host.violations.isEmpty)
        }
    }

    @Test("shows C that compiles, block by block", arguments: ["gcc", "clang"])
    func c(command: String) throws {
        let blocks = blocks("c")
        #expect(blocks.count >= 8)
        for block in blocks {
            let result = try Compiler(command: command, standard: "c11").check(
                block, options: "-Wno-unused-function -Wno-unused-variable -Wno-unused-const-variable")
            #expect(result.code == 0, "\(result.output)\n\(block)")
        }
    }

    @Test("shows Swift that compiles, block by block")
    func swift() throws {
        let blocks = blocks("swift")
        #expect(blocks.count >= 4)
        for block in blocks {
            let result = try typecheck(block)
            #expect(result.code == 0, "\(result.output)")
        }
        // The check itself can fail.
        let first = try #require(blocks.first)
        #expect(try typecheck(first.replacing("hasSuffix", with: "hasNothing")).code != 0)
    }

    private func typecheck(_ source: String) throws -> Compiler.Result {
        let products = try Compiler.run("dirname \"$(readlink -f /proc/\(getpid())/exe)\"").output.split(separator: "\n")
        let folder = try #require(products.first)
        return try Scratch.with { scratch in
            let file = try scratch.write(source, as: "block.swift")
            return try Compiler.run(
                "swiftc -typecheck -parse-as-library -swift-version 6 -warnings-as-errors -I '\(folder)/Modules' "
                    + "-Xcc -fmodule-map-file='\(folder)/PluginABI.build/module.modulemap' '\(file)'")
        }
    }

    @Test("shows manifests that are JSON, with every permission there is")
    func json() throws {
        let blocks = blocks("json")
        let permissions = try #require(blocks.first.flatMap { JSONDocument($0) })
        for key in ["http", "net", "link_hosts", "secrets", "kv_bytes", "webhook", "threads", "memory_bytes", "profile"] {
            #expect(permissions.text("/" + key) != nil, "\(key)")
            #expect(readme.contains("| `\(key)` |"), "the table does not explain \(key)")
        }
    }

    @Test("names every extension, every service, every rule and every limit of time")
    func complete() throws {
        let header = try Repository.read("PluginABI/include/usher_plugin.h")
        let ids = header.matches(of: /#define USHER_(?:EXT|SVC)_\w+ "(usher\.\w+\/1)"/).map { String($0.1) }
        #expect(ids.count == 15)
        for id in ids { #expect(readme.contains("| `\(id)` |"), "\(id)") }
        for rule in header.matches(of: #/\*  R(\d+) /#) { #expect(readme.contains("(R\(rule.1))"), "R\(rule.1)") }
    }

    @Test("builds with the commands that were tested")
    func commands() throws {
        for file in ["PluginABI/README.md", "Plugins/Examples/c-allowlist/README.md"] {
            #expect(try Repository.read(file).contains("cc -std=c11 -O2 -shared -fPIC -fvisibility=hidden -I"), "\(file)")
        }
        for file in ["PluginABI/README.md", "Plugins/Examples/rust-weekday/README.md"] {
            let command = "rustc --edition 2021 -O --crate-type cdylib -C panic=abort -C strip=symbols -o rust-weekday.so"
            #expect(try Repository.read(file).contains(command), "\(file)")
        }
    }

    private func text(_ string: usher_str) -> String {
        String(decoding: UnsafeRawBufferPointer(start: string.ptr, count: string.len), as: UTF8.self)
    }
}
