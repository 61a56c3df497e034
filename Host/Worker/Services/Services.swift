internal import Glibc
internal import PluginABI

/// The services that plugins find by id. Their tables are made once and never freed.
enum Services {
    private struct Entry: Sendable {
        /// With its zero.
        let id: [CChar]
        /// Its address.
        let table: UInt

        init(id: String, table: UnsafeRawPointer) {
            self.id = Array(id.utf8CString)
            self.table = UInt(bitPattern: table)
        }
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
        entries.first { strcmp($0.id, id) == 0 }.flatMap { UnsafeRawPointer(bitPattern: $0.table) }
    }
}
