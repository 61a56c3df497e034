public import UsherDomain
internal import UsherWire

// The questions of the port, each turned into one request and its answer.
extension PluginAuthorisers: Listings {
    public func members(
        requirementJSON: String, cursor: [UInt8]?, etag: [UInt8], at instance: InstanceID
    ) async -> Answer<MemberListing> {
        let etag = cursor == nil ? etag : []
        let request = Request.members(requirement: requirementJSON, cursor: cursor ?? [], etag: etag)
        let heard = await ask(request, at: instance, offering: ExtensionID.members, within: deadlines.listing) { plan in
            plan.requirements.objection(to: requirementJSON)
        }
        return noted(
            Answers.members(heard.end, cursor: cursor ?? [], etag: etag), "members", at: instance, by: heard.plan
        ) { $0.redacted(by: $1) }
    }

    public func groups(
        parentID: String, query: String, cursor: [UInt8]?, at instance: InstanceID
    ) async -> Answer<GroupPage> {
        let request = Request.groups(parent: parentID, query: query, cursor: cursor ?? [])
        let heard = await ask(request, at: instance, offering: ExtensionID.groups, within: deadlines.listing)
        return noted(Answers.groups(heard.end, cursor: cursor ?? []), "groups", at: instance, by: heard.plan) {
            $0.redacted(by: $1)
        }
    }
}
