internal import PluginABI

/// Listings, page by page.
enum ListingPages {
    /// A listing that is longer than this here does not end.
    private static let pagesMax = 200

    static let test = CheckerTest(
        "listing.pages", "a listing ends: no cursor comes twice, and NOT_MODIFIED comes only for an etag", [.contract, .unknown]
    ) { room in
        let plugin = try room.loadedPlugin()
        let listings = Probes.all(of: plugin).filter { ["members list", "groups list"].contains($0.name) }
        guard !listings.isEmpty else { throw Skip("it lists neither members nor groups") }
        let instance = try room.instance(of: plugin)
        for listing in listings { walk(room, listing, instance) }
        instance.destroy()
    }

    private static func walk(_ room: Room, _ listing: Probe, _ instance: Instance) {
        var sample = Sample(room.settings)
        var seen: Set<[UInt8]> = []
        for number in 0..<pagesMax {
            let outcome = listing.run(instance, sample, .authored)
            guard outcome.status == USHER_OK, case .page(let page)? = outcome.items.last else { return }
            if page.flags & USHER_PAGE_NOT_MODIFIED != 0 {
                return room.reporter.error(
                    .contract, "it answered NOT_MODIFIED without having been given an etag",
                    change: "answer NOT_MODIFIED only when `etag` is not empty and names the state of now", in: listing.name)
            }
            if page.cursor.isEmpty { return again(room, listing, instance, page) }
            guard seen.insert(page.cursor).inserted else {
                return room.reporter.error(
                    .contract, "page \(number + 1) has a next_cursor that an earlier page had: the listing never ends",
                    change: "make next_cursor name the next page, and leave it empty on the last one", in: listing.name)
            }
            sample.cursor = page.cursor
        }
        room.reporter.warning(
            .contract, "the listing had not ended after \(pagesMax) pages", change: "give larger pages, or end it",
            in: listing.name)
    }

    /// With the etag of the whole listing.
    private static func again(_ room: Room, _ listing: Probe, _ instance: Instance, _ page: Item.Page) {
        guard !page.etag.isEmpty else { return }
        var sample = Sample(room.settings)
        sample.etag = page.etag
        let outcome = listing.run(instance, sample)
        guard case .page(let page)? = outcome.items.last, page.flags & USHER_PAGE_NOT_MODIFIED != 0 else { return }
        if outcome.items.count > 1 {
            room.reporter.error(
                .contract, "it emitted members and NOT_MODIFIED", change: "with NOT_MODIFIED emit no members", in: listing.name)
        }
        if !page.cursor.isEmpty {
            room.reporter.error(
                .contract, "NOT_MODIFIED has a next_cursor", change: "leave it empty: there are no more pages", in: listing.name)
        }
    }
}
