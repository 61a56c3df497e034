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
    let loop: LoopSection

    /// Reads `path`. Relative paths inside are relative to the file's own folder. Throws ``ConfigFailure`` with every problem.
    static func read(_ path: String) throws(ConfigFailure) -> Configuration {
        let problems = ConfigSection.Problems(file: path)
        let text = try ConfigText.read(path, bytesMax: fileBytesMax, problems: problems)
        return try parse(text, path: path, problems: problems)
    }

    static func parse(_ text: String, path: String, problems: ConfigSection.Problems) throws(ConfigFailure) -> Configuration {
        let section = try ConfigSection.whole(
            text, problems: problems, empty: "the file is empty; docs/admin/configuration.md shows one that works")
        let folder = URL(filePath: path).deletingLastPathComponent()
        let configuration = Configuration(section, folder: ConfigFolder(url: folder))
        section.finish()
        guard problems.all.isEmpty, let configuration else {
            throw ConfigFailure(sorted: problems)
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
        loop = LoopSection(file.section("loop"))
        guard let publicURL, let bot else { return nil }
        self.publicURL = publicURL
        self.listen = listen ?? ListenAddress.standard
        self.bot = bot
    }
}
