extension String {
    /// The text with a space for every control character: what a plugin says must stay one line, and must not steer a terminal.
    var plain: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
