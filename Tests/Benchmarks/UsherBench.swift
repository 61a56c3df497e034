import ArgumentParser

/// The measuring half of `make bench`: each command takes one figure in this process and prints it as a JSON object. What it is
/// measured against is started by bench.py, which also makes the table.
@main
struct UsherBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usher-bench", abstract: "Takes single measurements for make bench.",
        subcommands: [
            MeasureVerifier.self, MeasureWorker.self, MeasureStart.self, MeasureReplacement.self, MeasureStore.self,
            FillStore.self,
        ])
}
