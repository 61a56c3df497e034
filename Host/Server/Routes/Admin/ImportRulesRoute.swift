import Hummingbird
import HummingbirdCore
import UsherDomain
import UsherEngine

/// `POST /v1/rules/import` `{"requirements", "policies", "dry_run", "prune"}`: brings requirements and policies to what a
/// document says. With problems, and with `dry_run`, nothing is changed.
struct ImportRulesRoute: Sendable {
    /// Largest document, in bytes: ten thousand rooms take about half of it.
    static let bytesMax = 4 << 20

    let importRules: ImportRules
    /// Who asks, for the audit log.
    let actor: String

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        var body = try await RequestObject(of: request, bytesMax: Self.bytesMax)
        var requirements: [RequirementName: Requirement] = [:]
        for var each in try body.objects("requirements") {
            _ = each.value("revision")
            let name = try each.requirementName("name")
            let requirement = try each.requirement("json", at: name.instance)
            try each.finish()
            guard requirements.updateValue(requirement, forKey: name) == nil else { throw each.wrong("name", "is given twice") }
        }
        var policies: [RoomID: Policy] = [:]
        for var each in try body.objects("policies") {
            let policy = try each.policy()
            try each.finish()
            guard policies.updateValue(policy, forKey: policy.room) == nil else { throw each.wrong("room", "is given twice") }
        }
        let isDryRun = try body.optionalFlag("dry_run") ?? false
        let prunes = try body.optionalFlag("prune") ?? false
        try body.finish()
        let outcome = try await importRules(
            ImportRules.Document(requirements: requirements, policies: policies), isDryRun: isDryRun, prunes: prunes, by: actor)
        return JSON.response(ImportAnswer(outcome))
    }
}
