internal import PluginABI

extension usher_ext_batch {
    /// The function of a ``BatchAuthoriser`` that takes at most `subjectsMax` subjects.
    static func entrances(subjectsMax: UInt32) -> usher_ext_batch {
        usher_ext_batch(
            size: UInt32(MemoryLayout<usher_ext_batch>.size), max_subjects: subjectsMax,
            evaluate: { me, call, requirement, subjects, count in
                answer(me, call, \.batches) { plugin, call, port in
                    let asked = try UnsafeBufferPointer(start: subjects, count: subjects == nil ? 0 : Int(count)).map(
                        Subject.init)
                    let answers = try plugin.evaluate(JSON(requirement.text, call: call), of: asked, call: call)
                    guard answers.count == asked.count else {
                        throw PluginError(.internalFault, "\(answers.count) answers came for \(asked.count) subjects")
                    }
                    for (index, evidence) in answers.enumerated() { try port.emit(evidence, index: index) }
                }
            })
    }
}

extension usher_ext_members {
    /// The functions of every ``MembersAuthoriser``.
    static let entrances = usher_ext_members(
        size: UInt32(MemoryLayout<usher_ext_members>.size), reserved: 0,
        list: { me, call, requirement, cursor, etag in
            answer(me, call, \.members) { plugin, call, port in
                let page = try plugin.members(
                    of: JSON(requirement.text, call: call), cursor: cursor.text, etag: etag.text, call: call)
                for member in page.members { try port.emit(member) }
                try port.emit(page)
            }
        })
}

extension usher_ext_groups {
    /// The functions of every ``GroupsAuthoriser``.
    static let entrances = usher_ext_groups(
        size: UInt32(MemoryLayout<usher_ext_groups>.size), reserved: 0,
        list: { me, call, parent, query, cursor in
            answer(me, call, \.groups) { plugin, call, port in
                let page = try plugin.groups(in: parent.text, matching: query.text, cursor: cursor.text, call: call)
                for group in page.groups { try port.emit(group) }
                try port.emit(page)
            }
        })
}

extension CallPort {
    fileprivate func emit(_ member: Member) throws {
        var item = usher_member()
        item.head = head(USHER_ITEM_MEMBER, usher_member.self)
        try lending(all: [member.accountID, member.accountName, member.facts?.text ?? ""].map { Array($0.utf8) }) { texts in
            (item.account_id, item.account_name, item.facts_json) = (texts[0], texts[1], texts[2])
            try emit(item)
        }
    }

    fileprivate func emit(_ page: MembersPage) throws {
        var item = usher_page()
        item.head = head(USHER_ITEM_PAGE, usher_page.self)
        if page.isNotModified { item.flags |= UInt32(USHER_PAGE_NOT_MODIFIED) }
        if page.isAuthoritative { item.flags |= UInt32(USHER_PAGE_AUTHORITATIVE) }
        item.total_hint = page.totalHint
        item.good_for_ms = page.goodForMilliseconds
        try lending(all: [page.next, page.etag].map { Array($0.utf8) }) { texts in
            (item.next_cursor, item.etag) = (texts[0], texts[1])
            try emit(item)
        }
    }

    fileprivate func emit(_ group: Group) throws {
        var item = usher_group()
        item.head = head(USHER_ITEM_GROUP, usher_group.self)
        item.flags = group.hasChildren ? UInt32(USHER_GROUP_HAS_CHILDREN) : 0
        item.member_hint = group.memberHint ?? -1
        let texts = [group.id, group.name, group.kind, group.description, group.iconURL, group.requirement?.text ?? ""]
        try lending(all: texts.map { Array($0.utf8) }) { texts in
            (item.id, item.name, item.kind) = (texts[0], texts[1], texts[2])
            (item.description, item.icon_url, item.requirement_json) = (texts[3], texts[4], texts[5])
            try emit(item)
        }
    }

    fileprivate func emit(_ page: GroupsPage) throws {
        var item = usher_page()
        item.head = head(USHER_ITEM_PAGE, usher_page.self)
        try lending(page.next) { next in
            item.next_cursor = next
            try emit(item)
        }
    }
}
