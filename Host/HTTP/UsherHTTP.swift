/// The only way out of the house by HTTP: libcurl on one thread of its own, behind an address policy.
///
/// - In here: ``HTTPClient`` and the values it takes and gives, ``AddressPolicy`` (which addresses may be connected to at all),
///   ``TrustStore`` (which certificate authorities are believed), and the small grammars of HTTP that callers need.
/// - Not in here: what a request means (UsherMatrix, UsherPlugins), retries, caches, redirects, cookies, credentials.
/// - Imports: UsherDomain, CCurl. Nothing else in the house may open a connection to another machine.
public enum UsherHTTP {}
