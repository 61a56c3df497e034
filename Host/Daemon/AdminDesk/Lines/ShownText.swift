/// Text that others wrote (names of rooms, IDs, reasons) on an admin's terminal.
extension String {
    /// Without signs that steer a terminal or turn the direction of text: each is shown as U+FFFD.
    var shown: String {
        var text = ""
        for scalar in unicodeScalars { text.unicodeScalars.append(Self.steers(scalar) ? "\u{fffd}" : scalar) }
        return text
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// Rows in columns, for terminals.
enum Columns {
    /// One line for each row, each column as wide as its widest cell, two spaces between them. Cells are shown as they are safe.
    static func lines(_ rows: [[String]]) -> [String] {
        let cells = rows.map { $0.map(\.shown) }
        let count = cells.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return cells.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
            }
            return line
        }
    }
}
