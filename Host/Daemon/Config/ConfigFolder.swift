import FoundationEssentials

/// The folder of the configuration file, to which relative paths inside it refer.
struct ConfigFolder {
    let url: URL

    /// `path` as an absolute one; the empty path stays empty.
    func path(_ path: String) -> String {
        guard !path.isEmpty, !path.hasPrefix("/") else { return path }
        return url.appending(path: path).standardizedFileURL.path()
    }
}
