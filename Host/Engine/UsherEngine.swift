/// The engine: what Usher does, one use case per file, and the loop that carries it out.
///
/// - In here: use cases (``ProveIdentity``, ``DescribeClaim``, ``RedeemClaim``), the pass over one redemption
///   (``SettleRedemption``) and the level-triggered loop around it (``Reconciler``, ``WorkSchedule``).
/// - Not in here: HTTP, SQL, Matrix, plugins. They are reached through the ports of UsherDomain.
/// - Imports: UsherDomain, and swift-log for the loop's own report.
public enum UsherEngine {}
