internal import Glibc

/// Explains how a test process ended, when it did not end well.
enum Crash {
    static func finding(_ run: TestRun, isDone: Bool) -> Finding? {
        switch run.end {
        case .hung: hang(run)
        case .signal(let number): crash(run, number)
        case .exited(TestProcess.ExitCode.noDriver) where !isDone && !run.function.isEmpty:
            make(
                run, .silence, "a descriptor of the host was closed while \(place(run)) ran",
                "close only what you have opened yourself, once; never loop over all numbers")
        case .exited(TestProcess.ExitCode.noDriver) where !isDone:
            make(run, .contract, "the test process could not begin", "this is a fault of the checker: please report it")
        case .exited(let code) where !isDone:
            make(
                run, .silence, "the process was ended with exit code \(code) while \(place(run)) ran",
                "never call exit(), _exit() or quick_exit(): return a failure instead")
        case .exited: nil
        }
    }

    private static func hang(_ run: TestRun) -> Finding {
        make(
            run, .blocking, "\(place(run)) did not return within \(run.callMillisecondsMax / 1_000) seconds",
            "look at host->remaining_ms() in loops and waits; look for a lock that is taken twice, and for a loop that only a "
                + "successful service ends")
    }

    private static func crash(_ run: TestRun, _ number: Int32) -> Finding {
        if let region = run.fault.region, let finding = fault(run, region) { return finding }
        if number == SIGSYS {
            return make(
                run, .cell, "it tried to start a process while \(place(run)) ran",
                "never call fork(), posix_spawn(), system() or popen(): do the work in the plugin, a worker may start no other")
        }
        let output = String(decoding: run.output, as: UTF8.self)
        if number == SIGABRT, let finding = heap(run, output) { return finding }
        if number == SIGSEGV, run.fault.signal != 0, run.fault.address < 4_096 {
            return make(
                run, .contract, "it crashed at a NULL pointer while \(place(run)) ran (address \(run.fault.address))",
                "check what may be NULL: host->service(), host->alloc(), and the ptr of an empty usher_str")
        }
        let address = run.fault.signal == 0 ? "" : " at address 0x" + String(run.fault.address, radix: 16)
        return make(
            run, .unknown, "it crashed with \(name(of: number))\(address) while \(place(run)) ran",
            "run the command below with --in-process in a debugger; everything that a crashed worker was asked becomes unknown")
    }

    /// What malloc() and free() said when they gave up. What tells of damage comes first: free() finds that as well.
    private static func heap(_ run: TestRun, _ output: String) -> Finding? {
        func says(_ words: String...) -> Bool { words.contains(where: output.contains) }
        if says("corrupted", "invalid next size", "invalid prev", "unaligned", "malloc(): ", "malloc_consolidate(): ") {
            return make(
                run, .memory, "the heap was found damaged while \(place(run)) ran",
                "something wrote past the end of memory of malloc(): build with -fsanitize=address and run --in-process")
        }
        if says("double free or corruption") {
            return make(
                run, .memory,
                "memory was freed twice, or the heap was damaged by a write past the end of it, while \(place(run)) ran",
                "free each block once, on one way out; build with -fsanitize=address and run --in-process, which names the line")
        }
        guard says("free(): ", "munmap_chunk()", "realloc(): ") else { return nil }
        return make(
            run, .memory, "free() was called for memory that malloc() did not give, or twice, while \(place(run)) ran",
            "free only what you allocated: never an input, what host->alloc() or a service gave, or what emit() took")
    }

    /// A fault in memory that the checker laid out.
    private static func fault(_ run: TestRun, _ region: Region) -> Finding? {
        switch region.purpose {
        case .input:
            make(
                run, .memory, "\(place(run)) wrote into \(region.name), which is only lent to it",
                "copy what has to be changed (memcpy into host->alloc() memory)")
        case .behindInput:
            make(
                run, .strings, "\(place(run)) read or wrote past the end of \(region.name)",
                "there is no zero at the end: use usher_str.len with memcmp and memcpy, never strlen, strcmp, atoi or \"%s\"; "
                    + "and read structs only up to their size")
        case .endedInput:
            make(
                run, .memory, "\(place(run)) used \(region.name) after that call had returned",
                "inputs are only lent until the function returns: copy what you want to keep, in create() too")
        case .arena, .table:
            make(
                run, .memory, "\(place(run)) wrote into \(region.name), which is to be read only", "copy what has to be changed")
        case .behindArena:
            make(
                run, .memory, "\(place(run)) went past the end of the memory of \(region.name)",
                "what a service returns has a length and no zero at its end; ask alloc() for every byte that is written")
        case .endedArena:
            make(
                run, .memory, "\(place(run)) used the memory of \(region.name) after that call had returned",
                "what alloc() and services hand out ends with the call: copy what you want to keep with malloc()")
        case .behindTable:
            make(
                run, .size, "\(place(run)) read past the end of \(region.name)",
                "read host tables only up to their size: ask USHER_HAS(table, function) first")
        }
    }

    private static func make(_ run: TestRun, _ rule: Rule, _ what: String, _ change: String) -> Finding {
        Finding(severity: .error, rule: rule, function: run.function, what: what, change: change, seed: run.seed)
    }

    private static func place(_ run: TestRun) -> String {
        run.function.isEmpty ? "the checker" : run.function.contains(" ") ? run.function : "\(run.function)()"
    }

    private static func name(of number: Int32) -> String {
        let names: [Int32: String] = [
            SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL", SIGABRT: "SIGABRT", SIGKILL: "SIGKILL",
            SIGTRAP: "SIGTRAP", SIGSYS: "SIGSYS", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGPIPE: "SIGPIPE",
        ]
        return names[number] ?? "signal \(number)"
    }
}
