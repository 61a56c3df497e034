import ServiceLifecycle

/// Works until it is closed, which happens once the services that were started later have ended.
struct UntilClosed: Service {
    /// Returns after ``close``.
    let work: @Sendable () async -> Void
    let close: @Sendable () async -> Void

    func run() async throws {
        async let working: Void = work()
        do {
            try await gracefulShutdown()
        } catch is CancellationError {
            // Another service failed; what was opened is closed all the same.
        }
        await close()
        await working
    }
}
