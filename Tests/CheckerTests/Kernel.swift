@testable import usher_checker

/// The kernel that the tests run on.
enum Kernel {
    /// Whether plugins can be locked in here.
    static var isWhole: Bool { Cell.gaps.isEmpty }
}
