import UsherDomain
import UsherTesting

/// Files that are no plugins, or not any more: groups 1 to 19. What takes a directory of its own is in DirectoryTests.
enum FileCases {
    static let all = texts + cuts + flips + machines + kinds + places + changes + links + pages + names

    private static func file(_ group: Int, _ name: String, _ trick: FileTrick, _ expected: Expectation) -> HostileCase {
        HostileCase(group, name, "H", .file(trick), expecting: expected)
    }

    private static let texts = [
        file(1, "empty", .text(""), .refused("it is empty")),
        file(1, "text", .text("This is not a library.\n"), .refused("cannot be loaded")),
        file(1, "page", .text("<!doctype html><title>404 Not Found</title>"), .refused("cannot be loaded")),
        file(1, "script", .text("#!/bin/sh\ntouch /tmp/usher-hostile-file\n"), .refused("cannot be loaded")),
    ]

    /// After so many eighths of the file.
    private static let cuts = (1...6).map { file(2, "\($0)-eighths", .cut(eighths: $0), .refused("signal 7")) }

    private static let flips =
        [
            file(3, "headers-elsewhere", .patch(at: 32, [0, 0, 0, 0x40]), .refused("cannot be loaded")),
            file(3, "no-headers", .patch(at: 56, [0, 0]), .refused("cannot be loaded")),
            file(3, "small-headers", .patch(at: 54, [1, 0]), .refused("cannot be loaded")),
        ]
        + (1...24).map { file(3, "headers-\($0)", .flip(seed: UInt64($0), in: 0x20..<0x280), .contained) }
        + (1...12).map { file(3, "anywhere-\($0)", .flip(seed: UInt64($0), in: nil), .contained) }

    private static let machines = [
        file(4, "aarch64-or-not", .patch(at: 18, [0xfe, 0xca]), .refused("cannot be loaded")),
        file(4, "32-bit", .patch(at: 4, [1]), .refused("cannot be loaded")),
        file(4, "big-endian", .patch(at: 5, [2]), .refused("cannot be loaded")),
        file(4, "executable", .patch(at: 16, [2]), .refused("cannot be loaded")),
        file(4, "core", .patch(at: 16, [4]), .refused("cannot be loaded")),
        file(4, "old-abi", .patch(at: 7, [9, 9]), .refused("cannot be loaded")),
        file(4, "other-libc", .replace("libc.so.6", "libmusl.1"), .refused("cannot be loaded")),
    ]

    private static let kinds = [
        file(5, "directory", .directory, .refused("not a regular file")),
        file(5, "fifo", .fifo, .refused("not a regular file")),
        file(5, "socket", .socket, .refused("cannot be opened")),
        file(5, "device", .device, .refused("not a regular file")),
        file(6, "link", .link(dangling: false), .refused("symbolic link")),
        file(6, "dangling", .link(dangling: true), .refused("symbolic link")),
        file(6, "swapped", .swappedLink, .no("plain")),
    ]

    private static let places = [
        file(7, "foreign-hard-link", .foreignHardLink, .refused("belongs to another user")),
        file(8, "others-write", .mode(0o666), .refused("chmod go-w")),
        file(8, "group-writes", .mode(0o664), .refused("chmod go-w")),
        file(8, "foreign-owner", .foreignOwner, .refused("belongs to another user")),
    ]

    private static let changes = [
        file(9, "renamed-over", .whileLoaded(.renameOver), .no("plain")),
        file(10, "overwritten", .whileLoaded(.overwrite), .no("plain")),
        file(10, "cut-off", .whileLoaded(.cutOff), .no("plain")),
        file(11, "half-copied", .halfCopied, .no("plain")),
        file(12, "deleted", .whileLoaded(.delete), .unknown([.notRunning], .goesOn)),
        file(13, "asks-for-more", .asksForMore, .no("plain")),
        file(13, "older", .older, .no("plain")),
        file(14, "twins", .twins, .refused("several files say")),
    ]

    private static let links = [
        HostileCase(16, "missing-symbol", "H", .source("linker", 5), expecting: .refused("undefined symbol")),
        file(16, "missing-library", .replace("libc.so.6", "libgone.1"), .refused("cannot be loaded")),
        HostileCase(16, "own-path", "H", .file(.besideIt(rpath: "$ORIGIN")), expecting: .refused("cannot be loaded")),
        HostileCase(16, "relative-path", "H", .file(.besideIt(rpath: ".")), expecting: .refused("cannot be loaded")),
    ]

    private static let pages = [
        file(17, "write-and-run", .segment(type: 1, having: 5, becoming: 7), .refused("cannot be loaded")),
        file(17, "executable-stack", .segment(type: 0x6474_e551, having: 6, becoming: 7), .refused("cannot be loaded")),
        file(17, "relocated-text", .textRelocation, .refused("cannot be loaded")),
    ]

    private static let names = [
        file(18, "newline", .named("line\nbreak"), .no("plain")), file(18, "escape", .named("\u{1b}[31mred"), .no("plain")),
        file(18, "no-text", .namedBytes([0xff, 0xfe]), .no("plain")),
        file(18, "long", .longName, .no("plain")),
        file(18, "dots", .named("..."), .ignored),
        file(19, "hidden", .exactly(prefix: ".", suffix: ".so"), .ignored),
        file(19, "backup", .exactly(prefix: "", suffix: ".so~"), .ignored),
        file(19, "part", .exactly(prefix: "", suffix: ".so.part"), .ignored),
        file(19, "swap", .exactly(prefix: ".", suffix: ".so.swp"), .ignored),
        file(19, "emacs", .exactly(prefix: "#", suffix: ".so#"), .ignored),
    ]
}
