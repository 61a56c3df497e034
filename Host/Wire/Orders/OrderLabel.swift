/// What a worker must know of an order to decide when its turn is: read without the rest.
public struct OrderLabel: Hashable, Sendable {
    /// How much company an order bears.
    public enum Company: Hashable, Sendable {
        /// It runs alone on its instance.
        case none
        /// It runs beside others, within the limits.
        case calls
        /// It runs beside others, outside the limits.
        case everything
    }

    public let call: UInt64
    public let instance: UInt32
    public let company: Company

    public init(call: UInt64, instance: UInt32, company: Company) {
        self.call = call
        self.instance = instance
        self.company = company
    }

    /// Reads the label of a create, destroy or call; `reader` stands behind the head of the frame.
    public init(_ head: FrameHead, _ reader: inout FrameReader) throws(WireFault) {
        call = head.call
        instance = try reader.u32()
        switch head.type {
        case .create, .destroy:
            company = .none
        case .call:
            _ = try reader.i64()
            company = try reader.u8() == Function.watch.rawValue ? .everything : .calls
        default:
            throw .unknownValue
        }
    }
}
