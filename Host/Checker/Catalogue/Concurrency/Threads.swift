internal import Glibc

/// Threads of the checker.
enum Threads {
    private final class Work {
        let index: Int
        let body: (Int) -> Void

        init(_ index: Int, _ body: @escaping (Int) -> Void) {
            self.index = index
            self.body = body
        }
    }

    /// Runs `body` on `count` threads at the same time, and waits for all of them.
    static func run(_ count: Int, _ body: @escaping (Int) -> Void) {
        var threads: [pthread_t] = []
        for index in 0..<count {
            var thread = pthread_t()
            let work = Unmanaged.passRetained(Work(index, body))
            let problem = pthread_create(
                &thread, nil,
                { pointer in
                    guard let pointer else { return nil }
                    let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
                    work.body(work.index)
                    return nil
                }, work.toOpaque())
            guard problem == 0 else {
                work.release()
                continue
            }
            threads.append(thread)
        }
        for thread in threads { pthread_join(thread, nil) }
    }
}
