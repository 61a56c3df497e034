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
        var versions: [String: String] = [:]
        for entry in catalogue.entries {
            switch entry.plugin {
            case .success(let plugin):
                versions[plugin.id] = plugin.version
                findings.append(.good("plugin \(plugin.id)", "\(plugin.name) \(plugin.version) (\(entry.file))"))
            case .failure(let problem):
                findings.append(.bad("plugin file", "\(entry.file): \(problem)", fix: "replace the file or remove it"))
            }
        }
        for instance in configuration.instances where versions[instance.pluginID] == nil {
            findings.append(
                .bad(
                    "instance \(instance.id)", "no file is the plugin \(instance.pluginID)",
                    fix: "put its .so into \(configuration.pluginDirectory)"))
        }
        return findings
    }
}
