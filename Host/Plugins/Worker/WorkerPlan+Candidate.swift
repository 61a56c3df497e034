internal import Logging
internal import UsherDomain

extension WorkerPlan {
    /// What is needed to run a plugin file for the instances that are configured.
    init(
        _ candidate: Candidate, _ instances: [FittedInstance], _ settings: PluginHostSettings,
        _ groups: ControlGroups?, _ services: any WorkerServices, _ claimURLPrefix: (InstanceID) -> String, _ logger: Logger
    ) throws(PluginProblem) {
        var logger = logger
        let description = candidate.introduction.description
        logger[metadataKey: "plugin"] = "\(description.id)"
        self.init(
            executable: settings.workerExecutable, file: candidate.name.text, library: candidate.library,
            cell: CellPlan(candidate.introduction.permissions, policy: settings.sandbox, groups: groups),
            description: description,
            instances: instances.map { instance in
                WorkerPlan.Instance(
                    id: instance.id, configJSON: instance.configJSON, claimURLPrefix: claimURLPrefix(instance.id),
                    problem: instance.problem)
            },
            services: services, deadlines: settings.deadlines, logger: logger,
            requirements: RequirementCheck(candidate.introduction.schemas.requirement))
    }
}
