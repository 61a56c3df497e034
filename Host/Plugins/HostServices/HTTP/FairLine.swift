/// Who may have an exchange under way. Each plugin has so many places and a line of its own; where places are short for all
/// together, the plugins take turns. Pure: it says who starts, its owner starts them.
struct FairLine {
    /// Places of one plugin.
    static let pluginMax = 16
    /// Places of all plugins: well below what the client takes, so that sign-ins and the bot always find room.
    static let totalMax = 256

    /// Exchanges of one plugin that may wait: sixteen calls with as many as a call may ask for.
    static let waitingMax = 1_024

    private struct Lane {
        var underWay = 0
        var waiting: ArraySlice<UInt64> = []
    }

    private var lanes: [String: Lane] = [:]
    private var owners: [UInt64: String] = [:]
    private var underWay = 0
    /// Plugins that wait, in the order of their turns.
    private var turns: [String] = []

    /// Whether no more of this plugin may wait.
    func isFull(for plugin: String) -> Bool { lanes[plugin].map { $0.waiting.count >= Self.waitingMax } ?? false }

    /// Puts a new exchange into the line. Returns who starts now.
    mutating func enter(_ id: UInt64, of plugin: String) -> [UInt64] {
        lanes[plugin, default: Lane()].waiting.append(id)
        owners[id] = plugin
        if !turns.contains(plugin) { turns.append(plugin) }
        return start()
    }

    /// Takes an exchange out, whether it waits or is under way. Returns who starts now.
    mutating func leave(_ id: UInt64) -> [UInt64] {
        guard let plugin = owners.removeValue(forKey: id), var lane = lanes[plugin] else { return [] }
        if let place = lane.waiting.firstIndex(of: id) {
            lane.waiting.remove(at: place)
        } else {
            lane.underWay -= 1
            underWay -= 1
        }
        lanes[plugin] = lane.underWay == 0 && lane.waiting.isEmpty ? nil : lane
        return start()
    }

    private mutating func start() -> [UInt64] {
        var started: [UInt64] = []
        var passed = 0
        while underWay < Self.totalMax, passed < turns.count {
            let plugin = turns.removeFirst()
            guard var lane = lanes[plugin], !lane.waiting.isEmpty else { continue }
            if lane.underWay < Self.pluginMax, let id = lane.waiting.popFirst() {
                lane.underWay += 1
                underWay += 1
                lanes[plugin] = lane
                started.append(id)
                passed = 0
            } else {
                passed += 1
            }
            if !lane.waiting.isEmpty { turns.append(plugin) }
        }
        return started
    }
}
