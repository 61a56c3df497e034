internal import Logging
internal import UsherDomain
internal import UsherWire

extension WorkerPlan {
    /// What is needed to run a plugin file for the instances that are configured.
    init(
        _ candidate: Candidate, _ instances: [FittedInstance], _ settings: PluginHostSettings,
        _ groups: ControlGroups?, _ services: any WorkerServices, _ claimURLPrefix: (InstanceID) -> String, _ logger: Logger
    ) {
        var logger = logger
        let description = candidate.introduction.description
        logger[metadataKey: "plugin"] = "\(description.id)"
        let permissions = candidate.introduction.permissions
        let watches = description.extensions.contains(ExtensionID.watch) ? instances.count : 0
        self.init(
            executable: settings.workerExecutable, file: candidate.name.text, library: candidate.library,
            cell: CellPlan(permissions, watches: watches, policy: settings.sandbox, groups: groups),
            description: description,
            instances: instances.map { instance in
                WorkerPlan.Instance(
                    id: instance.id, configJSON: instance.configJSON, claimURLPrefix: claimURLPrefix(instance.id),
                    egress: candidate.introduction.permissions.resolved(configJSON: instance.configJSON),
                    problem: instance.problem)
            },
            services: services, deadlines: settings.deadlines, logger: logger,
            requirements: RequirementCheck(candidate.introduction.schemas.requirement))
        takesWebhooks = permissions.webhook
    }
}
