import Dispatch

/// A steady rhythm, for work that goes on beside a test: `for await _ in ticks.stream`.
public final class Ticks {
    /// The rhythm. For one reader.
    public let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let timer: any DispatchSourceTimer

    /// Begins now. Ticks that come while the work of the last one goes on are made up for, or left out.
    public init(everyMilliseconds milliseconds: Int, makingUp: Bool = false) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: makingUp ? .unbounded : .bufferingNewest(1))
        self.stream = stream
        self.continuation = continuation
        timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now(), repeating: .milliseconds(milliseconds))
        timer.setEventHandler { [timer] in
            // More than one where a busy machine came late.
            for _ in 0..<max(1, timer.data) { continuation.yield() }
        }
        timer.activate()
    }

    /// Ends the rhythm, and with it the loop over it.
    public func stop() {
        timer.cancel()
        continuation.finish()
    }
}
