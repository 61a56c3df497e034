/// All tests, in the order they are run: what nothing else makes sense without comes first.
enum Catalogue {
    static let all: [CheckerTest] = [
        LoadOpen.test,
        LoadTable.test,
        LifecycleCreate.test,
        LifecycleThousand.test,
        EvaluateAnswer.test,
        EvaluateWithoutServices.test,
    ]
}
