import Logging
import UsherDomain
import UsherPlugins

/// Looks at the plugin directory, every file in it, and whether each instance has its plugin.
struct PluginExamination {
    let assembly: Assembly

    func findings() async -> [Finding] {
        let configuration = assembly.configuration
        let catalogue: Catalogue
        do {
            catalogue = try await Catalogue.scan(try assembly.pluginSettings, logger: assembly.logger("plugins", .critical))
        } catch {
            return [.bad("plugin directory", "\(error)", fix: "put it right, or let plugin_directory name another one")]
        }
        var findings = [Finding.good("plugin directory", configuration.pluginDirectory)]
        var plugins: [String: PluginDescription] = [:]
        for entry in catalogue.entries {
            switch entry.plugin {
            case .success(let plugin):
                plugins[plugin.id] = plugin
                findings.append(.good("plugin \(plugin.id)", "\(plugin.name) \(plugin.version) (\(entry.file))"))
            case .failure(let problem):
                findings.append(.bad("plugin file", "\(entry.file): \(problem)", fix: "replace the file or remove it"))
            }
        }
        return findings + configuration.instances.compactMap { finding(about: $0, plugins[$0.pluginID]) }
    }

    /// What is wrong with an instance; `nil` = nothing that shows without running it.
    private func finding(about instance: InstanceSection, _ plugin: PluginDescription?) -> Finding? {
        guard let plugin else {
            return .bad(
                "instance \(instance.id)", "no file is the plugin \(instance.pluginID)",
                fix: "put its .so into \(assembly.configuration.pluginDirectory)")
        }
        do {
            guard let problem = try assembly.configured(instance).problem(with: plugin) else { return nil }
            return .bad("instance \(instance.id)", problem, fix: "correct its config or its secrets in \(assembly.path)")
        } catch {
            return .bad("instance \(instance.id)", "\(error)", fix: "put the file there")
        }
    }
}
