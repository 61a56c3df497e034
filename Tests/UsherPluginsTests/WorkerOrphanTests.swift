import Foundation
import Testing
import UsherTesting

@testable import UsherPlugins

@Suite("A worker without a daemon")
struct WorkerOrphanTests {
    /// Becomes a worker of this plugin whose daemon is gone: 3 is half a socket, 4 the plugin, 6 a bell that nobody rings.
    private static let becomeWorker = """
        import fcntl, os, socket, sys
        worker, library = sys.argv[1:]
        ours, theirs = socket.socketpair()
        bell, ringing = os.pipe()
        plugin = os.memfd_create("plugin")
        os.write(plugin, open(library, "rb").read())
        given = (ours.fileno(), plugin, bell)
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 32) for fd in given]
        theirs.close()
        for number, source in zip((3, 4, 6), high):
            os.dup2(source, number)
            os.set_inheritable(number, True)
            os.close(source)
        os.execv(worker, ["usher-worker", "--profile", "strict", "--memory", "67108864"])
        """

    @Test("It ends before it runs a plugin that would never return")
    func ends() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", Self.becomeWorker, Places.worker, try PluginCompiler.shared.library("hang", defining: ["HANG_IN=1"]),
        ]
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let isOver = ended.wait(timeout: .now() + 20) == .success
        #expect(isOver, "it runs on without a daemon")
        guard isOver else {
            kill(process.processIdentifier, SIGKILL)
            return
        }
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
    }
}
