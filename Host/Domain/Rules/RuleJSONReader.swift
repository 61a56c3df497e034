/// Reads the JSON form of a rule, up to the first problem.
struct RuleJSONReader {
    private static let kinds = ["all", "any", "not", "named", "instance", "requirement", "empty"]

    private var requirementCount = 0

    mutating func rule(_ tree: JSONTree, at pointer: String, depth: Int) throws(JSONRefusal) -> Rule {
        guard case .object(let members) = tree else {
            throw JSONRefusal(
                "a rule is an object: `{\"all\":[...]}`, `{\"any\":[...]}`, `{\"not\":{...}}`, `{\"named\":\"instance:name\"}`, "
                    + "`{\"instance\":\"...\",\"requirement\":{...}}` or `{\"empty\":true}`", pointer: pointer)
        }
        for member in members where !Self.kinds.contains(member.name) {
            let near = NearestWord.of(member.name, among: Self.kinds).map { ": did you mean \"\($0)\"?" } ?? ""
            throw JSONRefusal(
                "unknown member\(near.isEmpty ? ": a rule has one of \(Self.kinds.joined(separator: ", "))" : near)",
                pointer: pointer + JSONRefusal.token(member.name))
        }
        if tree.member("instance") != nil || tree.member("requirement") != nil {
            return try requirement(tree, members.count, at: pointer)
        }
        guard members.count == 1, let member = members.first else {
            throw JSONRefusal(
                members.isEmpty
                    ? "this rule says nothing: write {\"empty\":true} for one that admits nobody and removes nobody"
                    : "one of \(members.map(\.name).sorted().joined(separator: ", ")) is enough: nest the rules",
                pointer: pointer)
        }
        let place = "\(pointer)/\(member.name)"
        switch member.name {
        case "all": return .all(try parts(member.value, at: place, depth: depth))
        case "any": return .any(try parts(member.value, at: place, depth: depth))
        case "not":
            try checkDepth(depth, at: place)
            return .not(try rule(member.value, at: place, depth: depth + 1))
        case "named": return .named(try name(member.value, at: place))
        default:
            guard case .bool(true) = member.value else {
                throw JSONRefusal("an empty rule is written {\"empty\":true}", pointer: place)
            }
            return .empty
        }
    }

    private mutating func parts(_ tree: JSONTree, at pointer: String, depth: Int) throws(JSONRefusal) -> [Rule] {
        guard case .array(let elements) = tree else { throw JSONRefusal("expected a list of rules", pointer: pointer) }
        guard !elements.isEmpty else {
            throw JSONRefusal(
                "a list of rules has at least one: for a rule that admits nobody and removes nobody, write {\"empty\":true}",
                pointer: pointer)
        }
        try checkDepth(depth, at: pointer)
        var rules: [Rule] = []
        for (index, element) in elements.enumerated() {
            rules.append(try rule(element, at: "\(pointer)/\(index)", depth: depth + 1))
        }
        return rules
    }

    private func checkDepth(_ depth: Int, at pointer: String) throws(JSONRefusal) {
        guard depth < Rule.depthMax else {
            throw JSONRefusal("nested too deeply: at most \(Rule.depthMax) levels of all, any and not", pointer: pointer)
        }
    }

    private mutating func count(at pointer: String) throws(JSONRefusal) {
        requirementCount += 1
        guard requirementCount <= Rule.requirementsMax else {
            throw JSONRefusal("too many requirements: at most \(Rule.requirementsMax) in one rule", pointer: pointer)
        }
    }

    private mutating func name(_ tree: JSONTree, at pointer: String) throws(JSONRefusal) -> RequirementName {
        try count(at: pointer)
        guard case .string(let text) = tree, let name = RequirementName(text) else {
            throw JSONRefusal(
                "expected \"instance:name\", of lower-case letters, digits and `-`, after the colon also `_` and `.`",
                pointer: pointer)
        }
        return name
    }

    private mutating func requirement(_ tree: JSONTree, _ count: Int, at pointer: String) throws(JSONRefusal) -> Rule {
        try self.count(at: pointer)
        guard let owner = tree.member("instance"), let question = tree.member("requirement"), count == 2 else {
            throw JSONRefusal("a requirement has \"instance\" and \"requirement\", and nothing else", pointer: pointer)
        }
        guard case .string(let text) = owner, let instance = InstanceID(text) else {
            throw JSONRefusal(
                "expected the name of an instance: lower-case letters, digits and `-`, beginning with a letter, at most 32",
                pointer: "\(pointer)/instance")
        }
        guard case .object = question else {
            throw JSONRefusal("expected an object", pointer: "\(pointer)/requirement")
        }
        guard question.depth <= CanonicalJSON.depthMax else {
            throw JSONRefusal(
                "nested too deeply: at most \(CanonicalJSON.depthMax) levels", pointer: "\(pointer)/requirement")
        }
        let json = question.text
        guard json.utf8.count <= Requirement.bytesMax else {
            throw JSONRefusal(
                "too long: \(json.utf8.count) bytes, at most \(Requirement.bytesMax)", pointer: "\(pointer)/requirement")
        }
        return .requirement(Requirement(instance: instance, canonicalJSON: json))
    }
}
