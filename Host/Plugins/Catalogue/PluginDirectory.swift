internal import Glibc

/// The folder that plugins are dropped into. Nothing in it is trusted before it was looked at, and nothing is ever written to it.
final class PluginDirectory {
    /// More plugins than this are not looked at.
    static let filesMax = 256
    /// More names than this are not even read: a directory with more of them is not meant for plugins.
    private static let namesMax = 65_536
    /// A directory is at most this deep: the way up must end somewhere.
    private static let depthMax = 64

    /// What lies in the folder.
    struct Listing {
        /// Those to look at, sorted.
        var names: [FileName]
        /// How many plugins there are beside them.
        var surplus: Int

        /// What to tell an admin about the surplus; `nil` when there is none.
        var problem: PluginProblem? {
            guard surplus > 0 else { return nil }
            return PluginProblem(
                "the plugin directory holds more than \(PluginDirectory.filesMax) plugins: \(surplus) of them are not looked at; "
                    + "remove what is not needed")
        }
    }

    private let descriptor: Int32
    private let trust = FileTrust(user: geteuid())

    /// Opens `path`, which must be a folder that nobody but root and this user can change or replace.
    init(path: String) throws(PluginProblem) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ELOOP || errno == ENOTDIR
                ? PluginProblem("the plugin directory \(path) is not a directory: name the directory itself, not a link to it")
                : PluginProblem("the plugin directory \(path) cannot be opened", errno: errno)
        }
        let facts: FileFacts
        do throws(PluginProblem) {
            facts = try FileFacts.of(descriptor)
        } catch {
            throw PluginProblem("the plugin directory \(path) \(error)")
        }
        if let problem = trust.problem(ofDirectory: facts) { throw PluginProblem("the plugin directory \(path) \(problem)") }
        try checkParents(of: facts, path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Which directory this is: another one may stand at the same path later.
    func facts() throws(PluginProblem) -> FileFacts { try FileFacts.of(descriptor) }

    /// What lies in it. Where there is too much, `known` names come first: a flood of files must not push out what runs.
    func listing(known: Set<FileName> = []) throws(PluginProblem) -> Listing {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw Self.unlisted(errno) }
        guard let stream = fdopendir(copy) else {
            let reason = errno
            close(copy)
            throw Self.unlisted(reason)
        }
        defer { closedir(stream) }
        var names = try Self.names { readdir(stream) }
        names.sort()
        guard names.count > Self.filesMax else { return Listing(names: names, surplus: 0) }
        let first = names.filter(known.contains).prefix(Self.filesMax)
        let rest = names.filter { !known.contains($0) }.prefix(Self.filesMax - first.count)
        return Listing(names: (first + rest).sorted(), surplus: names.count - Self.filesMax)
    }

    /// The names that `next` gives one by one. The end is told from a failure: names that could not be read are not known, which
    /// is not the same as gone.
    static func names(_ next: () -> UnsafeMutablePointer<dirent>?) throws(PluginProblem) -> [FileName] {
        var names: [FileName] = []
        while names.count < namesMax {
            errno = 0
            guard let entry = next() else {
                guard errno == 0 else { throw unlisted(errno) }
                break
            }
            let name = FileName(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
            if name.isPlugin { names.append(name) }
        }
        return names
    }

    private static func unlisted(_ reason: Int32) -> PluginProblem {
        PluginProblem("the plugin directory cannot be listed: \(systemText(reason))")
    }

    /// The facts of a file, without opening it; `nil` when there is none of this name. Throws when nobody knows.
    func facts(of name: FileName) throws(PluginProblem) -> FileFacts? {
        var info = stat()
        if fstatat(descriptor, Self.path(name), &info, AT_SYMLINK_NOFOLLOW) == 0 { return FileFacts(info) }
        guard errno == ENOENT else { throw PluginProblem("it cannot be examined: \(systemText(errno))") }
        return nil
    }

    /// Copies the file with this name out of reach of whoever may change it.
    func library(_ name: FileName) throws(PluginProblem) -> SealedLibrary {
        try Self.library(at: Self.path(name), in: descriptor, name: name.text, trust)
    }

    /// Copies the file at a path.
    static func library(path: String) throws(PluginProblem) -> SealedLibrary {
        try library(at: Array(path.utf8CString), in: AT_FDCWD, name: path, FileTrust(user: geteuid()))
    }

    private static func path(_ name: FileName) -> [CChar] { name.bytes.map(CChar.init(bitPattern:)) + [0] }

    private static func library(
        at path: [CChar], in directory: Int32, name: String, _ trust: FileTrust
    ) throws(PluginProblem) -> SealedLibrary {
        // Neither a link nor a pipe without a writer may hold us up.
        let file = openat(directory, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            throw errno == ELOOP
                ? PluginProblem("it is a symbolic link: put the file itself there")
                : PluginProblem("it cannot be opened", errno: errno)
        }
        defer { close(file) }
        let before: FileFacts
        do throws(PluginProblem) {
            before = try FileFacts.of(file)
        } catch {
            throw PluginProblem("it \(error)")
        }
        if let problem = trust.problem(ofFile: before) { throw PluginProblem("it \(problem)") }
        guard before.size <= SealedLibrary.bytesMax else { throw SealedLibrary.tooLarge }
        let library = try SealedLibrary(copyOf: file, name: name)
        // What was read must be one content, not the beginning of one and the end of another.
        guard try FileFacts.of(file).isSameContent(as: before), library.size == before.size else { throw .unsettled }
        return library
    }

    /// Goes up to the root, by the directories themselves rather than by their names.
    private func checkParents(of directory: FileFacts, _ path: String) throws(PluginProblem) {
        var child = directory
        var place = path
        var way = ""
        for _ in 0..<Self.depthMax {
            way += "../"
            var info = stat()
            guard fstatat(descriptor, way, &info, 0) == 0 else {
                throw PluginProblem("what lies above \(place) cannot be examined", errno: errno)
            }
            let facts = FileFacts(info)
            guard facts.inode != child.inode || facts.device != child.device else { return }
            place = Self.parent(of: place)
            if let problem = trust.problem(ofParent: facts, of: child) {
                throw PluginProblem("the plugin directory \(path) is not safe there: \(place) \(problem)")
            }
            child = facts
        }
        throw PluginProblem("the plugin directory \(path) lies too deep")
    }

    /// The path above, for people: behind a link it can be another one.
    private static func parent(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return path.hasPrefix("/") ? "/" + parts.joined(separator: "/") : parts.isEmpty ? ".." : parts.joined(separator: "/")
    }
}

extension PluginProblem {
    /// The file changed while it was read: somebody is still copying it.
    static let unsettled = PluginProblem("it is still being written")
}
