/// What a call asks of usher.secrets.
public enum SecretRequest: Hashable, Sendable {
    case get(name: String)
    case put(name: String, value: [UInt8])
    case delete(name: String)
    /// Whether `mac`, in hexadecimal digits, is the HMAC of `data` under the secret.
    case verify(name: String, algorithm: String, data: [UInt8], mac: String)

    init(from reader: inout FrameReader) throws(WireFault) {
        switch try reader.u8() {
        case 1:
            self = .get(name: try reader.text(atMost: Limit.secretName))
        case 2:
            self = .put(name: try reader.text(atMost: Limit.secretName), value: try reader.bytes(atMost: Limit.secret))
        case 3:
            self = .delete(name: try reader.text(atMost: Limit.secretName))
        case 4:
            self = .verify(
                name: try reader.text(atMost: Limit.secretName), algorithm: try reader.text(atMost: Limit.algorithm),
                data: try reader.bytes(atMost: Limit.body), mac: try reader.text(atMost: Limit.mac))
        default:
            throw .unknownValue
        }
    }
}

/// A ``SecretRequest`` as the worker sends it.
public enum BorrowedSecretRequest {
    case get(name: UnsafeRawBufferPointer)
    case put(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
    case delete(name: UnsafeRawBufferPointer)
    case verify(
        name: UnsafeRawBufferPointer, algorithm: UnsafeRawBufferPointer, data: UnsafeRawBufferPointer,
        mac: UnsafeRawBufferPointer)

    func write(to writer: inout FrameWriter) {
        switch self {
        case .get(let name):
            writer.u8(1)
            writer.bytes(name)
        case .put(let name, let value):
            writer.u8(2)
            writer.bytes(name)
            writer.bytes(value)
        case .delete(let name):
            writer.u8(3)
            writer.bytes(name)
        case .verify(let name, let algorithm, let data, let mac):
            writer.u8(4)
            for field in [name, algorithm, data, mac] { writer.bytes(field) }
        }
    }
}
