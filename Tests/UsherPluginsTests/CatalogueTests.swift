import Foundation
import Testing
import UsherDomain
import UsherPlugins
import UsherTesting

@Suite("The plugin directory")
struct CatalogueTests {
    @Test("Every file is looked at by itself: what is no plugin is named with its reason, the others go on")
    func mixedBag() async throws {
        let rig = PluginRig()
        let folder = rig.folder.path
        try rig.add("good", as: "good.so")
        let library = try Data(contentsOf: URL(fileURLWithPath: folder + "/good.so"))
        func write(_ data: Data, _ name: String) throws { try data.write(to: URL(fileURLWithPath: folder + "/" + name)) }
        try write(Data(), "a-empty.so")
        try write(Data("#!/bin/sh\necho hello\n".utf8), "b-script.so")
        try write(library.prefix(library.count / 3), "c-truncated.so")
        try write(library.prefix(40), "d-stub.so")
        try FileManager.default.createSymbolicLink(atPath: folder + "/e-link.so", withDestinationPath: folder + "/good.so")
        try FileManager.default.createSymbolicLink(atPath: folder + "/f-dangling.so", withDestinationPath: "/nowhere")
        #expect(mkfifo(folder + "/g-pipe.so", 0o600) == 0)
        try FileManager.default.createDirectory(atPath: folder + "/h-folder.so", withIntermediateDirectories: false)
        try write(library, "i-writable.so")
        #expect(chmod(folder + "/i-writable.so", 0o666) == 0)
        try write(Data("text".utf8), "README.md")
        try write(library, ".hidden.so")
        try write(library, "good.so~")

        let catalogue = try await Catalogue.scan(rig.settings, logger: rig.log.logger)
        let found = catalogue.entries.map { entry -> (String, String) in
            switch entry.plugin {
            case .success(let plugin): (entry.file, "plugin \(plugin.id)")
            case .failure(let problem): (entry.file, problem.text)
            }
        }
        let expected = [
            ("a-empty.so", "it is empty"), ("b-script.so", "it cannot be loaded: "), ("c-truncated.so", ""),
            ("d-stub.so", "it cannot be loaded: "), ("e-link.so", "symbolic link"), ("f-dangling.so", "symbolic link"),
            ("g-pipe.so", "not a regular file"), ("good.so", "plugin good"), ("h-folder.so", "not a regular file"),
            ("i-writable.so", "can be written to by others: chmod go-w"),
        ]
        #expect(found.map(\.0) == expected.map(\.0))
        for ((file, text), (_, part)) in zip(found, expected) {
            #expect(text.contains(part) || part.isEmpty, "\(file): \(text)")
        }
        #expect(found.filter { $0.1.hasPrefix("plugin ") }.count == 1)
    }

    @Test("A damaged file beside a good plugin does not keep the good one from working")
    func goodBesideBad() async throws {
        let rig = PluginRig()
        try rig.add("table", as: "works.so")
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: rig.folder.path + "/broken.so"))
        let instances = [ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}")]
        try await rig.run(instances) { (host) async throws in
            #expect(try await host.evaluateOnce().finding == .holds)
            #expect(host.problems().map(\.file) == ["broken.so"])
        }
    }

    @Test("Two files that say that they are the same plugin are both left alone")
    func twins() async throws {
        let rig = PluginRig()
        try rig.add("table", as: "one.so")
        try rig.add("table", as: "two.so")
        let instances = [ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}")]
        try await rig.run(instances) { (host) async throws in
            let status = try #require(await host.instances().first)
            #expect(
                status.health
                    == .down("several files say that they are the plugin hostile: one.so, two.so; keep one of them"))
            #expect(host.workers().isEmpty)
        }
    }

    @Test("An instance of a plugin that is not there is down, and unknown")
    func missing() async throws {
        let rig = PluginRig()
        let instances = [ConfiguredInstance(id: PluginRig.instance, pluginID: "nowhere", configJSON: "{}")]
        try await rig.run(instances) { (host) async throws in
            let status = try #require(await host.instances().first)
            #expect(status.health == .down("no file in the plugin directory is the plugin nowhere"))
            #expect(await host.describe(code: "x", at: PluginRig.instance).unknown?.kind == .notRunning)
            #expect(await host.describe(code: "x", at: InstanceID("stranger")!).unknown?.kind == .notRunning)
        }
    }

    @Test("A directory that is none, is a link, or that others may write to is refused")
    func directories() async throws {
        let rig = PluginRig()
        let folder = rig.folder.path
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder)
        try FileManager.default.createDirectory(atPath: folder + "/open", withIntermediateDirectories: false)
        #expect(chmod(folder + "/open", 0o777) == 0)
        for (name, reason) in [("nowhere", "cannot be opened"), ("link", "not a directory"), ("open", "chmod go-w")] {
            var settings = rig.settings
            settings.pluginDirectory = folder + "/" + name
            await #expect {
                _ = try await Catalogue.scan(settings, logger: rig.log.logger)
            } throws: { "\($0)".contains(reason) }
        }
    }

    @Test("A file can be looked at wherever it lies, and a missing worker is named")
    func inspect() async throws {
        let rig = PluginRig()
        let good = try PluginCompiler.shared.library("good")
        let plugin = try await Catalogue.inspect(file: good, settings: rig.settings, logger: rig.log.logger)
        #expect(plugin.id == "good")
        await #expect {
            _ = try await Catalogue.inspect(file: "/nowhere.so", settings: rig.settings, logger: rig.log.logger)
        } throws: { "\($0)".contains("cannot be opened") }
        var settings = rig.settings
        settings.workerExecutable = "/nowhere/usher-worker"
        await #expect {
            _ = try await Catalogue.inspect(file: good, settings: settings, logger: rig.log.logger)
        } throws: { "\($0)".contains("the worker /nowhere/usher-worker cannot be started") }
    }

    @Test("A plugin that is replaced while it runs goes on as it was")
    func replaced() async throws {
        let rig = PluginRig()
        try rig.add("crash_every_third", as: "plugin.so")
        let instances = [ConfiguredInstance(id: PluginRig.instance, pluginID: "hostile", configJSON: "{}")]
        try await rig.run(instances) { (host) async throws in
            #expect(try await host.evaluateOnce().finding == .holds)
            // In place, which would kill a process that had mapped the file itself.
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: rig.folder.path + "/plugin.so"))
            try file.truncate(atOffset: 0)
            try file.close()
            #expect(try await host.evaluateOnce().finding == .holds)
            _ = try await host.evaluateOnce()
            try await eventually("the same plugin runs again") { try host.worker().isServing }
            #expect(try await host.evaluateOnce().finding == .holds)
        }
    }
}

extension Answer {
    /// The reason, where there is no answer.
    var unknown: Unknown? {
        if case .unknown(let unknown) = self { unknown } else { nil }
    }
}
