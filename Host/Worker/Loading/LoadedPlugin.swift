internal import Glibc
internal import PluginABI
internal import UsherWire

/// The plugin cannot be used. The text is for whoever can change that.
struct LoadFault: Error {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

/// A plugin in this process: its table and extensions, copied by rule R1 and checked. It is never unloaded from memory.
struct LoadedPlugin {
    let table: usher_plugin
    let extensions: Extensions

    /// Loads the library behind `descriptor`. Its constructors run in here.
    init(descriptor: Int32) throws(LoadFault) {
        // A path that is never used twice: the dynamic linker would otherwise hand out what it has loaded under it before.
        guard let library = dlopen("/proc/self/fd/\(descriptor)", RTLD_NOW | RTLD_LOCAL) else {
            throw LoadFault("it cannot be loaded: \(Self.linkerMessage(descriptor))")
        }
        guard let symbol = dlsym(library, "usher_plugin_v1") else {
            throw LoadFault("it does not export usher_plugin_v1(): is it an authoriser for this host?")
        }
        let entry = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafeRawPointer?).self)
        guard let pointer = entry() else { throw LoadFault("usher_plugin_v1() returned NULL") }
        guard UInt(bitPattern: pointer).isMultiple(of: UInt(MemoryLayout<usher_plugin>.alignment)),
            Addresses.areMapped(pointer, count: MemoryLayout<UInt32>.size)
        else {
            throw LoadFault("usher_plugin_v1() returned an address where no table can be")
        }
        let size = pointer.loadUnaligned(as: UInt32.self)
        table = readClamped(pointer, size: size, over: usher_plugin())
        try Self.check(table)
        extensions = try Extensions(table.extension)
    }

    /// Runs the plugin's load().
    func load(host: UnsafePointer<usher_host>) throws(LoadFault) {
        guard let status = table.load?(host), status != StatusCode.ok.rawValue else { return }
        throw LoadFault("its load() returned \(status)")
    }

    /// Runs the plugin's unload().
    func unload() {
        table.unload?()
    }

    /// How the plugin is introduced to the daemon.
    var hello: Hello {
        let manifest = table.manifest_json.borrowed.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Hello(
            wireVersion: UsherWire.version, abiMajor: table.abi_major, abiMinor: table.abi_minor, manifest: manifest,
            extensions: extensions.ids, actions: extensions.actions.map(\.introduction),
            maxConcurrency: table.max_concurrency)
    }

    private static func check(_ table: usher_plugin) throws(LoadFault) {
        guard Int32(table.abi_major) == USHER_ABI_MAJOR else {
            throw LoadFault(
                "its table says size \(table.size) and abi_major \(table.abi_major); this host needs abi_major "
                    + "\(USHER_ABI_MAJOR): set both fields, or build it against the usher_plugin.h of this host")
        }
        guard Int32(table.min_host_minor) <= USHER_ABI_MINOR else {
            throw LoadFault(
                "it needs ABI \(USHER_ABI_MAJOR).\(table.min_host_minor) or later; this host offers"
                    + " \(USHER_ABI_MAJOR).\(USHER_ABI_MINOR): update the host")
        }
        guard table.create != nil else { throw LoadFault("its table has no create()") }
        guard table.destroy != nil else { throw LoadFault("its table has no destroy()") }
        guard table.evaluate != nil else { throw LoadFault("its table has no evaluate()") }
        guard let first = MemoryLayout<usher_plugin>.offset(of: \.load), Addresses.areFunctions(in: table, from: first) else {
            throw LoadFault("its table has a function that is in no loaded library")
        }
        guard table.manifest_json.len <= Limit.manifest, let manifest = table.manifest_json.borrowed, JSONText(manifest) != nil
        else {
            throw LoadFault("its manifest_json is not JSON of at most \(Limit.manifest) bytes")
        }
    }

    private static func linkerMessage(_ descriptor: Int32) -> String {
        guard let message = dlerror() else { return "no reason was given" }
        let text = String(cString: message)
        let path = "/proc/self/fd/\(descriptor): "
        return text.hasPrefix(path) ? String(text.dropFirst(path.count)) : text
    }
}
