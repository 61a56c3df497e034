internal import UsherDomain
internal import UsherWire

// Listings: a page counts only when it is whole, each of its items makes sense, and it leads on.
extension Answers {
    /// For members.list(). `cursor` and `etag` are those that were given.
    static func members(_ end: CallEnd, cursor: [UInt8], etag: [UInt8]) -> Answer<MemberListing> {
        switch page(end, cursor: cursor) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let (items, page)):
            let goodFor = page.goodForMilliseconds == 0 ? nil : min(page.goodForMilliseconds, goodForMillisecondsMax)
            if page.flags & PageFlag.notModified != 0 {
                guard !etag.isEmpty, cursor.isEmpty else { return violation("it said \"not modified\" and was given no etag") }
                guard items.isEmpty, page.nextCursor.isEmpty else { return violation("it said \"not modified\" and listed") }
                return .answered(.notModified(goodForMilliseconds: goodFor))
            }
            var members: [MemberPage.Member] = []
            members.reserveCapacity(items.count)
            for item in items {
                guard case .member(let member) = item, !member.accountID.isEmpty else {
                    return violation("it listed something that is no account")
                }
                members.append(
                    MemberPage.Member(
                        accountID: member.accountID, accountName: member.accountName.plain, factsJSON: member.factsJSON))
            }
            return .answered(
                .page(
                    MemberPage(
                        members: members, totalHint: page.totalHint > 0 ? page.totalHint : nil, goodForMilliseconds: goodFor,
                        isAuthoritative: page.flags & PageFlag.authoritative != 0,
                        nextCursor: page.nextCursor.isEmpty ? nil : page.nextCursor, etag: page.etag)))
        }
    }

    /// For groups.list().
    static func groups(_ end: CallEnd, cursor: [UInt8]) -> Answer<GroupPage> {
        switch page(end, cursor: cursor) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let (items, page)):
            guard page.flags & PageFlag.notModified == 0 else { return violation("it said \"not modified\" of groups") }
            var groups: [AuthoriserGroup] = []
            groups.reserveCapacity(items.count)
            for item in items {
                guard case .group(let item) = item, let group = group(item) else {
                    return violation("it listed a group that makes no sense")
                }
                groups.append(group)
            }
            return .answered(GroupPage(groups: groups, nextCursor: page.nextCursor.isEmpty ? nil : page.nextCursor))
        }
    }

    /// What a function that emits many items said; nothing else came with it.
    static func items(_ end: CallEnd) -> Answer<[Item]> {
        let (outcome, items): (Outcome, [Item])
        switch end {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .returned(let outcomes):
            guard outcomes.count == 1 else { return violation("it gave a wrong number of answers") }
            (outcome, items) = (outcomes[0], [])
        case .listed(let listed, let all):
            (outcome, items) = (listed, all)
        }
        switch sound(outcome) {
        case .unknown(let unknown): return .unknown(unknown)
        case .answered(let outcome): return outcome.item == nil ? .answered(items) : violation("its list came with an answer")
        }
    }

    /// The items of a page, and the PAGE that ends it.
    private static func page(_ end: CallEnd, cursor: [UInt8]) -> Answer<([Item], PageItem)> {
        switch items(end) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let items):
            guard case .page(let page)? = items.last else { return violation("its listing does not end with a PAGE") }
            guard !items.dropLast().contains(where: \.isPage) else { return violation("it emitted a PAGE before the end") }
            guard page.nextCursor.isEmpty || page.nextCursor != cursor else {
                return violation("its next page is the same one again")
            }
            guard page.goodForMilliseconds >= 0 else { return violation("its page is good for less than no time") }
            return .answered((items.dropLast(), page))
        }
    }

    private static func group(_ item: GroupItem) -> AuthoriserGroup? {
        guard !item.id.isEmpty, !item.name.isEmpty, item.memberHint >= -1 else { return nil }
        guard item.iconURL.isEmpty || WebAddress(item.iconURL)?.origin.isSecure == true else { return nil }
        guard item.requirementJSON.isEmpty || item.requirementJSON.isJSONObject else { return nil }
        return AuthoriserGroup(
            id: item.id, name: item.name.plain, kind: item.kind.plain, about: item.about.plain, iconURL: item.iconURL,
            requirementJSON: item.requirementJSON.isEmpty ? nil : item.requirementJSON,
            memberHint: item.memberHint == -1 ? nil : item.memberHint,
            hasChildren: item.flags & GroupFlag.hasChildren != 0)
    }
}

extension Item {
    fileprivate var isPage: Bool {
        if case .page = self { true } else { false }
    }
}

extension String {
    /// Whether this JSON, which was checked on the wire, is an object.
    var isJSONObject: Bool {
        utf8.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "{")
    }
}
