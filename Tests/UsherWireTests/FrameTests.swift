import Testing
import UsherWire

@Suite("Frames in a stream")
struct FrameTests {
    /// Feeds bytes in portions and collects the calls of the frames that come out.
    private func calls(_ bytes: [UInt8], portion: Int) throws -> [UInt64] {
        var buffer = FrameBuffer()
        var fed = 0
        var calls: [UInt64] = []
        while fed < bytes.count {
            fed += buffer.fill { room in
                let count = min(portion, bytes.count - fed, room.count)
                room.copyBytes(from: bytes[fed..<(fed + count)])
                return count
            }
            while let call = try buffer.next({ (head, _) throws(WireFault) in head.call }) { calls.append(call) }
        }
        #expect(buffer.count == 0)
        return calls
    }

    @Test("Frames come out whole and in order, however the bytes arrive", arguments: [1, 3, 16, 17, 1_000, 1_000_000])
    func portions(size: Int) throws {
        var writer = FrameWriter()
        for call in 1...50 {
            let config = String(repeating: "c", count: call * call * 20)
            try Order.create(instance: 0, deadline: 0, config: config, claimPrefix: "").write(to: &writer, call: UInt64(call))
        }
        #expect(try calls(Array(writer.bytes), portion: size) == Array(1...50))
    }

    @Test("A frame larger than every buffer so far arrives too, and the buffer serves on")
    func largeFrame() throws {
        var writer = FrameWriter()
        let value = [UInt8](repeating: 7, count: Limit.value)
        for call in 1...5 { try Order.reply(ServiceReply(.ok, .value(version: 0, value))).write(to: &writer, call: UInt64(call)) }
        try Order.cancel.write(to: &writer, call: 6)
        #expect(try calls(Array(writer.bytes), portion: 60_000) == Array(1...6))
    }

    @Test(
        "A length that no frame has is refused before any memory is taken for it",
        arguments: [0, 11, 0x0100_0000, 0x7fff_ffff, 0xffff_ffff] as [UInt32])
    func badLength(length: UInt32) throws {
        var buffer = FrameBuffer()
        _ = buffer.fill { room in
            room.storeBytes(of: length.littleEndian, as: UInt32.self)
            return 4
        }
        #expect(throws: WireFault.self) { try buffer.nextCopy() }
    }

    @Test("A frame of an unknown type or with flags is refused")
    func badHead() throws {
        var writer = FrameWriter()
        try Order.cancel.write(to: &writer, call: 1)
        for (index, value) in [(4, 99), (5, 1), (6, 1), (7, 1)] as [(Int, UInt8)] {
            var bytes = Array(writer.bytes)
            bytes[index] = value
            #expect(throws: WireFault.self) { try Samples.order(bytes) }
        }
    }
}
