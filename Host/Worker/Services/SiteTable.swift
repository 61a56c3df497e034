internal import PluginABI
internal import UsherWire

/// usher.site/1: addresses of the host's pages, made of what the daemon said when it made the instance.
enum SiteTable {
    static func make() -> UnsafeRawPointer {
        let table = UnsafeMutablePointer<usher_svc_site>.allocate(capacity: 1)
        table.initialize(
            to: usher_svc_site(
                size: UInt32(MemoryLayout<usher_svc_site>.size),
                reserved: 0,
                claim_url: { SiteTable.claimURL($0, $1, $2) }))
        return UnsafeRawPointer(table)
    }

    private static func claimURL(
        _ handle: UnsafeMutablePointer<usher_call>?, _ code: usher_str, _ output: UnsafeMutablePointer<usher_str>?
    ) -> usher_status {
        guard let output, let code = code.borrowed, !code.isEmpty, code.isUTF8 else { return StatusCode.invalid.rawValue }
        guard code.count <= Limit.field else { return StatusCode.limit.rawValue }
        return Runtime.shared.withCall(handle, else: StatusCode.invalid.rawValue) { call in
            let url = call.claimPrefix + percentEncoded(code)
            guard let kept = url.withUnsafeBytes({ call.keep($0) }) else { return StatusCode.limit.rawValue }
            output.pointee = kept
            return StatusCode.ok.rawValue
        }
    }

    /// Everything but RFC 3986's unreserved characters as `%XX`.
    private static func percentEncoded(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return encoded
    }
}
