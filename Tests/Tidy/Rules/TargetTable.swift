import Testing

/// Package.swift and the table in ``Room`` say the same: a target that is not in the table, or may depend on more, is found.
struct TargetTable: Rule {
    func violations(in files: [SourceFile]) -> [Violation] {
        guard let manifest = files.first(where: { $0.path == "Package.swift" }) else {
            return [Violation(path: "Package.swift", line: nil, message: "there is none")]
        }
        // Targets below Tests are never shipped; that no shipped target depends on one follows from the table.
        let shipped = PackageManifest(manifest).targets.filter { !$0.isTest && !$0.folder.hasPrefix("Tests/") }
        return shipped.flatMap { target -> [Violation] in
            guard let room = Room.all.first(where: { $0.target == target.name }) else {
                return [
                    violation(
                        target,
                        "\(target.name) is not in the table of Tests/Tidy/Rules/Rooms.swift: add it, with what it holds out")
                ]
            }
            var found: [Violation] = []
            if room.folder != target.folder { found.append(violation(target, "\(target.name) belongs in \(room.folder)")) }
            for dependency in target.dependencies where !room.imports.contains(dependency) {
                found.append(violation(target, "\(target.name) may not depend on \(dependency)"))
            }
            return found
        }
    }

    private func violation(_ target: PackageManifest.Target, _ message: String) -> Violation {
        Violation(path: "Package.swift", line: target.line, message: message)
    }
}

struct TargetTableTests {
    @Test("Package.swift lets no target depend on more than it may")
    func repository() throws {
        try expectNoViolations(of: TargetTable())
        let manifest = try #require(try Repository.files.get().first { $0.path == "Package.swift" })
        #expect(PackageManifest(manifest).targets.count > 10, "Package.swift was not understood")
    }

    @Test("a dependency too many, a strange folder and an unknown target are found")
    func samples() {
        let text = """
            let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
            let package = Package(name: "usher", targets: [
                .target(name: "UsherEngine", dependencies: ["UsherDomain", grdb], path: "Host/Engine"),
                .target(name: "UsherWire", dependencies: [.product(name: "NIOCore", package: "swift-nio")], path: "Host/Wires"),
                .target(name: "Utils", path: "Host/Utils"),
                .target(name: "UsherStore", dependencies: [grdb], path: "Host/Store"),
                .testTarget(name: "TidyTests", dependencies: ["Anything"], path: "Tests/Tidy"),
            ])
            """
        let found = TargetTable().violations(in: text, at: "Package.swift")
        #expect(
            found.map(\.description) == [
                "Package.swift:3: UsherEngine may not depend on GRDB",
                "Package.swift:4: UsherWire belongs in Host/Wire",
                "Package.swift:4: UsherWire may not depend on NIOCore",
                "Package.swift:5: Utils is not in the table of Tests/Tidy/Rules/Rooms.swift: add it, with what it holds out",
            ])
    }
}
