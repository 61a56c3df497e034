/// Rounds with random input. Each has a seed of its own, which a finding names.
enum Rounds {
    static func run(_ room: Room, _ body: (inout Random) -> Void) {
        if let seed = room.options.reproduced {
            room.board.seed = seed
            var random = Random(seed: seed)
            return body(&random)
        }
        var seeds = Random(seed: room.options.seed ?? 0)
        _ = Pace.repeating(room.options.rounds) {
            // Short enough to be copied by hand.
            let seed = seeds.next() >> 24
            room.board.seed = seed
            var random = Random(seed: seed)
            body(&random)
        }
        room.board.seed = room.options.seed ?? 0
    }
}
