/// The server: HTTP in, use cases out.
///
/// - In here: routes (one file per request, a folder per area), middleware, problem details (RFC 9457), the static files of the
///   web pages.
/// - Not in here: SQL, Matrix, plugins: a route calls the engine and nothing else. No GET changes anything (law 8).
/// - Imports: UsherDomain, UsherEngine, Hummingbird.
public enum UsherServer {}
