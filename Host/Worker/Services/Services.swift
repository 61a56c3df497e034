internal import Glibc
internal import PluginABI

/// The services that plugins find by id. Their tables are made once and never freed.
enum Services {
    // SAFETY: the pointer leads to a table that nobody changes or frees.
    private struct Entry: @unchecked Sendable {
        let id: String
        let table: UnsafeRawPointer
    }

    private static let entries = [
        Entry(id: USHER_SVC_KV, table: KeyValueTable.make()),
        Entry(id: USHER_SVC_HTTP, table: ExchangeTable.make()),
        Entry(id: USHER_SVC_SECRETS, table: SecretTable.make()),
        Entry(id: USHER_SVC_NET, table: ConnectTable.make()),
        Entry(id: USHER_SVC_JSON, table: JSONTable.make()),
        Entry(id: USHER_SVC_SITE, table: SiteTable.make()),
    ]

    /// The table of a service; `nil` for an id that this host does not offer.
    static func table(id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
        entries.first { strcmp($0.id, id) == 0 }?.table
    }
}
