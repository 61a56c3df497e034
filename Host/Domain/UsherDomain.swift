/// The domain: the words of Usher as values, the rules that decide over them, and the ports through which the rest of the house
/// is reached.
///
/// - In here: values, pure decisions (``Redemption``, ``Decision``), protocols with their contracts (`Ports/`).
/// - Not in here: I/O, time that passes, randomness, threads. Whoever needs them gets them as a parameter.
/// - Imports: the standard library. Every other target may import this one.
public enum UsherDomain {}
