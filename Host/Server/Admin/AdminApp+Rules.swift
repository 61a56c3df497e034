import Hummingbird
public import UsherDomain
public import UsherEngine

extension AdminApp {
    /// What the API calls about rules, links and the loop.
    public struct RuleCases: Sendable {
        let governing: any Governing
        let book: PolicyBook
        let check: CheckRule
        let policies: EditPolicy
        let requirements: EditRequirements
        let links: EditLinks
        let journal: any ActJournal
        let bot: UserID

        /// Puts the parts together; the use cases work on `book`.
        public init(
            governing: any Governing, book: PolicyBook, check: CheckRule, policies: EditPolicy, requirements: EditRequirements,
            links: EditLinks, journal: any ActJournal, bot: UserID
        ) {
            self.governing = governing
            self.book = book
            self.check = check
            self.policies = policies
            self.requirements = requirements
            self.links = links
            self.journal = journal
            self.bot = bot
        }
    }

    static func addRules(to api: RouterGroup<DoorContext>, _ cases: RuleCases, actor: String) {
        let (book, policies, requirements) = (cases.book, cases.policies, cases.requirements)
        api.get("rooms", use: ListRooms(governing: cases.governing, book: book, bot: cases.bot).handle)
        api.get("room", use: GetRoom(governing: cases.governing, book: book, bot: cases.bot).handle)
        api.post("rooms/configure", use: ConfigureRoom(policies: policies, actor: actor).handle)
        api.post("rules/check", use: CheckRuleRoute(check: cases.check, governing: cases.governing, bot: cases.bot).handle)
        api.post("rules/set", use: SetRule(policies: policies, actor: actor).handle)
        api.post("rules/remove", use: RemoveRule(policies: policies, book: book, actor: actor).handle)
        api.post("policies/remove", use: RemovePolicy(policies: policies, actor: actor).handle)
        api.get("rules/export", use: ExportRules(book: book).handle)
        let importRules = ImportRules(book: book, check: cases.check, policies: policies, requirements: requirements)
        api.post("rules/import", use: ImportRulesRoute(importRules: importRules, actor: actor).handle)
        api.get("requirements", use: ListRequirements(book: book).handle)
        api.post("requirements/set", use: SetRequirement(requirements: requirements, actor: actor).handle)
        api.post("requirements/remove", use: RemoveRequirement(requirements: requirements, actor: actor).handle)
        api.get("links", use: ListLinks(links: cases.links).handle)
        api.post("links/add", use: AddLink(links: cases.links, actor: actor).handle)
        api.post("links/remove", use: RemoveLink(links: cases.links, actor: actor).handle)
        api.get("audit", use: QueryAudit(journal: cases.journal).handle)
    }

    static func addLoop(to api: RouterGroup<DoorContext>, _ cases: RuleCases, actor: String) {
        let governing = cases.governing
        api.get("status", use: GetStatus(governing: governing).handle)
        api.get("plan", use: GetPlan(governing: governing, bot: cases.bot).handle)
        api.get("plans", use: ListHeldPlans(governing: governing).handle)
        api.post("plans/apply", use: ApplyPlan(governing: governing, actor: actor).handle)
        api.post("plans/drop", use: DropPlan(governing: governing, actor: actor).handle)
        api.get("explain", use: ExplainMembership(governing: governing, bot: cases.bot).handle)
        api.post("sweep", use: SweepNow(governing: governing).handle)
        api.post("undo", use: UndoRun(governing: governing, actor: actor).handle)
        api.post("pause", use: PauseLoop(governing: governing, pauses: true, actor: actor).handle)
        api.post("resume", use: PauseLoop(governing: governing, pauses: false, actor: actor).handle)
    }
}
