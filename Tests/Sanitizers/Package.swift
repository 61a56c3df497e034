// swift-tools-version: 6.2
//
// The worker and the language it speaks, to be built with sanitizers: see run.sh, which puts this file into a folder of links.
// Small, because everything in it is built three times.

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "usher-sanitized",
    targets: [
        .target(
            name: "PluginABI", path: "PluginABI",
            exclude: ["README.md", "history", "Layout/layout.py", "Layout/v1.0.json", "Layout/v1.0.abi"], sources: ["Layout"],
            publicHeadersPath: "include"),
        .systemLibrary(name: "CFFI", path: "CFFI", pkgConfig: "libffi"),
        .target(name: "CSys", path: "CSys", publicHeadersPath: "include"),
        .target(name: "SanitizerOptions", path: "Options"),
        .target(name: "UsherWire", path: "Wire", swiftSettings: strict),
        .executableTarget(
            name: "usher-worker", dependencies: ["PluginABI", "UsherWire", "CFFI", "CSys", "SanitizerOptions"], path: "Worker",
            swiftSettings: strict),
        .testTarget(
            name: "UsherWireTests", dependencies: ["UsherWire", "PluginABI"], path: "WireTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
