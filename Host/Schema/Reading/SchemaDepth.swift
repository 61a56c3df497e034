/// How deep schemas lead, references followed. One that leads back to itself has no end.
enum SchemaDepth {
    static func check(_ nodes: [SchemaNode], from starts: [Int]) throws(SchemaFault) {
        var depths: [Int?] = Array(repeating: nil, count: nodes.count)
        for start in starts { _ = try depth(of: start, in: nodes, &depths, above: 0) }
    }

    private static func depth(
        of node: Int, in nodes: [SchemaNode], _ depths: inout [Int?], above: Int
    ) throws(SchemaFault) -> Int {
        var depth = depths[node] ?? 0
        if depths[node] == nil, above < SchemaLimit.depth {
            for child in nodes[node].children {
                depth = max(depth, try self.depth(of: child, in: nodes, &depths, above: above + 1))
            }
            depth += 1
        }
        guard above < SchemaLimit.depth, above + depth <= SchemaLimit.depth else {
            throw SchemaFault(
                .unsupported,
                "has more than \(SchemaLimit.depth) levels, or a $ref in it leads back to itself: no form can show that"
            )
        }
        depths[node] = depth
        return depth
    }
}
