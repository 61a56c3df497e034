/// Whole groups at a time, from the authorisers that can. Implemented by UsherPlugins; the contract is that of ``Authorisers``.
public protocol Listings: Sendable {
    /// One page of everybody who meets the requirement. `cursor` is `nil` for the first page; `etag` is that of the last whole
    /// snapshot and counts on the first page only. A page says nothing before all pages up to one without a cursor have come.
    func members(requirementJSON: String, cursor: [UInt8]?, etag: [UInt8], at instance: InstanceID) async -> Answer<MemberListing>

    /// One page of what an admin can pick. `parentID` is empty at the top.
    func groups(parentID: String, query: String, cursor: [UInt8]?, at instance: InstanceID) async -> Answer<GroupPage>
}
