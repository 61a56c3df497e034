internal import Glibc
internal import PluginABI

/// A plugin in this process. It is never unloaded from memory, except by the test that tries just that.
final class Plugin {
    typealias Entry = @convention(c) () -> UnsafeRawPointer?

    let library: UnsafeMutableRawPointer
    let entry: Entry
    /// Its table, copied by rule R1. All zero when there is none.
    let table: usher_plugin
    /// What usher_plugin_v1() returned.
    let tablePointer: UnsafeRawPointer
    let manifest: [UInt8]

    init(path: String, board: Board) throws {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw Skip("the library cannot be loaded: \(Self.linkerMessage(path))")
        }
        guard let symbol = dlsym(library, "usher_plugin_v1") else { throw Skip("it does not export usher_plugin_v1()") }
        self.library = library
        entry = unsafeBitCast(symbol, to: Entry.self)
        board.function = "usher_plugin_v1"
        guard let pointer = entry() else { throw Skip("usher_plugin_v1() returned NULL") }
        tablePointer = pointer
        table = readClamped(pointer, size: pointer.loadUnaligned(as: UInt32.self), over: usher_plugin())
        manifest = table.manifest_json.borrowed.map(Array.init) ?? []
    }

    /// The table of an extension, copied by rule R1; `nil` when the plugin does not offer it.
    func table<Table: BitwiseCopyable>(_ id: String, _ zero: Table) -> Table? {
        guard let pointer = table.extension?(id) else { return nil }
        return readClamped(pointer, size: pointer.loadUnaligned(as: UInt32.self), over: zero)
    }

    static func linkerMessage(_ path: String) -> String {
        guard let message = dlerror() else { return "no reason was given" }
        let text = String(cString: message)
        return text.hasPrefix("\(path): ") ? String(text.dropFirst(path.count + 2)) : text
    }
}
