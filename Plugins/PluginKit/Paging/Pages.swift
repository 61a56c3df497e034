/// Follows the pages of a listing to its end, or fails. A listing that is not whole says nothing (R6).
///
/// ```swift
/// let teams = try Pages.all(from: "https://api.example.com/teams", pagesMax: 50, call: call) { url in
///     let response = try call.http.perform(HTTPRequest(url: url, credential: token))
///     guard response.status == 200 else { throw response.failure("the list of teams") }
///     return Page(try read(response.json(call: call)), next: try LinkHeader.next(in: response, at: url))
/// }
/// ```
public enum Pages {
    /// Everything on all pages.
    ///
    /// - Parameters:
    ///   - first: the cursor, or address, of the first page.
    ///   - pagesMax: most pages; a listing that has more throws `.limit`.
    ///   - fetch: gets one page. A cursor that comes again throws `.upstream`: it would never end.
    public static func all<Item>(
        from first: String, pagesMax: Int, call: Call, fetch: (String) throws -> Page<Item>
    ) throws -> [Item] {
        var items: [Item] = []
        var seen: Set<String> = []
        var cursor = first
        while true {
            guard seen.insert(cursor).inserted else {
                throw PluginError(.upstream, "the third party's listing repeats itself")
            }
            guard seen.count <= pagesMax else { throw PluginError(.limit, "the listing has more than \(pagesMax) pages") }
            guard call.remainingMilliseconds > 0 else {
                throw PluginError(.timeout, "the listing was not whole at the deadline")
            }
            let page = try fetch(cursor)
            items += page.items
            guard let next = page.next, !next.isEmpty else { return items }
            cursor = next
        }
    }
}

/// One page of a listing.
public struct Page<Item> {
    /// What is on it.
    public let items: [Item]
    /// The cursor, or address, of the next one; `nil` or empty on the last.
    public let next: String?

    /// Puts the parts together.
    public init(_ items: [Item], next: String?) {
        self.items = items
        self.next = next
    }
}

extension Page: Sendable where Item: Sendable {}
