// Headers of HTTP on the wire: a number of pairs, then name, value, name, value ….

extension FrameWriter {
    mutating func headers(_ headers: [String]) {
        count(headers.count / 2, atMost: Limit.headers)
        for (index, text) in headers.enumerated() {
            self.text(text, atMost: index.isMultiple(of: 2) ? Limit.headerName : Limit.headerValue)
        }
    }

    /// Whoever calls this has checked the lengths.
    mutating func headers(_ headers: [UnsafeRawBufferPointer]) {
        count(headers.count / 2, atMost: Limit.headers)
        for text in headers { bytes(text) }
    }
}

extension FrameReader {
    mutating func borrowedHeaders() throws(WireFault) -> [UnsafeRawBufferPointer] {
        var headers: [UnsafeRawBufferPointer] = []
        for _ in 0..<(try count(atMost: Limit.headers)) {
            headers.append(try borrowed(atMost: Limit.headerName))
            headers.append(try borrowed(atMost: Limit.headerValue))
        }
        return headers
    }

    mutating func headers() throws(WireFault) -> [String] {
        var headers: [String] = []
        for _ in 0..<(try count(atMost: Limit.headers)) {
            headers.append(try text(atMost: Limit.headerName))
            headers.append(try text(atMost: Limit.headerValue))
        }
        return headers
    }
}
