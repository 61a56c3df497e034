internal import CSys
internal import Glibc
internal import UsherWire

/// The worker: the only process that loads a plugin. It reads orders from the daemon, calls the plugin, and reports what came of
/// it.
///
/// - In here: dlopen, the C structs of usher_plugin.h, libffi, the host services that need no daemon.
/// - Not in here: files, the network, Foundation, any decision. Whatever goes wrong ends this process and nothing else.
/// - Imports: PluginABI, UsherWire, CFFI, CSys, Glibc.
///
/// It is started with 3 = the socket to the daemon and 4 = a sealed copy of the plugin, and ends when the socket does.
@main
enum UsherWorker {
    static func main() {
        guard usher_sys_enter_worker() == 0, let channel = Channel(inherited: 3) else { _exit(71) }
        let runtime = Runtime.shared
        runtime.open(channel)
        do throws(LoadFault) {
            let plugin = try LoadedPlugin(descriptor: 4)
            close(4)
            try plugin.load(host: runtime.host)
            runtime.report { (writer) throws(WireFault) in try writer.hello(plugin.hello) }
            Service(plugin: plugin, runtime: runtime, channel: channel).run()
            plugin.unload()
        } catch {
            runtime.report { (writer) throws(WireFault) in try writer.refusal(error.text) }
        }
        // Not exit(): that would run the plugin's atexit handlers, which nobody waits for.
        _exit(0)
    }
}
