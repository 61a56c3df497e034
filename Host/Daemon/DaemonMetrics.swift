import UsherDomain
import UsherEngine
import UsherPlugins
import UsherServer

/// The daemon in numbers.
struct DaemonMetrics: Sendable {
    let plugins: PluginAuthorisers
    let sandbox: SandboxReport
    let policy: SandboxPolicy
    let loop: AssembledLoop
    let clock: any WallClock
    let steadyClock: any SteadyClock

    func all() async -> [Metric] {
        [
            Metric(
                "usher_build_info", "The version that runs.", .gauge, labels: [("version", BuildInformation.version)], 1)
        ] + sandboxMetrics + workerMetrics() + (await instanceMetrics()) + (await loopMetrics())
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

    private func loopMetrics() async -> [Metric] {
        let report = await loop.governor.status()
        let now = clock.now()
        let age = report.sweepFinishedAt.map { Double(now.milliseconds(since: $0)) / 1_000 }
        let statuses = loop.evidence.statuses(at: now, steady: steadyClock.nowMilliseconds())
        return [
            Metric(
                "usher_loop_ready", "Whether the rooms have been read.", .gauge, report.isReady ? 1 : 0),
            Metric("usher_loop_paused", "Whether a person has paused the loop.", .gauge, report.isPaused ? 1 : 0),
            Metric(
                "usher_loop_dead_man", "Whether nothing is taken from anybody, because no sweep has finished for too long.",
                .gauge, report.isDeadManOn ? 1 : 0),
            Metric("usher_loop_governed_rooms", "Rooms that a rule governs.", .gauge, Double(report.governedRooms)),
            Metric(
                "usher_loop_rooms_in_doubt", "Rooms where nothing is taken from anybody, because what holds there is not known.",
                .gauge, Double(report.roomsInDoubt)),
            Metric(
                "usher_loop_waiting_acts", "Acts that are stored and not carried out yet.", .gauge, Double(report.waitingActs)),
            Metric("usher_loop_held_plans", "Plans that wait for a person.", .gauge, Double(report.heldPlans)),
            Metric("usher_loop_requirements", "Questions that rules ask.", .gauge, Double(statuses.count)),
            Metric(
                "usher_loop_requirements_failing", "Questions whose last try brought no answer.", .gauge,
                Double(statuses.count { $0.failures > 0 })),
        ] + (age.map { [Metric("usher_loop_sweep_age_seconds", "Since the last sweep finished.", .gauge, $0)] } ?? [])
    }
}
