/// The groups of hostile and sloppy behaviour that a plugin host must survive, each held by at least one ``HostileCase``.
enum HostileGroups {
    static let all: [String] = files + tables + calls + crashes + processes + protocols

    private static let files = [
        "a file that is no library: empty, text, a page, a script", "an ELF file that is cut off", "flipped bits in ELF headers",
        "another machine, class, byte order, kind of file or C library", "a directory, a FIFO, a socket, a device",
        "symbolic links, dangling, swapped while it is looked at", "a hard link to somebody else's file",
        "files and folders that others may write to, or own", "replaced by rename while loaded",
        "overwritten or cut off in place while loaded", "still being copied", "deleted while loaded",
        "other bytes than those that were agreed to", "two files with one plugin id, one file twice",
        "ten thousand files, a file of four gigabytes", "libraries and symbols that are missing, paths of one's own",
        "memory to write and run, an executable stack, text that is relocated", "names that are no text, too long, or lead away",
        "hidden, temporary and left-over names",
    ]

    private static let tables = [
        "no entry, data for an entry, the entry of another major", "an entry that returns no table",
        "sizes that are none", "major and minor versions that do not fit", "required functions that are missing",
        "functions outside of the plugin's own code", "manifests that are wrong, huge, deep, double or strange",
        "schemas that are invalid, remote or endless", "an extension() that lies",
    ]

    private static let calls = [
        "too few, too many and foreign items", "a status that contradicts the item", "findings and states that are none",
        "items of no kind, of a wrong kind, of a wrong size, nowhere", "calls that are over, forged or somebody else's",
        "host services where there is no call", "strings that are none, endless or no text", "streams without end",
        "borrowed memory written, kept and freed", "memory that changes while it is copied",
        "leaving a function by another way than its end", "instances without self, confused and half made",
    ]

    private static let crashes = [
        "every way to crash, in every function", "a broken heap that is noticed later", "a polite or sudden end of the process",
        "calls that never end, or too late", "a constructor, destructor or thread that never ends",
        "a crash every few calls, after a replacement, at every start",
    ]

    private static let processes = [
        "starting processes", "signal handlers, masks and timers", "locale, environment, folder, limits",
        "descriptors closed, replaced and read", "descriptors, threads, memory and space without end",
        "opening the daemon's files and other processes'", "networks by itself", "reaching into other processes and the kernel",
        "tricks with the dynamic linker", "ending libraries that others use", "threads that go on when all should end",
    ]

    private static let protocols = [
        "forged messages", "descriptors that nobody wants", "requests without end", "HTTP to where it may not go",
        "connections to where they may not go", "keys and values of others, too many, too large", "secrets of others, and told",
        "signatures checked wrongly", "links that lead astray or prove nothing", "webhooks that are believed",
        "actions that are declared wrongly", "action results that are none", "destructive actions",
        "times that make no sense", "listings that contradict themselves",
    ]
}
