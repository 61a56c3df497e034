import ServiceLifecycle

/// A service that works until the daemon shuts down, by having its task cancelled.
struct UntilShutdown: Service {
    let work: @Sendable () async throws -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await work() }
        } catch is CancellationError {
            // That is how the work ends.
        }
        // A service that returns ends the whole group: one that has nothing more to do waits for the others.
        try await gracefulShutdown()
    }
}

/// Does something once the services that were started later have ended.
struct AtShutdown: Service {
    let work: @Sendable () async -> Void

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch is CancellationError {
            // Another service failed; what was opened is closed all the same.
        }
        await work()
    }
}
