public import PluginABI

extension ExportedAction {
    /// `self` of the header.
    public typealias Me = UnsafeMutableRawPointer
    /// `call` of the header.
    public typealias CallPointer = UnsafeMutablePointer<usher_call>
    /// A text, bytes or JSON: `usher_arg_s`, `usher_arg_y`, `usher_arg_j`.
    public typealias S = usher_str
    /// A whole number, `usher_arg_i`.
    public typealias I = Int64
    /// A number, `usher_arg_d`.
    public typealias D = Double
    /// A truth value, `usher_arg_b`.
    public typealias B = UInt32
    /// A parameter that may be left out, `usher_arg_…_opt`.
    public typealias O = UnsafeRawPointer

    // The C functions: F, then a letter for each parameter.
    public typealias F = @convention(c) (Me?, CallPointer?) -> usher_status
    public typealias FS = @convention(c) (Me?, CallPointer?, S) -> usher_status
    public typealias FI = @convention(c) (Me?, CallPointer?, I) -> usher_status
    public typealias FD = @convention(c) (Me?, CallPointer?, D) -> usher_status
    public typealias FB = @convention(c) (Me?, CallPointer?, B) -> usher_status
    public typealias FO = @convention(c) (Me?, CallPointer?, O?) -> usher_status
    public typealias FSS = @convention(c) (Me?, CallPointer?, S, S) -> usher_status
    public typealias FSI = @convention(c) (Me?, CallPointer?, S, I) -> usher_status
    public typealias FSD = @convention(c) (Me?, CallPointer?, S, D) -> usher_status
    public typealias FSB = @convention(c) (Me?, CallPointer?, S, B) -> usher_status
    public typealias FSO = @convention(c) (Me?, CallPointer?, S, O?) -> usher_status
    public typealias FIS = @convention(c) (Me?, CallPointer?, I, S) -> usher_status
    public typealias FII = @convention(c) (Me?, CallPointer?, I, I) -> usher_status
    public typealias FID = @convention(c) (Me?, CallPointer?, I, D) -> usher_status
    public typealias FIB = @convention(c) (Me?, CallPointer?, I, B) -> usher_status
    public typealias FIO = @convention(c) (Me?, CallPointer?, I, O?) -> usher_status
    public typealias FDS = @convention(c) (Me?, CallPointer?, D, S) -> usher_status
    public typealias FDI = @convention(c) (Me?, CallPointer?, D, I) -> usher_status
    public typealias FDD = @convention(c) (Me?, CallPointer?, D, D) -> usher_status
    public typealias FDB = @convention(c) (Me?, CallPointer?, D, B) -> usher_status
    public typealias FDO = @convention(c) (Me?, CallPointer?, D, O?) -> usher_status
    public typealias FBS = @convention(c) (Me?, CallPointer?, B, S) -> usher_status
    public typealias FBI = @convention(c) (Me?, CallPointer?, B, I) -> usher_status
    public typealias FBD = @convention(c) (Me?, CallPointer?, B, D) -> usher_status
    public typealias FBB = @convention(c) (Me?, CallPointer?, B, B) -> usher_status
    public typealias FBO = @convention(c) (Me?, CallPointer?, B, O?) -> usher_status
    public typealias FOS = @convention(c) (Me?, CallPointer?, O?, S) -> usher_status
    public typealias FOI = @convention(c) (Me?, CallPointer?, O?, I) -> usher_status
    public typealias FOD = @convention(c) (Me?, CallPointer?, O?, D) -> usher_status
    public typealias FOB = @convention(c) (Me?, CallPointer?, O?, B) -> usher_status
    public typealias FOO = @convention(c) (Me?, CallPointer?, O?, O?) -> usher_status
    public typealias FSSS = @convention(c) (Me?, CallPointer?, S, S, S) -> usher_status
    public typealias FSSI = @convention(c) (Me?, CallPointer?, S, S, I) -> usher_status
    public typealias FSSD = @convention(c) (Me?, CallPointer?, S, S, D) -> usher_status
    public typealias FSSB = @convention(c) (Me?, CallPointer?, S, S, B) -> usher_status
    public typealias FSSO = @convention(c) (Me?, CallPointer?, S, S, O?) -> usher_status
    public typealias FSIS = @convention(c) (Me?, CallPointer?, S, I, S) -> usher_status
    public typealias FSII = @convention(c) (Me?, CallPointer?, S, I, I) -> usher_status
    public typealias FSID = @convention(c) (Me?, CallPointer?, S, I, D) -> usher_status
    public typealias FSIB = @convention(c) (Me?, CallPointer?, S, I, B) -> usher_status
    public typealias FSIO = @convention(c) (Me?, CallPointer?, S, I, O?) -> usher_status
    public typealias FSDS = @convention(c) (Me?, CallPointer?, S, D, S) -> usher_status
    public typealias FSDI = @convention(c) (Me?, CallPointer?, S, D, I) -> usher_status
    public typealias FSDD = @convention(c) (Me?, CallPointer?, S, D, D) -> usher_status
    public typealias FSDB = @convention(c) (Me?, CallPointer?, S, D, B) -> usher_status
    public typealias FSDO = @convention(c) (Me?, CallPointer?, S, D, O?) -> usher_status
    public typealias FSBS = @convention(c) (Me?, CallPointer?, S, B, S) -> usher_status
    public typealias FSBI = @convention(c) (Me?, CallPointer?, S, B, I) -> usher_status
    public typealias FSBD = @convention(c) (Me?, CallPointer?, S, B, D) -> usher_status
    public typealias FSBB = @convention(c) (Me?, CallPointer?, S, B, B) -> usher_status
    public typealias FSBO = @convention(c) (Me?, CallPointer?, S, B, O?) -> usher_status
    public typealias FSOS = @convention(c) (Me?, CallPointer?, S, O?, S) -> usher_status
    public typealias FSOI = @convention(c) (Me?, CallPointer?, S, O?, I) -> usher_status
    public typealias FSOD = @convention(c) (Me?, CallPointer?, S, O?, D) -> usher_status
    public typealias FSOB = @convention(c) (Me?, CallPointer?, S, O?, B) -> usher_status
    public typealias FSOO = @convention(c) (Me?, CallPointer?, S, O?, O?) -> usher_status

    // No parameter.
    public init<P>(_ action: Action<P>, _ function: F) { self.init(of: action, function) }

    // One parameter.
    public init<P, X>(_ action: Action<P, X>, _ function: FS)
    where X.Passed == S { self.init(of: action, function) }
    public init<P, X>(_ action: Action<P, X>, _ function: FI)
    where X.Passed == I { self.init(of: action, function) }
    public init<P, X>(_ action: Action<P, X>, _ function: FD)
    where X.Passed == D { self.init(of: action, function) }
    public init<P, X>(_ action: Action<P, X>, _ function: FB)
    where X.Passed == B { self.init(of: action, function) }
    public init<P, X>(_ action: Action<P, X>, _ function: FO)
    where X.Passed == O? { self.init(of: action, function) }

    // Two parameters.
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FSS)
    where X.Passed == S, Y.Passed == S { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FSI)
    where X.Passed == S, Y.Passed == I { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FSD)
    where X.Passed == S, Y.Passed == D { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FSB)
    where X.Passed == S, Y.Passed == B { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FSO)
    where X.Passed == S, Y.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FIS)
    where X.Passed == I, Y.Passed == S { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FII)
    where X.Passed == I, Y.Passed == I { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FID)
    where X.Passed == I, Y.Passed == D { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FIB)
    where X.Passed == I, Y.Passed == B { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FIO)
    where X.Passed == I, Y.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FDS)
    where X.Passed == D, Y.Passed == S { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FDI)
    where X.Passed == D, Y.Passed == I { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FDD)
    where X.Passed == D, Y.Passed == D { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FDB)
    where X.Passed == D, Y.Passed == B { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FDO)
    where X.Passed == D, Y.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FBS)
    where X.Passed == B, Y.Passed == S { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FBI)
    where X.Passed == B, Y.Passed == I { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FBD)
    where X.Passed == B, Y.Passed == D { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FBB)
    where X.Passed == B, Y.Passed == B { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FBO)
    where X.Passed == B, Y.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FOS)
    where X.Passed == O?, Y.Passed == S { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FOI)
    where X.Passed == O?, Y.Passed == I { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FOD)
    where X.Passed == O?, Y.Passed == D { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FOB)
    where X.Passed == O?, Y.Passed == B { self.init(of: action, function) }
    public init<P, X, Y>(_ action: Action<P, X, Y>, _ function: FOO)
    where X.Passed == O?, Y.Passed == O? { self.init(of: action, function) }

    // Three parameters.
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSSS)
    where X.Passed == S, Y.Passed == S, Z.Passed == S { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSSI)
    where X.Passed == S, Y.Passed == S, Z.Passed == I { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSSD)
    where X.Passed == S, Y.Passed == S, Z.Passed == D { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSSB)
    where X.Passed == S, Y.Passed == S, Z.Passed == B { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSSO)
    where X.Passed == S, Y.Passed == S, Z.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSIS)
    where X.Passed == S, Y.Passed == I, Z.Passed == S { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSII)
    where X.Passed == S, Y.Passed == I, Z.Passed == I { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSID)
    where X.Passed == S, Y.Passed == I, Z.Passed == D { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSIB)
    where X.Passed == S, Y.Passed == I, Z.Passed == B { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSIO)
    where X.Passed == S, Y.Passed == I, Z.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSDS)
    where X.Passed == S, Y.Passed == D, Z.Passed == S { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSDI)
    where X.Passed == S, Y.Passed == D, Z.Passed == I { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSDD)
    where X.Passed == S, Y.Passed == D, Z.Passed == D { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSDB)
    where X.Passed == S, Y.Passed == D, Z.Passed == B { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSDO)
    where X.Passed == S, Y.Passed == D, Z.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSBS)
    where X.Passed == S, Y.Passed == B, Z.Passed == S { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSBI)
    where X.Passed == S, Y.Passed == B, Z.Passed == I { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSBD)
    where X.Passed == S, Y.Passed == B, Z.Passed == D { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSBB)
    where X.Passed == S, Y.Passed == B, Z.Passed == B { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSBO)
    where X.Passed == S, Y.Passed == B, Z.Passed == O? { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSOS)
    where X.Passed == S, Y.Passed == O?, Z.Passed == S { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSOI)
    where X.Passed == S, Y.Passed == O?, Z.Passed == I { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSOD)
    where X.Passed == S, Y.Passed == O?, Z.Passed == D { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSOB)
    where X.Passed == S, Y.Passed == O?, Z.Passed == B { self.init(of: action, function) }
    public init<P, X, Y, Z>(_ action: Action<P, X, Y, Z>, _ function: FSOO)
    where X.Passed == S, Y.Passed == O?, Z.Passed == O? { self.init(of: action, function) }
}
