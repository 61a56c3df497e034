import UsherDomain

/// The codes of redemptions whose use is not set aside yet. In memory only: a code is a secret, and after a crash the person
/// brings it again.
public actor CodesInHand {
    private var codes: [RedemptionID: Secret<String>] = [:]

    /// Holds nothing.
    public init() {}

    func put(_ code: Secret<String>, for id: RedemptionID) {
        codes[id] = code
    }

    func take(for id: RedemptionID) -> Secret<String>? {
        codes.removeValue(forKey: id)
    }
}
