import UsherDomain
import UsherPlugins
import UsherServer

/// The daemon in numbers.
struct DaemonMetrics: Sendable {
    let plugins: PluginAuthorisers
    let sandbox: SandboxReport
    let policy: SandboxPolicy

    func all() async -> [Metric] {
        [
            Metric(
                "usher_build_info", "The version that runs.", .gauge, labels: [("version", BuildInformation.version)], 1)
        ] + sandboxMetrics + workerMetrics() + (await instanceMetrics())
    }

    private var sandboxMetrics: [Metric] {
        let gaps = sandbox.gaps.names.map { name in
            Metric(
                "usher_sandbox_gap", "What the kernel lacks to lock plugins in.", .gauge, labels: [("feature", name)], 1)
        }
        return gaps + [
            Metric(
                "usher_sandbox_complete", "Whether plugins can be locked in completely.", .gauge,
                sandbox.gaps.isEmpty ? 1 : 0),
            Metric(
                "usher_sandbox_best_effort", "Whether plugins run even where they cannot be locked in.", .gauge,
                policy == .bestEffort ? 1 : 0),
        ]
    }

    private func workerMetrics() -> [Metric] {
        plugins.plugins().flatMap { plugin in
            let labels = [("plugin", plugin.pluginID)]
            return [
                Metric(
                    "usher_worker_up", "Whether the plugin's worker serves calls.", .gauge, labels: labels,
                    plugin.isServing ? 1 : 0),
                Metric(
                    "usher_worker_crashes_total", "How often the plugin's worker ended without being asked to.", .counter,
                    labels: labels, Double(plugin.crashes)),
            ]
        }
    }

    private func instanceMetrics() async -> [Metric] {
        await plugins.instances().map { status in
            Metric(
                "usher_instance_up", "Whether the instance answers questions.", .gauge,
                labels: [("instance", status.id.text), ("plugin", status.pluginID)], status.health == .running ? 1 : 0)
        }
    }
}
