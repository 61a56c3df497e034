internal import Glibc
internal import UsherWire

/// The worker: the only process that loads a plugin. It reads orders from the daemon, calls the plugin, and reports what came of
/// it.
///
/// - In here: dlopen, the C structs of usher_plugin.h, libffi, the host services that need no daemon.
/// - Not in here: files, the network, Foundation, any decision. Whatever goes wrong ends this process and nothing else.
/// - Imports: PluginABI, UsherWire, CFFI, CSys, Glibc.
///
/// It is started with 3 = the socket to the daemon and 4 = a sealed copy of the plugin, and ends when the socket does. Before it
/// loads the plugin it goes into its ``Cell``, which only binds threads that do not exist yet: until then there is this one.
@main
enum UsherWorker {
    static func main() {
        guard var cell = Cell(), let channel = Channel(inherited: 3) else { _exit(64) }
        let runtime = Runtime.shared
        runtime.open(channel)
        do throws(LoadFault) {
            try cell.enter()
            // The kernel ends this process with the daemon from here on; one that was gone before would never be missed.
            guard channel.hasDaemon else { _exit(0) }
            let plugin = try LoadedPlugin(descriptor: 4)
            close(4)
            // Before load(), in which a plugin may start threads that use the host at once.
            let service = Service(plugin: plugin, runtime: runtime, channel: channel)
            try plugin.load(host: runtime.host)
            try cell.seal()
            var hello = plugin.hello
            hello.cellGaps = cell.gaps
            runtime.report { (writer) throws(WireFault) in try writer.hello(hello) }
            service.run()
            plugin.unload()
        } catch {
            runtime.report { (writer) throws(WireFault) in try writer.refusal(error.text) }
        }
        // Not exit(): that would run the plugin's atexit handlers, which nobody waits for.
        _exit(0)
    }
}
