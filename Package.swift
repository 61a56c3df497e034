// swift-tools-version: 6.2
//
// The house and who may import whom: docs/ARCHITECTURE.md. Why each dependency is here: docs/decisions/0002-dependencies.md.

import PackageDescription

/// Every target of ours is compiled strictly: Swift 6, `any` spelled out, imports internal unless said otherwise, no warnings.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A plugin exports one symbol, `usher_plugin_v1`; the version script hides everything else.
let onePluginSymbol: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/exports.map", "-use-ld=lld"]),
    // A plugin is kept in memory as a file: without symbols a third less of it.
    .unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release)),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "usher",
    products: [
        .executable(name: "usher", targets: ["usher"]),
        .executable(name: "usher-worker", targets: ["usher-worker"]),
        .executable(name: "usher-checker", targets: ["usher-checker"]),
        .library(name: "PluginKit", targets: ["PluginKit"]),
        .library(name: "PluginTestHost", targets: ["PluginTestHost"]),
        .library(name: "usher-invite-token", type: .dynamic, targets: ["InviteTokenEntry"]),
        .library(name: "usher-roster", type: .dynamic, targets: ["RosterEntry"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // The contract with plugins: one C header, and a C file that fails to compile when its layout moves.
        .target(
            name: "PluginABI", path: "PluginABI",
            exclude: ["README.md", "history", "Layout/layout.py", "Layout/v1.0.json", "Layout/v1.0.abi"], sources: ["Layout"],
            publicHeadersPath: "include"),

        // C at the rim.
        .systemLibrary(
            name: "CCurl", path: "Host/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CFFI", path: "Host/CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),
        .target(name: "CSys", path: "Host/CSys", publicHeadersPath: "include"),

        // The daemon's rooms.
        .target(name: "UsherDomain", path: "Host/Domain", swiftSettings: strict),
        .target(name: "UsherWire", path: "Host/Wire", swiftSettings: strict),
        .target(name: "UsherSchema", dependencies: ["UsherWire"], path: "Host/Schema", swiftSettings: strict),
        .target(
            name: "UsherHTTP", dependencies: ["UsherDomain", "CCurl"], path: "Host/HTTP", swiftSettings: strict),
        .target(
            name: "UsherEngine", dependencies: ["UsherDomain", logging], path: "Host/Engine", swiftSettings: strict),
        .target(
            name: "UsherStore", dependencies: ["UsherDomain", grdb, crypto], path: "Host/Store", exclude: ["Schema.sql"],
            swiftSettings: strict),
        .target(
            name: "UsherMatrix", dependencies: ["UsherDomain", "UsherHTTP", logging], path: "Host/Matrix",
            swiftSettings: strict),
        .target(
            name: "UsherPlugins", dependencies: ["UsherDomain", "UsherWire", "UsherSchema", "UsherHTTP", "CSys", logging],
            path: "Host/Plugins", swiftSettings: strict),
        .target(
            name: "UsherServer",
            dependencies: [
                "UsherDomain", "UsherEngine", hummingbird, logging, crypto, lifecycle,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ], path: "Host/Server", swiftSettings: strict),
        .executableTarget(
            name: "usher",
            dependencies: [
                "CSys", "UsherDomain", "UsherEngine", "UsherStore", "UsherHTTP", "UsherMatrix", "UsherPlugins", "UsherServer",
                lifecycle, logging,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Host/Daemon", swiftSettings: strict),

        // The only process that loads a plugin.
        .executableTarget(
            name: "usher-worker", dependencies: ["PluginABI", "UsherWire", "CFFI", "CSys"], path: "Host/Worker",
            swiftSettings: strict),

        // What tells plugin authors by rule number what to change. It plays the host against a plugin, in processes of its own.
        .executableTarget(
            name: "usher-checker", dependencies: ["PluginABI", "UsherWire", "UsherSchema", "CFFI", "CSys"], path: "Host/Checker",
            swiftSettings: strict),

        // What plugin authors use, and the plugins we ship.
        .target(name: "PluginKit", dependencies: ["PluginABI"], path: "Plugins/PluginKit", swiftSettings: strict),
        .target(
            name: "PluginTestHost", dependencies: ["PluginABI", crypto], path: "Plugins/PluginTestHost", exclude: ["README.md"],
            swiftSettings: strict),
        .target(
            name: "InviteToken", dependencies: ["PluginKit", "PluginABI"], path: "Plugins/InviteToken", exclude: ["Entry"],
            swiftSettings: strict),
        .target(
            name: "InviteTokenEntry", dependencies: ["InviteToken", "PluginKit", "PluginABI"],
            path: "Plugins/InviteToken/Entry", swiftSettings: strict, linkerSettings: onePluginSymbol),

        // The example in Swift, which authors copy; the tests' third party is asked through it.
        .target(
            name: "Roster", dependencies: ["PluginKit"], path: "Plugins/Examples/swift-roster", exclude: ["Entry", "README.md"],
            swiftSettings: strict),
        .target(
            name: "RosterEntry", dependencies: ["Roster", "PluginKit", "PluginABI"],
            path: "Plugins/Examples/swift-roster/Entry", swiftSettings: strict, linkerSettings: onePluginSymbol),

        // Test support, never shipped.
        .target(
            name: "UsherTesting", dependencies: ["UsherDomain", "UsherEngine", logging], path: "Tests/Support",
            swiftSettings: strict),
        .target(
            name: "FaultServer", dependencies: ["UsherHTTP"], path: "Tests/FaultServer", exclude: ["fault_server.py"],
            swiftSettings: strict),

        .testTarget(
            name: "UsherDomainTests", dependencies: ["UsherDomain", "UsherTesting"], path: "Tests/UsherDomainTests",
            swiftSettings: strict),
        .testTarget(
            name: "UsherWireTests", dependencies: ["UsherWire", "PluginABI"], path: "Tests/UsherWireTests",
            swiftSettings: strict),
        .testTarget(
            name: "UsherSchemaTests", dependencies: ["UsherSchema", "UsherWire"], path: "Tests/UsherSchemaTests",
            swiftSettings: strict),
        .testTarget(
            name: "UsherHTTPTests", dependencies: ["UsherHTTP", "UsherDomain", "FaultServer", "UsherTesting"],
            path: "Tests/UsherHTTPTests", swiftSettings: strict),
        .testTarget(
            name: "UsherMatrixTests",
            dependencies: ["UsherMatrix", "UsherHTTP", "UsherDomain", "FaultServer", "UsherTesting", logging],
            path: "Tests/UsherMatrixTests", swiftSettings: strict),
        .testTarget(
            name: "UsherStoreTests", dependencies: ["UsherStore", "UsherDomain", "UsherTesting", grdb, crypto],
            path: "Tests/UsherStoreTests", swiftSettings: strict),
        .testTarget(
            name: "UsherEngineTests",
            dependencies: ["UsherEngine", "UsherStore", "UsherDomain", "UsherTesting", logging],
            path: "Tests/UsherEngineTests", swiftSettings: strict),
        .testTarget(
            name: "UsherPluginsTests",
            dependencies: [
                "UsherPlugins", "UsherDomain", "UsherWire", "UsherHTTP", "UsherStore", "usher-worker", "FaultServer",
                "UsherTesting", logging,
            ], path: "Tests/UsherPluginsTests", swiftSettings: strict),
        .testTarget(
            name: "HostileTests",
            dependencies: [
                "UsherPlugins", "UsherStore", "UsherHTTP", "UsherDomain", "usher-worker", "UsherTesting", logging,
            ],
            path: "Tests/HostileTests", swiftSettings: strict),
        .testTarget(
            name: "UsherServerTests",
            dependencies: [
                "UsherServer", "UsherEngine", "UsherStore", "UsherDomain", "UsherTesting", hummingbird, logging,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ], path: "Tests/UsherServerTests", swiftSettings: strict),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "usher", "UsherDomain", "UsherEngine", "UsherMatrix", "UsherPlugins", "UsherServer", "UsherStore", "UsherTesting",
                lifecycle, logging,
            ], path: "Tests/DaemonTests", swiftSettings: strict),
        .testTarget(
            name: "ABITests", dependencies: ["PluginABI", "PluginTestHost", "UsherWire"], path: "Tests/ABI",
            exclude: ["next_minor.py", "pairs.c"], swiftSettings: strict),
        .testTarget(
            name: "CheckerTests", dependencies: ["usher-checker", "UsherPlugins", "InviteToken", "UsherWire"],
            path: "Tests/CheckerTests", exclude: ["Good", "Mistakes"], swiftSettings: strict),
        .testTarget(
            name: "PluginKitTests", dependencies: ["PluginKit", "PluginABI", "PluginTestHost"],
            path: "Tests/PluginKitTests", swiftSettings: strict),
        .testTarget(
            name: "InviteTokenTests", dependencies: ["InviteToken", "PluginKit", "PluginABI", "PluginTestHost"],
            path: "Tests/InviteTokenTests", swiftSettings: strict),
        .testTarget(
            name: "RosterTests", dependencies: ["Roster", "PluginKit", "PluginABI", "PluginTestHost"],
            path: "Tests/RosterTests", swiftSettings: strict),
        .executableTarget(
            name: "usher-bench",
            dependencies: [
                "UsherDomain", "UsherHTTP", "UsherMatrix", "UsherPlugins", "UsherStore", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/Benchmarks", exclude: ["bench.py", "community.py", "loop.py", "run.sh"], swiftSettings: strict),
        .executableTarget(
            name: "usher-simulate",
            dependencies: [
                "UsherEngine", "UsherStore", "UsherDomain", "UsherTesting", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/Simulation", swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["usher-simulate", "UsherEngine", "UsherStore", "UsherDomain", "UsherTesting", logging],
            path: "Tests/SimulationTests", swiftSettings: strict),
        .testTarget(name: "TidyTests", path: "Tests/Tidy", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
