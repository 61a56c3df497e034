internal import PluginABI

/// One function of the plugin that can be asked with a sample, whatever it is. What is true of every function is tried with
/// all of them.
struct Probe {
    let name: String
    let emits: Emits
    /// Whether it may leave something behind on purpose: an action, a claim.
    let changesState: Bool
    var isAction: Bool { name.hasPrefix("action ") }
    private let body: (Instance, UnsafeMutablePointer<usher_call>, Inputs, Sample) -> usher_status

    init(
        _ name: String, _ emits: Emits, changesState: Bool = false,
        _ body: @escaping (Instance, UnsafeMutablePointer<usher_call>, Inputs, Sample) -> usher_status
    ) {
        self.name = name
        self.emits = emits
        self.changesState = changesState
        self.body = body
    }

    func run(_ instance: Instance, _ sample: Sample, _ behaviour: Behaviour = Behaviour()) -> Outcome {
        instance.room.call(name, emits, instance.store, behaviour) { body(instance, $0, $1, sample) }
    }

    /// Beside other calls.
    func runBeside(_ instance: Instance, _ sample: Sample) -> Outcome {
        instance.room.callBeside(name, emits, instance.store) { body(instance, $0, $1, sample) }
    }
}
