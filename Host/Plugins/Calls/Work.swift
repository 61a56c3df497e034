internal import UsherWire

/// What an order that is answered makes a worker do.
enum Work: Hashable, Sendable {
    case create
    case destroy
    case call(Function)

    /// Runs beside everything else, for as long as it likes.
    var isWatch: Bool { self == .call(.watch) }

    /// Runs while nothing else does on its instance.
    var isAlone: Bool { self == .create || self == .destroy }

    /// How much company it bears in a worker.
    var company: OrderLabel.Company { isWatch ? .everything : isAlone ? .none : .calls }

    /// Whether a plugin that was asked twice has done nothing that it should not have: then a question that a crash left open
    /// may be asked again.
    var isRepeatable: Bool {
        switch self {
        case .call(.evaluate), .call(.members), .call(.groups), .call(.health): true
        case .create, .destroy, .call: false
        }
    }

    /// The function's name in usher_plugin.h, for people.
    var name: String {
        switch self {
        case .create: "create()"
        case .destroy: "destroy()"
        case .call(.evaluate): "evaluate()"
        case .call(.describe): "claim.describe()"
        case .call(.reserve): "claim.reserve()"
        case .call(.commit): "claim.commit()"
        case .call(.release): "claim.release()"
        case .call(.action): "an action"
        case .call(.beginLink): "link.begin()"
        case .call(.resumeLink): "link.resume()"
        case .call(.unlink): "link.unlink()"
        case .call(.members): "members.list()"
        case .call(.groups): "groups.list()"
        case .call(.webhook): "webhook.handle()"
        case .call(.watch): "watch.run()"
        case .call(.health): "health.check()"
        }
    }
}

extension Order {
    /// What it makes the worker do; `nil` when the worker answers nothing to it.
    var work: Work? {
        switch self {
        case .create: .create
        case .destroy: .destroy
        case .call(_, _, let request): .call(request.function)
        case .cancel, .reply: nil
        }
    }
}
