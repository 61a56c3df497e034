internal import PluginABI

// Batches, members and groups. Without the extension the status is USHER_E_UNSUPPORTED.
extension TestInstance {
    /// `usher.batch/1` evaluate
    public func evaluate(_ requirement: String, of subjects: [TestSubject]) -> TestHost.Outcome {
        let batch = table(USHER_EXT_BATCH, as: usher_ext_batch.self)
        return raw(limits: .emitting(USHER_ITEM_EVIDENCE)) { me, call in
            with(requirement) { requirement in
                lend(subjects[...], []) { pointers in
                    batch?.evaluate(me, call, requirement, pointers, UInt32(pointers.count))
                        ?? usher_status(USHER_E_UNSUPPORTED)
                }
            }
        }
    }

    /// `usher.members/1` list: one page.
    public func members(of requirement: String, cursor: String = "", etag: String = "") -> TestHost.Outcome {
        let members = table(USHER_EXT_MEMBERS, as: usher_ext_members.self)
        return raw(limits: .emitting(USHER_ITEM_MEMBER, USHER_ITEM_PAGE)) { me, call in
            with(requirement, cursor, etag) {
                members?.list(me, call, $0[0], $0[1], $0[2]) ?? usher_status(USHER_E_UNSUPPORTED)
            }
        }
    }

    /// `usher.groups/1` list: one page.
    public func groups(in parent: String = "", matching query: String = "", cursor: String = "") -> TestHost.Outcome {
        let groups = table(USHER_EXT_GROUPS, as: usher_ext_groups.self)
        return raw(limits: .emitting(USHER_ITEM_GROUP, USHER_ITEM_PAGE)) { me, call in
            with(parent, query, cursor) {
                groups?.list(me, call, $0[0], $0[1], $0[2]) ?? usher_status(USHER_E_UNSUPPORTED)
            }
        }
    }

    /// What a whole listing came to.
    public struct Listing: Sendable {
        /// Everybody on all pages.
        public var members: [EmittedItem.Member] = []
        /// The last page.
        public var last: EmittedItem.Page?
        /// How many pages there were.
        public var pages = 0
    }

    /// A listing that a host would not believe, and why.
    public struct BrokenListing: Error, CustomStringConvertible {
        public let description: String
    }

    /// Lists everybody as a host does: page by page, and all or nothing.
    ///
    /// - Parameter pagesMax: a listing with more pages is broken.
    public func allMembers(of requirement: String, etag: String = "", pagesMax: Int = 1000) throws -> Listing {
        var listing = Listing()
        var seen: Set<String> = []
        var cursor = ""
        while true {
            let outcome = members(of: requirement, cursor: cursor, etag: listing.pages == 0 ? etag : "")
            guard outcome.status == USHER_OK else {
                throw BrokenListing(description: "status \(outcome.status) \(outcome.message ?? "")")
            }
            for item in outcome.items.dropLast() {
                guard case .member(let member) = item else { throw BrokenListing(description: "\(item) among the members") }
                listing.members.append(member)
            }
            guard case .page(let page)? = outcome.items.last else { throw BrokenListing(description: "a page has no PAGE") }
            listing.pages += 1
            listing.last = page
            if page.flags & UInt32(USHER_PAGE_NOT_MODIFIED) != 0 {
                guard listing.pages == 1, listing.members.isEmpty, !etag.isEmpty, page.nextCursor.isEmpty else {
                    throw BrokenListing(description: "NOT_MODIFIED where nothing can be unchanged")
                }
            }
            guard !page.nextCursor.isEmpty else { return listing }
            guard seen.insert(page.nextCursor).inserted else { throw BrokenListing(description: "a cursor came twice") }
            guard listing.pages < pagesMax else { throw BrokenListing(description: "more than \(pagesMax) pages") }
            cursor = page.nextCursor
        }
    }

    private func lend<Result>(
        _ subjects: ArraySlice<TestSubject>, _ lent: [UnsafePointer<usher_subject>?],
        _ body: ([UnsafePointer<usher_subject>?]) -> Result
    ) -> Result {
        guard let first = subjects.first else { return body(lent) }
        return first.lend(at: host.version) { lend(subjects.dropFirst(), lent + [$0], body) }
    }
}
