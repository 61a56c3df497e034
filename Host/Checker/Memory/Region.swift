/// What a piece of memory was for, so that a fault there can be explained.
struct Region: Equatable {
    enum Purpose: UInt32, Sendable {
        /// An input that is lent right now: to be read only.
        case input = 1
        /// Directly behind an input.
        case behindInput = 2
        /// An input of a call that has returned.
        case endedInput = 3
        /// Memory of host->alloc(), or what a service returned.
        case arena = 4
        /// Directly behind such memory.
        case behindArena = 5
        /// Such memory of a call that has returned.
        case endedArena = 6
        /// A table of the host: to be read only.
        case table = 7
        /// Directly behind such a table, at the size that it tells.
        case behindTable = 8
    }

    let purpose: Purpose
    /// For example `requirement_json of evaluate()`.
    let name: String
}
