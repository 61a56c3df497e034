public import Testing

/// Waits until `condition` holds, and records a failure when it does not within `within`. For what another task, thread or
/// process has yet to do: a bare sleep is either too short or too long.
public func eventually(
    _ what: Comment, within: Duration = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: @Sendable () async throws -> Bool
) async throws {
    guard try await !comesTrue(within: within, condition) else { return }
    Issue.record(what, sourceLocation: sourceLocation)
}

/// Waits until `condition` holds; whether it did within `within`.
public func comesTrue(
    within: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + within
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await ContinuousClock().sleep(for: .milliseconds(5))
    }
    return try await condition()
}
