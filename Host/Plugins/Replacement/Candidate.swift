internal import UsherDomain

/// A plugin file that may be run, with its content.
struct Candidate: Sendable {
    let name: FileName
    let digest: PluginDigest
    let introduction: Introduction
    let library: SealedLibrary
}
