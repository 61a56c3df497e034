import UsherWire

// What a worker sends, and what a daemon sends: whatever the bytes are, readers answer or throw. The first byte chooses one.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count > 0 else { return 0 }
    let input = UnsafeRawBufferPointer(start: start + 1, count: count - 1)
    switch start[0] % 4 {
    case 0: readReports(input)
    case 1: readOrders(input)
    case 2: readJSON(input)
    default: readStream(input)
    }
    return 0
}

private func readReports(_ bytes: UnsafeRawBufferPointer) {
    do throws(WireFault) {
        var reader = FrameReader(bytes)
        _ = try Report(try FrameHead(from: &reader), &reader)
    } catch {
        return
    }
}

private func readOrders(_ bytes: UnsafeRawBufferPointer) {
    do throws(WireFault) {
        var reader = FrameReader(bytes)
        let order = try BorrowedOrder(try FrameHead(from: &reader), &reader)
        if case .call(_, _, .evaluate(let evaluation)) = order {
            try evaluation.forEach { _ = $0.accountID.first }
        }
    } catch {
        return
    }
}

private func readJSON(_ bytes: UnsafeRawBufferPointer) {
    guard let document = JSONText(bytes) else { return }
    var quoted: [UInt8] = []
    JSONText.quote(document.value.text, into: &quoted)
    // What was quoted is JSON again, and reads back as it was.
    quoted.withUnsafeBytes { quoted in
        guard let again = JSONText(quoted)?.value.string else { preconditionFailure("a quoted text is no JSON string") }
        precondition(again.elementsEqual(document.value.text), "a quoted text reads back as another")
    }
    document.value.forEachMember { name, value in
        _ = name?.string
        _ = value.string
    }
}

/// The bytes in portions, as a socket would deliver them: the frames come out the same.
private func readStream(_ bytes: UnsafeRawBufferPointer) {
    var buffer = FrameBuffer()
    var offset = 0
    do throws(WireFault) {
        while offset < bytes.count {
            let portion = min(bytes.count - offset, 1 + offset % 13)
            _ = buffer.fill { room in
                room.copyBytes(from: bytes[offset..<(offset + portion)])
                return portion
            }
            offset += portion
            while let frame = try buffer.nextCopy() { precondition(frame.count >= FrameHead.bytes) }
        }
    } catch {
        return
    }
}
