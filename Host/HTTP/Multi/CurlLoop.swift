import CCurl

/// What the client's thread runs: fetch requests, let libcurl work, hand out results, sleep.
///
/// Lives on the client's thread only.
final class CurlLoop {
    /// Most exchanges under way at once. Each may hold a TLS connection (50 to 100 KiB), so this bounds memory to some 40 MB when
    /// strangers' servers hang; the verifier stays below it (``HTTPClient/underWayMax``), so that the bot always finds room.
    static let underWayMax = 384
    /// How long the thread sleeps at most while requests wait in line, so that they end near their deadline, in milliseconds.
    private static let dozeInLineMilliseconds: Int32 = 100
    /// How long it sleeps otherwise: whatever happens wakes it, so this is only a long time.
    private static let dozeMilliseconds: Int32 = 60_000
    /// Handles kept for later; more were a burst, and are freed.
    private static let idleTransfersMax = 64
    /// Connections kept open for the next exchange, over all servers.
    private static let idleConnectionsMax = 128

    private let mailbox: Mailbox
    private let multi: UnsafeMutableRawPointer
    private let share: UnsafeMutableRawPointer
    private let trust: TrustStore
    private var idle: [Transfer] = []
    private var underWay: [UInt64: Transfer] = [:]
    private var line: ArraySlice<Submission> = []
    private let clock = ContinuousClock()

    /// Takes over `multi` and `share`: ``run()`` destroys them.
    init(mailbox: Mailbox, multi: UnsafeMutableRawPointer, share: UnsafeMutableRawPointer, trust: TrustStore) {
        self.mailbox = mailbox
        self.multi = multi
        self.share = share
        self.trust = trust
        usher_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.idleConnectionsMax)
    }

    /// Works until the mailbox says stop, then ends everything that is under way as cancelled.
    func run() {
        while true {
            let batch = mailbox.fetch(waiting: line.count)
            if batch.isStopping {
                cancelAll(batch.submissions)
                break
            }
            line += batch.submissions
            for id in batch.cancellations { cancel(id) }
            startFromLine()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            if collectFinished() { continue }
            guard mailbox.mayDoze() else { continue }
            curl_multi_poll(multi, nil, 0, line.isEmpty ? Self.dozeMilliseconds : Self.dozeInLineMilliseconds, nil)
        }
        cancelAll(mailbox.close().submissions)
        idle = []
        curl_multi_cleanup(multi)
        curl_share_cleanup(share)
    }

    private func startFromLine() {
        guard !line.isEmpty else { return }
        let now = clock.now
        while underWay.count < Self.underWayMax, let submission = line.popFirst() { start(submission, now: now) }
        guard !line.isEmpty else {
            line = []
            return
        }
        for late in line where late.deadline <= now { late.completion(.failure(.timedOut)) }
        line = ArraySlice(line.filter { $0.deadline > now })
    }

    private func start(_ submission: Submission, now: ContinuousClock.Instant) {
        guard let transfer = idle.popLast() ?? Transfer(share: share, trust: trust) else {
            submission.completion(.failure(.internalError(code: CURLE_FAILED_INIT.rawValue)))
            return
        }
        do {
            try transfer.begin(submission, now: now)
        } catch {
            keep(transfer)
            submission.completion(.failure(error))
            return
        }
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            // There is no memory for it. The handle is dropped.
            submission.completion(.failure(.internalError(code: CURLE_OUT_OF_MEMORY.rawValue)))
            return
        }
        underWay[submission.id] = transfer
    }

    private func keep(_ transfer: Transfer) {
        if idle.count < Self.idleTransfersMax { idle.append(transfer) }
    }

    /// Hands out what is finished; whether there was anything, so that the line moves on before the thread sleeps.
    private func collectFinished() -> Bool {
        var left: Int32 = 0
        var any = false
        while let message = curl_multi_info_read(multi, &left) {
            var code = CURLE_OK
            guard let easy = usher_curl_finished(message, &code) else { continue }
            var context: UnsafeMutableRawPointer?
            usher_curl_get_pointer(easy, CURLINFO_PRIVATE, &context)
            guard let context else { continue }
            finish(Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue(), code)
            any = true
        }
        return any
    }

    private func finish(_ transfer: Transfer, _ code: CURLcode) {
        let ended = transfer.end(code)
        curl_multi_remove_handle(multi, transfer.easy)
        guard let (submission, result) = ended else { return keep(transfer) }
        // A handle that made a bare connection still refers to it.
        if submission.purpose == .exchange { keep(transfer) }
        underWay[submission.id] = nil
        submission.completion(result)
    }

    private func cancel(_ id: UInt64) {
        if let transfer = underWay[id] {
            // Removing a handle in the middle of an exchange closes its connection.
            curl_multi_remove_handle(multi, transfer.easy)
            underWay[id] = nil
            if transfer.submission?.purpose == .exchange { keep(transfer) }
            transfer.end(CURLE_ABORTED_BY_CALLBACK)?.0.completion(.failure(.cancelled))
        } else if let index = line.firstIndex(where: { $0.id == id }) {
            line.remove(at: index).completion(.failure(.cancelled))
        }
    }

    private func cancelAll(_ unfetched: [Submission]) {
        for id in Array(underWay.keys) { cancel(id) }
        for submission in line + unfetched { submission.completion(.failure(.cancelled)) }
        line = []
    }
}
