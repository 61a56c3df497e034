/// How a worker introduces the plugin that it loaded.
public struct Hello: Hashable, Sendable {
    /// One typed command of the plugin (`usher_action`).
    public struct Action: Hashable, Sendable {
        public let id: String
        public let title: String
        public let signature: String
        public let flags: UInt32

        public init(id: String, title: String, signature: String, flags: UInt32) {
            self.id = id
            self.title = title
            self.signature = signature
            self.flags = flags
        }
    }

    /// ``UsherWire/version`` of the worker.
    public let wireVersion: String
    public let abiMajor: UInt16
    public let abiMinor: UInt16
    public let manifest: String
    public let extensions: [String]
    public let actions: [Action]
    /// `usher_plugin.max_concurrency`, as the plugin wrote it.
    public let maxConcurrency: UInt32
    /// What the kernel lacked to lock the worker in, as bits (`USHER_SYS_GAP_`).
    public var cellGaps: UInt32

    public init(
        wireVersion: String, abiMajor: UInt16, abiMinor: UInt16, manifest: String, extensions: [String], actions: [Action],
        maxConcurrency: UInt32, cellGaps: UInt32 = 0
    ) {
        self.wireVersion = wireVersion
        self.abiMajor = abiMajor
        self.abiMinor = abiMinor
        self.manifest = manifest
        self.extensions = extensions
        self.actions = actions
        self.maxConcurrency = maxConcurrency
        self.cellGaps = cellGaps
    }

    init(from reader: inout FrameReader) throws(WireFault) {
        wireVersion = try reader.text(atMost: Limit.id)
        abiMajor = try reader.u16()
        abiMinor = try reader.u16()
        manifest = try reader.text(atMost: Limit.manifest)
        var extensions: [String] = []
        for _ in 0..<(try reader.count(atMost: Limit.extensions)) { extensions.append(try reader.text(atMost: Limit.id)) }
        self.extensions = extensions
        var actions: [Action] = []
        for _ in 0..<(try reader.count(atMost: Limit.actions)) {
            actions.append(
                Action(
                    id: try reader.text(atMost: Limit.id), title: try reader.text(atMost: Limit.title),
                    signature: try reader.text(atMost: Limit.signature), flags: try reader.u32()))
        }
        self.actions = actions
        maxConcurrency = try reader.u32()
        cellGaps = try reader.u32()
    }

    func write(to writer: inout FrameWriter) {
        writer.text(wireVersion, atMost: Limit.id)
        writer.u16(abiMajor)
        writer.u16(abiMinor)
        writer.text(manifest, atMost: Limit.manifest)
        writer.count(extensions.count, atMost: Limit.extensions)
        for id in extensions { writer.text(id, atMost: Limit.id) }
        writer.count(actions.count, atMost: Limit.actions)
        for action in actions {
            writer.text(action.id, atMost: Limit.id)
            writer.text(action.title, atMost: Limit.title)
            writer.text(action.signature, atMost: Limit.signature)
            writer.u32(action.flags)
        }
        writer.u32(maxConcurrency)
        writer.u32(cellGaps)
    }
}
