/// An action together with the C function that the host calls for it.
///
/// C knows no generics, so the C types that a function can take are spelt out in `ActionShapes.swift`, shape by shape: S is a
/// text, bytes or JSON, I a whole number, D a number, B a truth value, O anything optional. All shapes of up to two parameters
/// are there, and those of three that begin with S. For any other, up to the eight parameters that the header allows, name the C
/// type yourself:
///
/// ```swift
/// typealias FSSSS = @convention(c) (
///     ExportedAction.Me?, ExportedAction.CallPointer?, ExportedAction.S, ExportedAction.S, ExportedAction.S, ExportedAction.S
/// ) -> Int32
/// let exported = ExportedAction(of: move, { move.enter($0, $1, $2, $3, $4, $5) } as FSSSS)
/// ```
public struct ExportedAction: Sendable {
    let id: String
    let title: String
    let traits: ActionTraits
    let signature: String
    let helpJSON: String
    let function: @convention(c) () -> Void

    /// An action of any shape. Ends the process, with the C type that is right, when `Function` is another: a function that is
    /// called with what it does not take would do worse.
    public init<P, each A, Function>(of action: Action<P, repeat each A>, _ function: Function) {
        let (given, right) = (String(reflecting: Function.self), action.functionType)
        precondition(given == right, "the action \(action.id) needs a function of the type \(right), not \(given)")
        id = action.id
        title = action.title
        traits = action.traits
        signature = action.signature
        helpJSON = action.helpJSON
        self.function = unsafeBitCast(function, to: (@convention(c) () -> Void).self)
    }
}
