import Logging
import UsherDomain
import UsherPlugins
import UsherStore

/// Looks at the plugin directory, every file in it, and whether each instance has a plugin that runs: as the serving daemon says
/// or, where none serves, as a start would find it.
struct PluginExamination {
    let assembly: Assembly

    func findings() async -> [Finding] {
        let directory = assembly.configuration.pluginDirectory
        do {
            if let daemon = try ServingDaemon(AdminSocket(path: assembly.adminSocket)) {
                let states = await daemon.pluginStates()
                return [.good("daemon", "serves from \(assembly.configuration.dataDirectory)")] + files(states)
                    + (try daemon.instances().flatMap(finding))
            }
        } catch {
            return [.bad("daemon", "\(error)", fix: "see above")]
        }
        let catalogue: Catalogue
        do {
            catalogue = try await Catalogue.scan(try assembly.pluginSettings, logger: assembly.logger("plugins", .critical))
        } catch {
            return [.bad("plugin directory", "\(error)", fix: "put it right, or let plugin_directory name another one")]
        }
        do {
            let records = try SQLitePluginRecords.existing(in: assembly.configuration.dataDirectory)
            let states = try await PluginSurvey.states(
                try assembly.pluginSettings,
                instances: assembly.configuration.instances.map {
                    ConfiguredInstance(id: $0.id, pluginID: $0.pluginID, configJSON: $0.configJSON)
                }, records: records, clock: assembly.clock, logger: assembly.logger("plugins", .critical))
            return [.good("plugin directory", directory)] + files(states) + (try await instances(catalogue, records))
        } catch let failure as StoreFailure where failure.code == .databaseOlder {
            // Which files may run is in the records, so nothing is said about that.
            let records = Finding.fair(
                "records", failure.message + " Whether they keep a plugin from running is not known.", fix: failure.advice)
            do {
                return [.good("plugin directory", directory), records] + (try await instances(catalogue, nil))
            } catch {
                return [records, .bad("instances", "\(error)", fix: "see above")]
            }
        } catch {
            return [.bad("records", "\(error)", fix: "see above")]
        }
    }

    private func instances(_ catalogue: Catalogue, _ records: SQLitePluginRecords?) async throws -> [Finding] {
        let plugins = Dictionary(
            catalogue.entries.compactMap { entry -> (String, PluginDescription)? in
                guard case .success(let plugin) = entry.plugin else { return nil }
                return (plugin.id, plugin)
            }, uniquingKeysWith: { first, _ in first })
        var findings: [Finding] = []
        for instance in assembly.configuration.instances {
            findings += try await self.findings(instance, plugins[instance.pluginID], records)
        }
        return findings
    }

    private func files(_ states: PluginStates) -> [Finding] {
        let problem = states.problem.isEmpty ? [] : [Finding.bad("plugin directory", states.problem, fix: "put it right")]
        return problem + states.plugins.map(finding)
    }

    private func finding(_ state: PluginState) -> Finding {
        let subject = state.pluginID.map { "plugin \($0)" } ?? "plugin file"
        let name = state.pluginID == nil ? state.file : "\(state.name) \(state.version) (\(state.file))"
        let text = "\(name) \(state.standing.word)" + state.standing.reasons.map { ": \($0)" }.joined()
        switch state.standing {
        case .running, .admitted: return .good(subject, text)
        case .starting: return .fair(subject, text, fix: "ask again in a moment")
        case .notConfigured: return .fair(subject, text, fix: "name it in an instance, or remove the file")
        case .down: return .bad(subject, text, fix: "put right what is said there, or replace the file")
        case .refused: return .bad(subject, text, fix: "replace the file or remove it")
        case .waitingForConsent, .quarantined:
            return .bad(subject, text, fix: (state.decision?.text).map { "replace the file, or: \($0)" } ?? "replace the file")
        }
    }

    private func finding(_ instance: ServingDaemon.Instance) -> [Finding] {
        let subject = "instance \(instance.id)"
        guard instance.running else {
            return [.bad(subject, instance.problem ?? "does not run", fix: "put right what is said there")]
        }
        return instance.warnings.isEmpty
            ? [.good(subject, "runs")] : instance.warnings.map { warning(subject, $0) }
    }

    /// Of an instance that is not running, because nothing is.
    private func findings(
        _ instance: InstanceSection, _ plugin: PluginDescription?, _ records: SQLitePluginRecords?
    ) async throws -> [Finding] {
        let subject = "instance \(instance.id)"
        guard let plugin else {
            return [
                .bad(
                    subject, "no file is the plugin \(instance.pluginID)",
                    fix: "put its .so into \(assembly.configuration.pluginDirectory)")
            ]
        }
        var findings: [Finding] = []
        if let owner = try await records?.owner(of: instance.id), owner != instance.pluginID {
            findings.append(
                .fair(
                    subject, "belonged to the plugin \(owner) so far",
                    fix: "if that one has stored anything there, it does not start: give it another id, or name \(owner) again"))
        }
        do {
            if let problem = try assembly.configured(instance).problem(with: plugin) {
                findings.append(.bad(subject, problem, fix: "correct its config or its secrets in \(assembly.path)"))
            }
        } catch {
            findings.append(.bad(subject, "\(error)", fix: "put the file there"))
        }
        let permissions = try Permissions(manifestJSON: plugin.manifestJSON)
        findings += permissions.resolved(configJSON: instance.configJSON).problems.map { warning(subject, $0) }
        return findings.isEmpty ? [.good(subject, "has its plugin")] : findings
    }

    private func warning(_ subject: String, _ text: String) -> Finding {
        .fair(subject, "its configuration at \(text)", fix: "put it right: nothing can be reached by it")
    }
}
