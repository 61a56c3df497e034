import FoundationEssentials
import UsherDomain
import UsherPlugins
import Yams

/// The configuration file, parsed: every value is of its own type and within its limits.
struct Configuration: Sendable {
    /// Largest file read, in bytes: a thousand rooms take about a tenth of it.
    static let fileBytesMax = 4 * 1024 * 1024

    let publicURL: PublicURL
    let listen: ListenAddress
    let dataDirectory: String
    let pluginDirectory: String
    let webDirectory: String
    /// `nil`: beside the usher executable.
    let worker: String?
    let bot: BotSection
    let identity: IdentitySection
    let instances: [InstanceSection]
    /// What to do when the kernel lacks something that locks plugins up.
    let sandbox: SandboxPolicy
    /// Where the metrics can be read over HTTP; `nil`: nowhere but on the admin socket.
    let metricsListen: ListenAddress?
    let admissions: Admissions

    /// Reads `path`. Relative paths inside are relative to the file's own folder. Throws ``ConfigFailure`` with every problem.
    static func read(_ path: String) throws(ConfigFailure) -> Configuration {
        let problems = ConfigSection.Problems(file: path)
        guard let text = readText(path, problems: problems) else { throw ConfigFailure(problems: problems.all) }
        return try parse(text, path: path, problems: problems)
    }

    static func parse(_ text: String, path: String, problems: ConfigSection.Problems) throws(ConfigFailure) -> Configuration {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            addSyntaxError(error, to: problems)
            throw ConfigFailure(problems: problems.all)
        }
        guard let root else {
            problems.add("the file is empty; docs/admin/configuration.md shows one that works", at: nil)
            throw ConfigFailure(problems: problems.all)
        }
        let section = ConfigSection(root, path: "", problems: problems)
        let folder = URL(filePath: path).deletingLastPathComponent()
        let configuration = Configuration(section, folder: ConfigFolder(url: folder))
        section.finish()
        guard problems.all.isEmpty, let configuration else {
            throw ConfigFailure(problems: problems.all.sorted { ($0.place?.line ?? 0) < ($1.place?.line ?? 0) })
        }
        return configuration
    }

    private init?(_ file: ConfigSection, folder: ConfigFolder) {
        let publicURL = file.parsed("public_url", expected: PublicURL.expectation, PublicURL.init)
        if !file.has("public_url") { file.missing("public_url") }
        let listen = file.parsed("listen", expected: ListenAddress.expectation, ListenAddress.init)
        dataDirectory = folder.path(file.requiredText("data_directory"))
        pluginDirectory = folder.path(file.requiredText("plugin_directory"))
        webDirectory = folder.path(file.requiredText("web_directory"))
        worker = file.text("worker").map(folder.path)
        sandbox =
            file.parsed("sandbox", expected: "\"required\" or \"best-effort\"") { SandboxPolicy(rawValue: $0) } ?? .required
        metricsListen = file.parsed("metrics_listen", expected: ListenAddress.expectation, ListenAddress.init)
        let bot = BotSection(file.section("bot", required: true), folder: folder)
        identity = IdentitySection(file.section("identity"), folder: folder)
        instances = InstanceSection.all(file.sections("instances"), folder: folder)
        admissions = RoomSection.admissions(file.sections("rooms"), instances: Set(instances.map(\.id)))
        guard let publicURL, let bot else { return nil }
        self.publicURL = publicURL
        self.listen = listen ?? ListenAddress.standard
        self.bot = bot
    }

    private static func readText(_ path: String, problems: ConfigSection.Problems) -> String? {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= fileBytesMax else {
                problems.add("the file is larger than \(fileBytesMax) bytes", at: nil)
                return nil
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                problems.add("the file is not UTF-8 text", at: nil)
                return nil
            }
            return text
        } catch {
            problems.add("the file cannot be read; check the path and its permissions", at: nil)
            return nil
        }
    }

    private static func addSyntaxError(_ error: any Error, to problems: ConfigSection.Problems) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            problems.add("not valid YAML: \(problem)", at: mark)
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            problems.add("\(keys.sorted().joined(separator: ", ")) is given twice in one section", at: context.mark)
        default:
            problems.add("not valid YAML", at: nil)
        }
    }
}
