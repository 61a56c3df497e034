/// Rounds with random input. Each has a seed of its own, which a finding names.
enum Rounds {
    static func run(_ room: Room, _ body: (inout Random) -> Void) {
        if let seed = room.options.reproduced {
            return begin(room, seed, body)
        }
        var seeds = Random(seed: room.options.seed ?? 0)
        _ = Pace.repeating(room.options.rounds) {
            // Short enough to be copied by hand.
            begin(room, seeds.next() >> 24, body)
        }
        room.board.seed = room.options.seed ?? 0
    }

    /// All that is random in a round comes of its seed: what the host gives out as well.
    private static func begin(_ room: Room, _ seed: UInt64, _ body: (inout Random) -> Void) {
        room.board.seed = seed
        room.host.reseed(seed)
        var random = Random(seed: seed)
        body(&random)
    }
}
