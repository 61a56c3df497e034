public import PluginABI

/// An action together with the C function that the host calls for it.
///
/// C knows no generics, so the C types that a function can take are spelt out below, shape by shape: S is a text, I a whole
/// number, O anything optional. All shapes of up to two parameters are there, and those of three that begin with a text. The
/// compiler says when one is missing; it is then three more lines.
public struct ExportedAction: Sendable {
    let id: String
    let title: String
    let traits: ActionTraits
    let signature: String
    let helpJSON: String
    let function: @convention(c) () -> Void

    private init<P, each A, Function>(of action: Action<P, repeat each A>, _ function: Function) {
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

extension ExportedAction {
    /// `self` of the header.
    public typealias Me = UnsafeMutableRawPointer
    /// `call` of the header.
    public typealias CallPointer = UnsafeMutablePointer<usher_call>
    /// A text, `usher_arg_s`.
    public typealias S = usher_str
    /// A whole number, `usher_arg_i`.
    public typealias I = Int64
    /// A parameter that may be left out, `usher_arg_…_opt`.
    public typealias O = UnsafeRawPointer

    // The C functions: F, then a letter for each parameter.
    public typealias F = @convention(c) (Me?, CallPointer?) -> usher_status
    public typealias FS = @convention(c) (Me?, CallPointer?, S) -> usher_status
    public typealias FI = @convention(c) (Me?, CallPointer?, I) -> usher_status
    public typealias FO = @convention(c) (Me?, CallPointer?, O?) -> usher_status
    public typealias FSS = @convention(c) (Me?, CallPointer?, S, S) -> usher_status
    public typealias FSI = @convention(c) (Me?, CallPointer?, S, I) -> usher_status
    public typealias FSO = @convention(c) (Me?, CallPointer?, S, O?) -> usher_status
    public typealias FIS = @convention(c) (Me?, CallPointer?, I, S) -> usher_status
    public typealias FII = @convention(c) (Me?, CallPointer?, I, I) -> usher_status
    public typealias FIO = @convention(c) (Me?, CallPointer?, I, O?) -> usher_status
    public typealias FOS = @convention(c) (Me?, CallPointer?, O?, S) -> usher_status
    public typealias FOI = @convention(c) (Me?, CallPointer?, O?, I) -> usher_status
    public typealias FOO = @convention(c) (Me?, CallPointer?, O?, O?) -> usher_status
    public typealias FSSS = @convention(c) (Me?, CallPointer?, S, S, S) -> usher_status
    public typealias FSSI = @convention(c) (Me?, CallPointer?, S, S, I) -> usher_status
    public typealias FSSO = @convention(c) (Me?, CallPointer?, S, S, O?) -> usher_status
    public typealias FSIS = @convention(c) (Me?, CallPointer?, S, I, S) -> usher_status
    public typealias FSII = @convention(c) (Me?, CallPointer?, S, I, I) -> usher_status
    public typealias FSIO = @convention(c) (Me?, CallPointer?, S, I, O?) -> usher_status
    public typealias FSOS = @convention(c) (Me?, CallPointer?, S, O?, S) -> usher_status
    public typealias FSOI = @convention(c) (Me?, CallPointer?, S, O?, I) -> usher_status
    public typealias FSOO = @convention(c) (Me?, CallPointer?, S, O?, O?) -> usher_status

    // No parameter.
    public init<P>(_ action: Action<P>, _ function: F) { self.init(of: action, function) }

    // One parameter.
    public init<P, A>(_ action: Action<P, A>, _ function: FS)
    where A.Passed == S { self.init(of: action, function) }
    public init<P, A>(_ action: Action<P, A>, _ function: FI)
    where A.Passed == I { self.init(of: action, function) }
    public init<P, A>(_ action: Action<P, A>, _ function: FO)
    where A.Passed == O? { self.init(of: action, function) }

    // Two parameters.
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FSS)
    where A.Passed == S, B.Passed == S { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FSI)
    where A.Passed == S, B.Passed == I { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FSO)
    where A.Passed == S, B.Passed == O? { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FIS)
    where A.Passed == I, B.Passed == S { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FII)
    where A.Passed == I, B.Passed == I { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FIO)
    where A.Passed == I, B.Passed == O? { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FOS)
    where A.Passed == O?, B.Passed == S { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FOI)
    where A.Passed == O?, B.Passed == I { self.init(of: action, function) }
    public init<P, A, B>(_ action: Action<P, A, B>, _ function: FOO)
    where A.Passed == O?, B.Passed == O? { self.init(of: action, function) }

    // Three parameters.
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSSS)
    where A.Passed == S, B.Passed == S, C.Passed == S { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSSI)
    where A.Passed == S, B.Passed == S, C.Passed == I { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSSO)
    where A.Passed == S, B.Passed == S, C.Passed == O? { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSIS)
    where A.Passed == S, B.Passed == I, C.Passed == S { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSII)
    where A.Passed == S, B.Passed == I, C.Passed == I { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSIO)
    where A.Passed == S, B.Passed == I, C.Passed == O? { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSOS)
    where A.Passed == S, B.Passed == O?, C.Passed == S { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSOI)
    where A.Passed == S, B.Passed == O?, C.Passed == I { self.init(of: action, function) }
    public init<P, A, B, C>(_ action: Action<P, A, B, C>, _ function: FSOO)
    where A.Passed == S, B.Passed == O?, C.Passed == O? { self.init(of: action, function) }
}
