import UsherPlugins

/// Looks at what this machine offers for locking plugins in.
struct SandboxExamination {
    let report: SandboxReport
    let policy: SandboxPolicy

    var findings: [Finding] { [kernel, groups] }

    private var kernel: Finding {
        guard !report.gaps.isEmpty else {
            return .good("sandbox", "plugins are locked in completely (Landlock \(report.landlockVersion))")
        }
        let missing = "this kernel lacks \(report.gaps.names.joined(separator: ", "))"
        guard !report.gaps.isDisjoint(with: .essential) else {
            return .fair("sandbox", missing, fix: "nothing stands open; a newer kernel would close it twice")
        }
        switch policy {
        case .required:
            return .bad(
                "sandbox", "\(missing): plugins do not start",
                fix: "use a kernel of 5.13 or later with Landlock enabled (lsm=landlock,…), or accept the risk with"
                    + " `sandbox: best-effort`")
        case .bestEffort:
            return .fair(
                "sandbox", "\(missing): plugins run all the same, as `sandbox: best-effort` says",
                fix: "use a kernel of 5.13 or later with Landlock enabled")
        }
    }

    private var groups: Finding {
        if let reason = report.noGroupsBecause {
            return .fair(
                "control groups", "workers have none of their own: \(reason)",
                fix: "with systemd, add Delegate=yes to the service; memory is limited by the address space until then")
        }
        return .good("control groups", "limits: \(report.groupLimits.joined(separator: ", "))")
    }
}
