import Glibc

/// An IP address as numbers.
public enum IPAddress: Hashable, Sendable {
    /// In host order: 127.0.0.1 is `0x7f000001`.
    case v4(UInt32)
    /// The upper and the lower eight bytes, in host order.
    case v6(high: UInt64, low: UInt64)

    /// Parses the textual form of inet_pton(3): four decimal numbers, or an IPv6 address without brackets and without a zone.
    public init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self = withUnsafeBytes(of: v6) { Self(v6Bytes: $0) }
        } else {
            return nil
        }
    }

    /// Reads a socket address of `length` bytes; `nil` for a family other than IPv4 and IPv6.
    ///
    /// The memory is only read during the call.
    public init?(socketAddress bytes: UnsafeRawPointer, length: Int) {
        guard length >= MemoryLayout<sockaddr>.size else { return nil }
        switch Int32(bytes.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            self = .v4(UInt32(bigEndian: bytes.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            let address = bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = withUnsafeBytes(of: address) { Self(v6Bytes: $0) }
        default:
            return nil
        }
    }

    private init(v6Bytes bytes: UnsafeRawBufferPointer) {
        self = .v6(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
