/// Which addresses may be connected to. A server name comes from a stranger, so by default it must not lead into our own
/// network: the policy judges the very address that is connected to, after DNS, so an answer that changes cannot slip by.
public enum AddressPolicy: Hashable, Sendable {
    /// Only addresses of the public internet.
    case publicOnly
    /// Every address: for servers that an admin named in the configuration.
    case any

    /// Whether a connection to `address` may be made.
    public func allows(_ address: IPAddress) -> Bool {
        switch self {
        case .any: true
        case .publicOnly: Self.isPublic(address)
        }
    }

    private static func isPublic(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let bits):
            return !forbiddenV4.contains { $0.contains(bits) }
        case .v6(let high, let low):
            // ::ffff:a.b.c.d is the IPv4 address a.b.c.d to the kernel.
            if high == 0, low >> 32 == 0xffff { return isPublic(.v4(UInt32(truncatingIfNeeded: low))) }
            // Global unicast is 2000::/3 (RFC 4291, section 2.4, and IANA's registry). That alone excludes ::, ::1, fe80::/10,
            // fec0::/10, fc00::/7, ff00::/8, 100::/64, and the NAT64 prefixes 64:ff9b::/96 and 64:ff9b:1::/48.
            guard high >> 61 == 0b001 else { return false }
            return !forbiddenV6.contains { $0.contains(high) }
        }
    }

    private struct V4Range {
        let base: UInt32
        let bits: Int

        init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ bits: Int) {
            base = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
            self.bits = bits
        }

        func contains(_ address: UInt32) -> Bool { (address ^ base) >> (32 - bits) == 0 }
    }

    /// A range no narrower than /64, so that the upper half of an address decides.
    private struct V6Range {
        let base: UInt64
        let bits: Int

        func contains(_ high: UInt64) -> Bool { (high ^ base) >> (64 - bits) == 0 }
    }

    /// IANA's special-purpose registry (RFC 6890 and its updates), multicast and the reserved rest.
    private static let forbiddenV4: [V4Range] = [
        V4Range(0, 0, 0, 0, 8),  // this network
        V4Range(10, 0, 0, 0, 8),  // private
        V4Range(100, 64, 0, 0, 10),  // carrier-grade NAT
        V4Range(127, 0, 0, 0, 8),  // loopback
        V4Range(169, 254, 0, 0, 16),  // link-local, with the metadata services of clouds
        V4Range(172, 16, 0, 0, 12),  // private
        V4Range(192, 0, 0, 0, 24),  // protocol assignments
        V4Range(192, 0, 2, 0, 24),  // documentation
        V4Range(192, 88, 99, 0, 24),  // 6to4 relays
        V4Range(192, 168, 0, 0, 16),  // private
        V4Range(198, 18, 0, 0, 15),  // benchmarks
        V4Range(198, 51, 100, 0, 24),  // documentation
        V4Range(203, 0, 113, 0, 24),  // documentation
        V4Range(224, 0, 0, 0, 4),  // multicast
        V4Range(240, 0, 0, 0, 4),  // reserved, and broadcast
    ]

    /// What lies inside 2000::/3 and is still not the public internet, or wraps an IPv4 address.
    private static let forbiddenV6: [V6Range] = [
        V6Range(base: 0x2001_0000_0000_0000, bits: 23),  // protocol assignments: Teredo, benchmarks, ORCHID
        V6Range(base: 0x2001_0db8_0000_0000, bits: 32),  // documentation
        V6Range(base: 0x2002_0000_0000_0000, bits: 16),  // 6to4
        V6Range(base: 0x3fff_0000_0000_0000, bits: 20),  // documentation
    ]
}
