internal import Glibc

/// The folder that plugins are dropped into. Nothing in it is trusted before it was looked at, and nothing is ever written to it.
final class PluginDirectory {
    /// More files than this are not looked at.
    static let filesMax = 256

    private let descriptor: Int32

    /// Opens `path`, which must be a folder that only its owner can write to.
    init(path: String) throws(PluginProblem) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ELOOP || errno == ENOTDIR
                ? PluginProblem("the plugin directory \(path) is not a directory: name the directory itself, not a link to it")
                : PluginProblem("the plugin directory \(path) cannot be opened: \(systemText(errno))")
        }
        if let problem = Self.ownership(of: descriptor, isDirectory: true) {
            throw PluginProblem("the plugin directory \(path) \(problem)")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The names of the files that look like plugins, as bytes, sorted.
    func names() throws(PluginProblem) -> [[UInt8]] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else {
            throw PluginProblem("the plugin directory cannot be listed: \(systemText(errno))")
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first != UInt8(ascii: "."), name.count > 3, name.suffix(3).elementsEqual(".so".utf8) { names.append(name) }
        }
        guard names.count <= Self.filesMax else {
            throw PluginProblem("the plugin directory holds more than \(Self.filesMax) plugins")
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Copies the file with this name out of reach of whoever may change it.
    func library(_ name: [UInt8]) throws(PluginProblem) -> SealedLibrary {
        var path = name.map(CChar.init(bitPattern:)) + [0]
        return try Self.library(at: &path, in: descriptor, name: String(decoding: name, as: UTF8.self))
    }

    /// Copies the file at a path.
    static func library(path: String) throws(PluginProblem) -> SealedLibrary {
        var bytes = path.utf8CString.map { $0 }
        return try library(at: &bytes, in: AT_FDCWD, name: path)
    }

    private static func library(
        at path: inout [CChar], in directory: Int32, name: String
    ) throws(PluginProblem) -> SealedLibrary {
        // Neither a link nor a pipe without a writer may hold us up.
        let file = openat(directory, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            throw errno == ELOOP
                ? PluginProblem("it is a symbolic link: put the file itself there")
                : PluginProblem("it cannot be opened: \(systemText(errno))")
        }
        defer { close(file) }
        if let problem = ownership(of: file, isDirectory: false) { throw PluginProblem("it \(problem)") }
        return try SealedLibrary(copyOf: file, name: name)
    }

    /// What is wrong with a file's kind, owner or mode.
    private static func ownership(of descriptor: Int32, isDirectory: Bool) -> String? {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { return "cannot be examined: \(systemText(errno))" }
        let kind = info.st_mode & S_IFMT
        guard kind == (isDirectory ? S_IFDIR : S_IFREG) else { return "is not a regular file" }
        guard info.st_uid == 0 || info.st_uid == geteuid() else {
            return "belongs to another user (uid \(info.st_uid)): chown it to root or to the user of this daemon"
        }
        guard info.st_mode & (S_IWGRP | S_IWOTH) == 0 else { return "can be written to by others: chmod go-w" }
        return nil
    }
}
