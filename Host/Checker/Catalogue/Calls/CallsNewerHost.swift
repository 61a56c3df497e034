internal import PluginABI

/// A host of a later version: all its structs are longer.
enum CallsNewerHost {
    /// Not a multiple of anything that a plugin may take for granted, but of the alignment.
    private static let tailBytes = 40

    static let test = CheckerTest(
        "calls.newer-host", "the plugin answers a newer host, whose structs are longer, as it answers this one", [.size]
    ) { room in
        // From load() on: a plugin may keep the table of its host.
        var newer = Behaviour()
        newer.tailBytes = tailBytes
        room.host.behave(newer)
        let plugin = try room.loadedPlugin()
        let usual = try room.instance(of: plugin)
        let sample = Sample(room.settings)
        guard case .success(let instance) = room.make(plugin, config: room.settings.config, behaviour: newer) else {
            return room.reporter.error(
                .size, "create() fails with a host whose structs are longer, and works with this one",
                change: "compare sizes with >=, never with == (USHER_HAS does it)", in: "create")
        }
        for probe in Probes.all(of: plugin) where !probe.changesState {
            let one = probe.run(usual, sample)
            let two = probe.run(instance, sample, newer)
            if one.status != two.status || one.finding != two.finding {
                room.reporter.error(
                    .size,
                    "it answers \(StatusName.of(two.status)) to a host whose structs are longer, and "
                        + "\(StatusName.of(one.status)) to this one",
                    change: "read structs by the members you know, and compare sizes with >=, never with ==", in: probe.name)
            }
        }
        instance.destroy()
        usual.destroy()
    }
}
