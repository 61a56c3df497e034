internal import PluginABI

/// One instance of the plugin in a test.
final class Instance {
    let room: Room
    let plugin: Plugin
    let pointer: UnsafeMutableRawPointer
    let store: InstanceStore

    init(room: Room, plugin: Plugin, pointer: UnsafeMutableRawPointer, store: InstanceStore) {
        self.room = room
        self.plugin = plugin
        self.pointer = pointer
        self.store = store
    }

    func evaluate(_ sample: Sample, _ behaviour: Behaviour = Behaviour()) -> Outcome {
        room.call("evaluate", .evidence, store, behaviour) { evaluate($0, $1, sample) }
    }

    /// Beside other calls.
    func evaluateBeside(_ sample: Sample) -> Outcome {
        room.callBeside("evaluate", .evidence, store) { evaluate($0, $1, sample) }
    }

    func destroy() {
        room.during("destroy") { plugin.table.destroy(pointer) }
    }

    private func evaluate(_ handle: UnsafeMutablePointer<usher_call>, _ inputs: Inputs, _ sample: Sample) -> usher_status {
        plugin.table.evaluate(
            pointer, handle, inputs.text(sample.requirement, "requirement_json"), sample.subject.lend(inputs))
    }
}
