/// Metrics in Prometheus' text format, version 0.0.4: metrics of one name stand together, under one HELP and one TYPE line.
enum MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func text(_ metrics: [Metric]) -> String {
        var names: [String] = []
        var families: [String: [Metric]] = [:]
        for metric in metrics {
            if families[metric.name] == nil { names.append(metric.name) }
            families[metric.name, default: []].append(metric)
        }
        var text = ""
        for name in names {
            guard let family = families[name], let first = family.first else { continue }
            text += "# HELP \(name) \(escaped(first.help, quotes: false))\n# TYPE \(name) \(first.kind.rawValue)\n"
            for metric in family { text += line(metric) }
        }
        return text
    }

    private static func line(_ metric: Metric) -> String {
        let labels = metric.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
        let value =
            metric.value.rounded() == metric.value && abs(metric.value) < 1e15 ? "\(Int64(metric.value))" : "\(metric.value)"
        return labels.isEmpty ? "\(metric.name) \(value)\n" : "\(metric.name){\(labels)} \(value)\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
