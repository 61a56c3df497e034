internal import CSys
internal import Glibc

/// The process of one test: 3 = where findings go, 4 = a sealed copy of the plugin, 5 = the board, 6 = what to do.
enum TestProcess {
    static let name = "usher-checker-test"

    enum ExitCode {
        static let noDriver: Int32 = 71
    }

    static func main() -> Never {
        guard let board = Board(descriptor: 5), let content = FileContent.read(6) else { _exit(ExitCode.noDriver) }
        close(5)
        close(6)
        var words = content.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard let test = Catalogue.all.first(where: { $0.id == words.first }) else { _exit(ExitCode.noDriver) }
        words.removeFirst()
        do {
            let options = try Options(words)
            signal(SIGPIPE, SIG_DFL)
            let process = OwnProcess()
            guard let cell = Cell(isBestEffort: options.bestEffort), usher_probe_catch_faults(board.fault) == 0 else {
                _exit(ExitCode.noDriver)
            }
            let reporter = Reporter(descriptor: 3, board: board)
            run(test, Room(options, reporter, board, process, cell, library: 4))
        } catch {
            _exit(ExitCode.noDriver)
        }
        // Not exit(): that would run the plugin's atexit handlers. One test does just that.
        _exit(0)
    }

    /// Runs one test and reports its end.
    static func run(_ test: CheckerTest, _ room: Room) {
        do {
            try test.run(room)
        } catch let skip as Skip {
            room.reporter.skipped(skip.reason)
        } catch {
            room.reporter.skipped("\(error)")
        }
        room.reporter.done()
    }
}
