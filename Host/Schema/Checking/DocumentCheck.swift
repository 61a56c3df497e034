/// One check of one document. Recursion goes down the schema only, whose depth is limited.
struct DocumentCheck {
    private let nodes: [SchemaNode]
    private var found: [String] = []
    /// More are not looked for: one is enough to know that an alternative does not fit.
    private var foundMax = SchemaLimit.problems
    private var stepsLeft = SchemaLimit.steps

    init(_ nodes: [SchemaNode]) {
        self.nodes = nodes
    }

    mutating func problems(of value: Value, _ root: Int) -> [String] {
        check(value, root, at: .top)
        return stepsLeft > 0 ? found : ["it is too large to be checked"]
    }

    private var isOver: Bool { stepsLeft <= 0 || found.count >= foundMax }

    private mutating func report(_ text: String, at place: Place) {
        if found.count < foundMax { found.append(place.sentence(text)) }
    }

    private mutating func check(_ value: Value, _ number: Int, at place: Place) {
        stepsLeft -= 1
        guard !isOver else { return }
        let node = nodes[number]
        guard !node.isNever else { return report("must not be there", at: place) }
        if let types = node.types, !types.allows(value) {
            // Whatever else is wanted is wanted of another type.
            return report("must be \(types.words)", at: place)
        }
        checkChoices(value, node, at: place)
        switch value {
        case .object(let members): checkMembers(members, node, at: place)
        case .list(let values): checkItems(values, node, at: place)
        case .text(let bytes): checkLength(bytes, node, at: place)
        case .number(let number): checkBounds(number, node, at: place)
        case .null, .bool: break
        }
        if let reference = node.reference { check(value, reference, at: place) }
        if !node.anyOf.isEmpty, fitting(value, node.anyOf, enough: 1) == 0 {
            report(wanted(of: node.anyOf), at: place)
        }
        guard !node.oneOf.isEmpty else { return }
        switch fitting(value, node.oneOf, enough: 2) {
        case 0: report(wanted(of: node.oneOf), at: place)
        case 1: break
        default: report("must fit only one of the allowed forms, and fits several", at: place)
        }
    }

    private mutating func checkChoices(_ value: Value, _ node: SchemaNode, at place: Place) {
        if let choices = node.choices {
            stepsLeft -= choices.count * value.weight
            if !choices.contains(value) { report(Self.wanted(choices), at: place) }
        }
        if let constant = node.constant {
            stepsLeft -= value.weight
            if constant != value { report(Self.wanted([constant]), at: place) }
        }
    }

    private mutating func checkMembers(_ members: [Value.Member], _ node: SchemaNode, at place: Place) {
        stepsLeft -= node.required.count + members.reduce(0) { $0 + 1 + $1.name.count / 64 }
        guard !isOver else { return }
        let there = Set(members.map(\.name))
        for name in node.required where !there.contains(name) { report("is missing", at: place.then(name: name)) }
        for member in members {
            guard !isOver else { return }
            let inside = place.then(name: member.name)
            if let property = node.properties[member.name] {
                check(member.value, property, at: inside)
            } else if let additional = node.additional {
                if nodes[additional].isNever {
                    report(Self.unknown(among: node), at: inside)
                } else {
                    check(member.value, additional, at: inside)
                }
            }
        }
        checkCount(members.count, node.membersMin, node.membersMax, "members", at: place)
    }

    private mutating func checkItems(_ values: [Value], _ node: SchemaNode, at place: Place) {
        if let items = node.items {
            for (index, value) in values.enumerated() {
                guard !isOver else { return }
                check(value, items, at: place.then(index: index))
            }
        }
        checkCount(values.count, node.itemsMin, node.itemsMax, "elements", at: place)
        guard node.isUnique else { return }
        var seen: Set<Value> = []
        for (index, value) in values.enumerated() {
            stepsLeft -= value.weight
            guard !isOver else { return }
            if !seen.insert(value).inserted { report("must not be there twice", at: place.then(index: index)) }
        }
    }

    private mutating func checkLength(_ bytes: [UInt8], _ node: SchemaNode, at place: Place) {
        guard node.lengthMin > 0 || node.lengthMax < .max else { return }
        stepsLeft -= bytes.count / 64
        // Characters as JSON Schema counts them: Unicode scalars.
        checkCount(bytes.count { $0 & 0xc0 != 0x80 }, node.lengthMin, node.lengthMax, "characters", at: place)
    }

    private mutating func checkCount(_ count: Int, _ min: Int, _ max: Int, _ what: String, at place: Place) {
        if count < min { report("must have at least \(min) \(what)", at: place) }
        if count > max { report("must have at most \(max) \(what)", at: place) }
    }

    private mutating func checkBounds(_ number: ExactNumber, _ node: SchemaNode, at place: Place) {
        if let minimum = node.minimum, number < minimum { report("must be at least \(minimum)", at: place) }
        if let maximum = node.maximum, maximum < number { report("must be at most \(maximum)", at: place) }
        if let above = node.above, number <= above { report("must be more than \(above)", at: place) }
        if let below = node.below, below <= number { report("must be less than \(below)", at: place) }
    }

    /// How many of the alternatives fit, counted up to `enough`.
    private mutating func fitting(_ value: Value, _ alternatives: [Int], enough: Int) -> Int {
        let (kept, keptMax) = (found, foundMax)
        defer { (found, foundMax) = (kept, keptMax) }
        var count = 0
        for alternative in alternatives where count < enough {
            (found, foundMax) = ([], 1)
            check(value, alternative, at: .top)
            if found.isEmpty { count += 1 }
        }
        return count
    }

    // MARK: Words

    private func wanted(of alternatives: [Int]) -> String {
        let values = alternatives.compactMap { nodes[$0].constant }
        if values.count == alternatives.count { return Self.wanted(values) }
        let types = alternatives.compactMap { nodes[$0].types }
        guard types.count == alternatives.count, Set(types).count == types.count else {
            return "must fit one of the allowed forms"
        }
        let all = types.reduce(into: SchemaNode.Types()) { $0.formUnion($1) }
        return "must be \(all.words), in one of the allowed forms"
    }

    private static func wanted(_ values: [Value]) -> String { "must be \(Shown.list(values.map(Shown.value)))" }

    private static func unknown(among node: SchemaNode) -> String {
        let known = node.properties.keys.map(Shown.name).sorted()
        return known.isEmpty ? "is not known here" : "is not known here; known are \(Shown.list(known, "and"))"
    }
}

extension SchemaNode.Types {
    func allows(_ value: Value) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.bool)
        case .number(let number): contains(.number) || contains(.whole) && number.isWhole
        case .text: contains(.text)
        case .list: contains(.list)
        case .object: contains(.object)
        }
    }

    /// For people.
    var words: String { Shown.list(Self.all.filter { contains($0.type) }.map(\.words)) }
}
