internal import Logging
internal import UsherDomain

/// Looks at files: copies, hashes, and asks each content once what it is. Its methods block; any thread.
struct Looker: Sendable {
    let settings: PluginHostSettings
    let introductions: Introductions
    let logger: Logger
    /// Becomes readable when nobody needs the answers any more; -1 = somebody always does.
    var stop: Int32 = -1

    /// Looks at one file of the plugin directory.
    func look(at name: FileName) -> Specimen {
        do throws(PluginProblem) {
            return look(at: name, in: try PluginDirectory(path: settings.pluginDirectory))
        } catch {
            return Specimen(name: name, finding: .unseen(error))
        }
    }

    func look(at name: FileName, in directory: PluginDirectory) -> Specimen {
        do throws(PluginProblem) {
            guard try directory.facts(of: name) != nil else { return Specimen(name: name, finding: .missing) }
        } catch {
            return Specimen(name: name, finding: .unseen(error))
        }
        var digest: PluginDigest?
        do throws(PluginProblem) {
            let library = try directory.library(name)
            let content = try library.digest(by: settings.contentHash)
            digest = content
            return Specimen(
                name: name, finding: .plugin(try introduction(of: library, content, name.text), content), library: library)
        } catch {
            // A shortage says nothing about the file.
            return Specimen(name: name, finding: error.isShortage ? .unseen(error) : .refused(error, digest))
        }
    }

    /// Looks at one file, wherever it lies.
    func look(atPath path: String) throws(PluginProblem) -> Introduction {
        let library = try PluginDirectory.library(path: path)
        return try introduction(of: library, try library.digest(by: settings.contentHash), path)
    }

    private func introduction(
        of library: SealedLibrary, _ digest: PluginDigest, _ file: String
    ) throws(PluginProblem) -> Introduction {
        if let known = introductions.of(digest) { return known }
        let inspector = Inspector(
            executable: settings.workerExecutable, deadlines: settings.deadlines, sandbox: settings.sandbox, logger: logger,
            stop: stop)
        let introduction = try inspector.describe(library, file: file)
        introductions.remember(introduction, of: digest)
        return introduction
    }
}
