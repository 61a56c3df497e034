extension String {
    /// The text with a space for every character that steers what shows it: what a plugin says must stay one line, must not steer
    /// a terminal, and must not turn the writing of what follows around.
    var plain: String {
        guard unicodeScalars.contains(where: \.steers) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.steers ? " " : $0 }))
    }
}

extension Unicode.Scalar {
    /// Control characters, ends of lines and paragraphs, and what sets the direction of writing.
    fileprivate var steers: Bool {
        switch value {
        case 0x20...0x7e: false
        case 0x2028, 0x2029, 0x202a...0x202e, 0x2066...0x2069: true
        default: properties.generalCategory == .control
        }
    }
}
