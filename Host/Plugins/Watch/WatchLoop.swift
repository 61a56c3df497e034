internal import Glibc

/// What the watching thread does, again and again. ``Settling`` decides; this reads the kernel's events, looks at
/// files, and waits.
final class WatchLoop {
    /// What others want from the thread.
    struct Asked {
        var alarm: Int64?
        var names: Set<FileName> = []
        var isStopped = false
        var alarmIsDue = false
    }

    private let path: String
    private let times: ReplacementTimes
    private let wake: Doorbell
    private let ask: (Int64) -> Asked
    private let tell: (DirectoryWatch.News) -> Void
    private var settling: Settling
    private var events: DirectoryEvents?
    /// The directory that is being watched.
    private var directory: FileFacts?
    /// The files that were there: one that went away while nobody watched must be noticed too.
    private var known: Set<FileName> = []
    private var directoryAt: Int64 = 0
    private var readAt: Int64 = 0
    private var lookAt: Int64 = 0

    init(
        path: String, times: ReplacementTimes, wake: Doorbell, ask: @escaping (Int64) -> Asked,
        tell: @escaping (DirectoryWatch.News) -> Void
    ) {
        self.path = path
        self.times = times
        self.wake = wake
        self.ask = ask
        self.tell = tell
        settling = Settling(settle: times.settle)
    }

    func run() {
        openDirectory(now: MonotonicClock.now(), isFirst: true)
        while true {
            let now = MonotonicClock.now()
            let asked = ask(now)
            if asked.isStopped { return }
            for name in asked.names { settling.notice(name, now: now) }
            if asked.alarmIsDue { tell(.alarm) }
            if now >= directoryAt { checkDirectory(now: now) }
            if now >= readAt { takeEvents(now: now) }
            look(now: now)
            let nextLook = settling.nextLook.map { max($0, lookAt) }
            wait(until: [asked.alarmIsDue ? nil : asked.alarm, nextLook, directoryAt].compactMap { $0 }.min() ?? .max)
        }
    }

    private func takeEvents(now: Int64) {
        guard let taken = events?.take(), !taken.isEmpty else { return }
        readAt = now + times.breath
        for event in taken {
            switch event {
            case .file(let name):
                known.insert(name)
                settling.notice(name, now: now)
            case .lost: settling.noticeAll(now: now)
            case .gone: loseDirectory(now: now)
            }
        }
    }

    private func look(now: Int64) {
        guard now >= lookAt, settling.nextLook.map({ $0 <= now }) ?? false else { return }
        lookAt = now + times.breath
        let open: PluginDirectory
        do throws(PluginProblem) {
            open = try PluginDirectory(path: path)
            if settling.takeAll(now: now) { try noticeAll(in: open, now: now) }
        } catch {
            // What lies in a directory that cannot be read is not known, which is not the same as gone.
            settling = Settling(settle: times.settle)
            return loseDirectory(now: now)
        }
        var settled: Set<FileName> = []
        for name in settling.due(now: now) {
            do throws(PluginProblem) {
                let facts = try open.facts(of: name)
                guard settling.look(name, facts, now: now) else { continue }
                settled.insert(name)
                if facts == nil { known.remove(name) }
            } catch {
                settling.couldNotLook(name, now: now)
            }
        }
        if !settled.isEmpty { tell(.files(settled)) }
    }

    private func noticeAll(in open: PluginDirectory, now: Int64) throws(PluginProblem) {
        let names = Set(try open.listing(known: known).names)
        for name in names.union(known) { settling.notice(name, now: now) }
        known = names
    }

    // MARK: The directory itself

    private func openDirectory(now: Int64, isFirst: Bool) {
        directoryAt = now + times.directoryAgain
        do throws(PluginProblem) {
            // In this order: what happens from now on is heard, what happened before is seen.
            events = try DirectoryEvents(path: path)
            let open = try PluginDirectory(path: path)
            directory = try open.facts()
            if isFirst { known = Set(try open.listing().names) } else { settling.noticeAll(now: now) }
        } catch {
            events = nil
            directory = nil
        }
        if !isFirst { tell(.directory) }
    }

    private func loseDirectory(now: Int64) {
        guard directory != nil else { return }
        events = nil
        directory = nil
        // It may only be on its way from one place to another.
        directoryAt = now + times.settle
        tell(.directory)
    }

    /// A directory can be replaced without an event: by renaming the one above it, or by mounting something over it.
    private func checkDirectory(now: Int64) {
        guard let directory else { return openDirectory(now: now, isFirst: false) }
        directoryAt = now + times.directoryAgain
        var info = stat()
        let facts = lstat(path, &info) == 0 ? FileFacts(info) : nil
        if facts?.inode != directory.inode || facts?.device != directory.device { loseDirectory(now: now) }
    }

    private func wait(until time: Int64) {
        let now = MonotonicClock.now()
        // While we catch our breath, events wait in the kernel, which keeps the last few thousand.
        let isBreathing = readAt > now
        let until = isBreathing ? min(time, readAt) : time
        var polled = [
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isBreathing ? -1 : events?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, nfds_t(polled.count), Int32(max(0, min(until - now, 60_000))))
        if polled[0].revents != 0 { wake.hush() }
    }
}
