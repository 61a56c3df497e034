/// Where a string lies in a JSON text, for those that are compared more often than read.
struct JSONSpan: Hashable {
    /// Its bytes, without the quotes.
    let content: Range<Int>
    let isEscaped: Bool
}
