/// An action together with the C function that the host calls for it.
///
/// C knows no generics, so the C types that a function can take are spelt out in `ActionShapes.swift`, shape by shape: S is a
/// text, bytes or JSON, I a whole number, D a number, B a truth value, O anything optional. All shapes of up to two parameters
/// are there, and those of three that begin with S. The compiler says when one is missing; it is then three more lines.
public struct ExportedAction: Sendable {
    let id: String
    let title: String
    let traits: ActionTraits
    let signature: String
    let helpJSON: String
    let function: @convention(c) () -> Void

    init<P, each A, Function>(of action: Action<P, repeat each A>, _ function: Function) {
        precondition(
            MemoryLayout<Function>.size == MemoryLayout<@convention(c) () -> Void>.size, "a C function is one pointer")
        id = action.id
        title = action.title
        traits = action.traits
        signature = action.signature
        helpJSON = action.helpJSON
        self.function = unsafeBitCast(function, to: (@convention(c) () -> Void).self)
    }
}
