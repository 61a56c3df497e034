/// The plugin host: finds plugins, runs each in a worker process of its own, and turns what they say into answers.
///
/// - In here: the catalogue of a plugin directory, the supervision of workers, calls with their deadlines, the services that
///   plugins ask the daemon for. ``PluginAuthorisers`` is the door that the rest of the house uses.
/// - Not in here: dlopen and the C structs of usher_plugin.h (only the worker meets a plugin), and what an answer leads to.
/// - Imports: UsherDomain, UsherWire, UsherHTTP, CSys, Logging.
///
/// Whatever a plugin does (crash, hang, lie, flood), the daemon goes on and the answer is ``UsherDomain/Answer/unknown(_:)``.
/// Each worker is owned by one thread; state machines are values that say what to do, and that thread does it.
public enum UsherPlugins {}
