import Glibc
import Testing

@Suite("The plugins that we ship")
struct SymbolTests {
    @Test("export their entry and nothing else", arguments: ["libusher-invite-token.so"])
    func symbols(file: String) throws {
        let folder = try Compiler.run("dirname \"$(readlink -f /proc/\(getpid())/exe)\"").output.split(separator: "\n")
        let library = "\(try #require(folder.first))/\(file)"
        #expect(try LoadedPlugin.symbols(of: library) == ["usher_plugin_v1"], "\(library)")
    }
}
