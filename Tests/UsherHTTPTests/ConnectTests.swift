import FaultServer
import Foundation
import Testing
import UsherTesting

@testable import UsherHTTP

@Suite("A bare connection")
struct ConnectTests {
    private let plain = FaultServer.shared.port(.plain)

    private func failure(
        _ host: String, _ port: UInt16, _ addresses: AddressPolicy = .any, milliseconds: Int = 5_000,
        client: HTTPClient = sharedClient
    ) async -> HTTPFailure? {
        do {
            let descriptor = try await client.connect(
                host: host, port: port, addresses: addresses, deadlineMilliseconds: milliseconds)
            close(descriptor)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "belongs to the caller, blocks, is not inherited, and carries what is sent over it",
        arguments: ["127.0.0.1", "localhost"])
    func connection(host: String) async throws {
        let descriptor = try await sharedClient.connect(
            host: host, port: plain, addresses: .any, deadlineMilliseconds: 5_000)
        defer { close(descriptor) }
        // The client goes on with other work, and closes what it has of the connection.
        #expect(try await sharedClient.perform(request(.plain, "{}")).status == 200)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        let question = Array("GET /counters HTTP/1.1\r\n\r\n".utf8)
        #expect(send(descriptor, question, question.count, Int32(MSG_NOSIGNAL)) == question.count)
        var answer = [UInt8](repeating: 0, count: 12)
        #expect(recv(descriptor, &answer, answer.count, Int32(MSG_WAITALL)) == answer.count)
        #expect(String(decoding: answer, as: UTF8.self) == "HTTP/1.1 200")
    }

    @Test("is made under the address policy, before anything is connected")
    func forbidden() async throws {
        let before = try await FaultServer.shared.counters(sharedClient).untouched ?? 0
        for host in ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433"] {
            #expect(await failure(host, FaultServer.shared.port(.untouched), .publicOnly) == .addressForbidden, "\(host)")
        }
        #expect(await failure("::1", FaultServer.shared.port(.untouched), .publicOnly) == .addressForbidden)
        #expect(try await FaultServer.shared.counters(sharedClient).untouched ?? 0 == before)
    }

    @Test(
        "is refused for what is no host",
        arguments: ["", "a b", "u@127.0.0.1", "127.0.0.1/x", "127.0.0.1:80", "[::1]", "a\r\nb", "ä"])
    func noHost(host: String) async {
        #expect(await failure(host, plain) == .invalidRequest)
        #expect(await failure("127.0.0.1", 0) == .invalidRequest)
    }

    @Test("fails with the reason")
    func failures() async {
        #expect(await failure("127.0.0.1", 1) == .couldNotConnect)
        #expect(await failure("nobody.invalid", 389) == .couldNotResolve)
    }

    @Test("ends with the client, and with the task that waits")
    func ending() async throws {
        let client = try HTTPClient(trust: FaultServer.shared.trust)
        await client.shutdown()
        #expect(await failure("127.0.0.1", plain, client: client) == .cancelled)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure("127.0.0.1", plain)
        }
        // Whoever was quicker: a connection that came nevertheless belongs to the caller.
        #expect([nil, .cancelled].contains(await task.value))
    }

    @Test("no proxy of the environment is used")
    func proxy() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            let client = try HTTPClient(trust: FaultServer.shared.trust)
            let port = FaultServer.shared.port(.plain)
            let descriptor = try await client.connect(
                host: "127.0.0.1", port: port, addresses: .any, deadlineMilliseconds: 5_000)
            close(descriptor)
            #expect(try await client.perform(request(.plain, "{}")).status == 200)
            await client.shutdown()
        }
    }

    @Test("many of them leave no descriptor behind")
    func leavesNothing() async {
        await #expect(processExitsWith: .success) {
            func count() -> Int {
                guard let folder = opendir("/proc/self/fd") else { return .max }
                defer { closedir(folder) }
                var count = 0
                while readdir(folder) != nil { count += 1 }
                return count
            }
            let client = try HTTPClient(trust: FaultServer.shared.trust)
            let port = FaultServer.shared.port(.plain)
            func connectOnce() async throws {
                close(try await client.connect(host: "127.0.0.1", port: port, addresses: .any, deadlineMilliseconds: 5_000))
            }
            try await connectOnce()
            let before = count()
            for _ in 0..<50 { try await connectOnce() }
            #expect(count() <= before + 2)
            await client.shutdown()
        }
    }
}
