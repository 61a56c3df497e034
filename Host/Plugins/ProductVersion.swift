internal import UsherWire

/// The version of this product, which the daemon and its workers tell.
public enum ProductVersion {
    /// For people and logs.
    public static let text = UsherWire.productVersion
}
