import FoundationEssentials
import Glibc

/// Looks at the files and folders that the configuration names.
struct FileExamination {
    let configuration: Configuration

    var findings: [Finding] {
        [dataDirectory, pages, secret("bot token", configuration.bot.accessTokenFile)] + instanceSecrets
    }

    private var dataDirectory: Finding {
        let path = configuration.dataDirectory
        var status = stat()
        guard stat(path, &status) == 0 else {
            let parent = URL(filePath: path).deletingLastPathComponent().path()
            guard access(parent, W_OK) == 0 else {
                return .bad(
                    "data directory", "\(path) does not exist and cannot be made",
                    fix: "mkdir -p \(path) && chmod 700 \(path), owned by the user that runs usher")
            }
            return .good("data directory", "\(path) will be made at the first start")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return .bad("data directory", "\(path) is no directory", fix: "name a directory in data_directory")
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            return .bad(
                "data directory", "\(path) cannot be written to by this user",
                fix: "run this as the user that runs usher, or chown \(path)")
        }
        guard status.st_mode & 0o077 == 0 else {
            return .bad("data directory", "\(path) is open to other users", fix: "chmod 700 \(path)")
        }
        return .good("data directory", path)
    }

    private var pages: Finding {
        let index = configuration.webDirectory + "/index.html"
        guard access(index, R_OK) == 0 else {
            return .bad("web pages", "\(index) cannot be read", fix: "let web_directory name the folder with index.html")
        }
        return .good("web pages", configuration.webDirectory)
    }

    private var instanceSecrets: [Finding] {
        configuration.instances.flatMap { instance in
            instance.secretFiles.sorted { $0.key < $1.key }.map { secret("secret \(instance.id)/\($0.key)", $0.value) }
        }
    }

    private func secret(_ subject: String, _ file: String) -> Finding {
        var status = stat()
        guard stat(file, &status) == 0 else {
            return .bad(subject, "\(file) does not exist", fix: "put the secret into it, and nothing else")
        }
        guard access(file, R_OK) == 0 else {
            return .bad(subject, "\(file) cannot be read by this user", fix: "chown it to the user that runs usher")
        }
        guard status.st_size > 0 else { return .bad(subject, "\(file) is empty", fix: "put the secret into it") }
        guard status.st_mode & 0o077 == 0 else {
            return .fair(subject, "others can read \(file)", fix: "chmod 600 \(file)")
        }
        return .good(subject, file)
    }
}
