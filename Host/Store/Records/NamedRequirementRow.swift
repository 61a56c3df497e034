import GRDB
import UsherDomain

extension NamedRequirement {
    /// Reads a row of `requirement_names`; `nil` for one of a removal. Throws ``StoreFailure`` rather than guess.
    static func decode(_ row: Row) throws -> NamedRequirement? {
        let instanceText: String = try row.decode(forColumn: "instance")
        let nameText: String = try row.decode(forColumn: "name")
        guard let instance = InstanceID(instanceText), let name = RequirementName(nameText, at: instance) else {
            throw StoreFailure.unreadable(row: "\(instanceText):\(nameText)", of: "requirement_names")
        }
        let revision: Int64 = try row.decode(forColumn: "revision")
        let json: String? = try row.decode(forColumn: "requirement")
        return json.map {
            NamedRequirement(
                name: name, requirement: Requirement(instance: instance, canonicalJSON: $0), revision: revision)
        }
    }
}
