internal import PluginABI

/// A command for admins: a name, typed parameters, and a closure that receives their values.
///
/// ```swift
/// private let greet = Action("greet", "Greet somebody", [.readOnly], TextArgument("name", "whom")) {
///     (plugin: Allowlist, call: Call, name: String) in
///     ["text": .string("Hello \(name)")]
/// }
///
/// extension Allowlist: ActionAuthoriser {
///     static let actions = [ExportedAction(greet) { greet.enter($0, $1, $2) }]
/// }
/// ```
///
/// The last line is there because C has no closures: the host calls a bare function, which cannot know what it stands for. The
/// literal `{ greet.enter($0, $1, $2) }` becomes such a function, one for each action. It takes as many arguments as the action
/// has parameters, and two more; anything else does not compile, so the signature that the host reads cannot lie.
public struct Action<Plugin: Authoriser, each Argument: ActionArgument>: Sendable {
    /// What an action does: gets the instance, the call and the values, and answers with JSON, or `nil` for no answer.
    public typealias Body = @Sendable (Plugin, Call, repeat (each Argument).Value) throws -> JSONValue?

    let id: String
    let title: String
    let traits: ActionTraits
    let arguments: (repeat each Argument)
    let body: Body

    /// Declares an action.
    ///
    /// - Parameters:
    ///   - id: a lower-case letter, then lower-case letters, digits and `_`.
    ///   - title: for people, in English.
    public init(
        _ id: String, _ title: String, _ traits: ActionTraits, _ arguments: repeat each Argument, body: @escaping Body
    ) {
        self.id = id
        self.title = title
        self.traits = traits
        self.arguments = (repeat each arguments)
        self.body = body
    }

    /// The parameters in the header's grammar, for example `room s, uses i`.
    var signature: String {
        var parts: [String] = []
        for argument in repeat each arguments {
            parts.append(argument.name + " " + type(of: argument).letter)
        }
        return parts.joined(separator: ", ")
    }

    /// The type of the C function for this action, as Swift writes it.
    var functionType: String {
        var parts = [
            String(reflecting: UnsafeMutableRawPointer?.self), String(reflecting: UnsafeMutablePointer<usher_call>?.self),
        ]
        for argument in repeat each arguments { parts.append(Self.passedType(of: argument)) }
        return "@convention(c) (\(parts.joined(separator: ", "))) -> \(String(reflecting: usher_status.self))"
    }

    private static func passedType<A: ActionArgument>(of argument: A) -> String { String(reflecting: A.Passed.self) }

    /// What each parameter means, as a JSON object; empty when there is none.
    var helpJSON: String {
        var members: [(String, JSONValue)] = []
        for argument in repeat each arguments {
            members.append((argument.name, .string(argument.help)))
        }
        return members.isEmpty ? "" : JSONValue.object(members).text
    }
}
