import FaultServer
import Foundation
import Testing
import UsherTesting

@testable import UsherHTTP

@Suite("The client's life")
struct LifecycleTests {
    private func client() throws -> HTTPClient { try HTTPClient(trust: FaultServer.shared.trust) }

    @Test("cancelling the task ends the exchange at once")
    func cancellation() async throws {
        let client = try client()
        let tenant = Tenant(FaultServer.shared, sharedClient)
        try await tenant.answer("GET /x", #"{"do":"silence"}"#)
        let ask = request(to: tenant, "/x")
        let task = Task { await failure(ask, client) }
        #expect(try await comesTrue { try await tenant.seen().count == 1 })
        task.cancel()
        // Any later end would be that of the deadline.
        #expect(await task.value == .cancelled)
        await client.shutdown()
    }

    @Test("a task that is cancelled already gets no answer, and leaves nothing behind")
    func cancelledBefore() async throws {
        let client = try client()
        let results = await withTaskGroup(of: HTTPFailure?.self) { group in
            group.cancelAll()
            for _ in 0..<3_000 { group.addTask { await failure(request(.tls, #"{"do":"silence"}"#), client) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 3_000 && results.allSatisfy { $0 == .cancelled })
        #expect(try await client.perform(request(.tls, "{}")).status == 200)
        await client.shutdown()
    }

    @Test("shutting down cancels what is under way, and what comes later")
    func shutdown() async throws {
        let client = try client()
        let tenant = Tenant(FaultServer.shared, sharedClient)
        try await tenant.answer("GET /x", #"{"do":"silence"}"#)
        let ask = request(to: tenant, "/x")
        let tasks = (0..<20).map { _ in Task { await failure(ask, client) } }
        #expect(try await comesTrue { try await tenant.seen().count == 20 })
        await client.shutdown()
        for task in tasks { #expect(await task.value == .cancelled) }
        #expect(await failure(ask, client) == .cancelled)
        await client.shutdown()
    }

    @Test("more requests than fit under way wait in line, and all are answered")
    func line() async throws {
        let client = try client()
        let count = HTTPClient.underWayMax + 100
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count {
                group.addTask {
                    var patient = request(.plain, #"{"after_ms":50}"#)
                    patient.deadlineMilliseconds = 60_000
                    patient.connectMilliseconds = 30_000
                    return try await client.perform(patient).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: count))
        await client.shutdown()
    }

    @Test("a request whose deadline passes in the line ends there, not when a place is free")
    func deadlineInLine() async throws {
        let client = try client()
        let tenant = Tenant(FaultServer.shared, sharedClient)
        try await tenant.answer("GET /x", #"{"do":"silence"}"#)
        var silent = request(to: tenant, "/x")
        silent.deadlineMilliseconds = 60_000
        silent.connectMilliseconds = 60_000
        let ask = silent
        let occupying = (0..<HTTPClient.underWayMax).map { _ in Task { await failure(ask, client) } }
        #expect(try await comesTrue { try await tenant.seen().count == HTTPClient.underWayMax })
        var late = request(to: tenant, "/x")
        late.deadlineMilliseconds = 300
        #expect(await failure(late, client) == .timedOut)
        #expect(try await tenant.seen().count == HTTPClient.underWayMax)
        await client.shutdown()
        for task in occupying { #expect(await task.value == .cancelled) }
    }

    @Test("connections are kept: a hundred requests in a row need one")
    func reuse() async throws {
        let client = try client()
        let before = try await FaultServer.shared.counters(sharedClient)
        for _ in 0..<100 { #expect(try await client.perform(request(.kept, #"{"do":"echo"}"#)).status == 200) }
        let after = try await FaultServer.shared.counters(sharedClient)
        #expect((after.kept ?? 0) - (before.kept ?? 0) == 1)
        await client.shutdown()
    }

    @Test("an act is sent once: on a connection that dies without an answer it fails, and is not repeated")
    func noRepetition() async throws {
        let client = try client()
        let tenant = Tenant(FaultServer.shared, sharedClient)
        try await tenant.answer("GET /warm", #"{"then_drop":true}"#)
        try await tenant.answer("POST /act", #"{"do":"close"}"#)
        let warm = request(to: tenant, "/warm")
        var act = request(to: tenant, "/act")
        act.method = .post
        act.body = Array("{}".utf8)
        #expect(await failure(warm, client) == nil)
        #expect(await failure(act, client) == .connectionLost)
        #expect(try await tenant.seen().filter { $0.method == "POST" }.count == 1)
        await client.shutdown()
    }

    @Test("clients that come and go leave no descriptor and no thread behind")
    func leavesNothing() async {
        await #expect(processExitsWith: .success) {
            /// How many entries a folder of this process has in /proc; they come and go while it is read.
            func count(_ what: String) -> Int {
                guard let folder = opendir("/proc/self/\(what)") else { return .max }
                defer { closedir(folder) }
                var count = 0
                while readdir(folder) != nil { count += 1 }
                return count
            }
            func oneLife() async throws {
                let client = try HTTPClient(trust: FaultServer.shared.trust)
                #expect(try await client.perform(request(.tls, "{}")).status == 200)
                await client.shutdown()
            }
            try await oneLife()
            let before = (count("fd"), count("task"))
            for _ in 0..<20 { try await oneLife() }
            #expect(count("fd") <= before.0 + 2)
            #expect(count("task") <= before.1 + 2)
        }
    }
}

/// A request to a route of `tenant`.
func request(to tenant: Tenant, _ path: String) -> HTTPRequest {
    var request = HTTPRequest(.get, tenant.address + path)
    request.allowsPlainText = true
    request.addresses = .any
    return request
}
