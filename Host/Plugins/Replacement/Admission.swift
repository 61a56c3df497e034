internal import UsherDomain

/// Whether a plugin file may be run, by what is known of it and of the one that was in use last. Pure.
enum Admission: Hashable, Sendable {
    case granted
    /// A person must allow these first.
    case asks([String])
    /// It is not started again. With the reason.
    case quarantined(String)

    /// Judges a file.
    ///
    /// - Parameters:
    ///   - pin: the file in use; `nil` when none ever was. Then there is nothing to compare with: the admin put the file there
    ///     and named its plugin in the configuration.
    ///   - isAllowed: a person allowed this content exactly these permissions.
    init(
        _ introduction: Introduction, _ digest: PluginDigest, pin: PluginPin?, isAllowed: Bool,
        quarantine: PluginQuarantine?
    ) {
        if let quarantine {
            self = .quarantined(quarantine.reason)
            return
        }
        guard let pin, !isAllowed else {
            self = .granted
            return
        }
        var asked = Self.excess(introduction.permissions, over: pin)
        // The same content is as old as itself.
        if pin.digest != digest, let text = Self.age(of: introduction.description.version, after: pin.version) {
            asked.append(text)
        }
        self = asked.isEmpty ? .granted : .asks(asked)
    }

    private static func excess(_ permissions: Permissions, over pin: PluginPin) -> [String] {
        guard permissions.json != pin.permissionsJSON else { return [] }
        do throws(PluginProblem) {
            return permissions.excess(over: try Permissions(json: pin.permissionsJSON))
        } catch {
            // What was allowed cannot be read any more, so that nothing of it is known to be.
            return permissions.lines
        }
    }

    private static func age(of version: String, after pinned: String) -> String? {
        guard version != pinned else { return nil }
        guard let new = PluginVersion(version), let old = PluginVersion(pinned) else {
            return "be used although nobody can say whether its version is newer (\(pinned) -> \(version))"
        }
        return new.isOlder(than: old) ? "be used although it is older (\(pinned) -> \(version))" : nil
    }
}
