/// How much one schema may ask for. Schemas come from strangers, and documents from whoever edits a rule.
public enum SchemaLimit {
    /// Levels of a schema, references followed: no form is nested deeper, and checking recurses as deep as that.
    public static let depth = 24
    /// Schemas within one schema. A manifest of 64 KiB could hold ten times as many; no form has as many fields.
    public static let nodes = 1_000
    /// What checking one document may cost, in values looked at: some tenths of a second. References and alternatives multiply,
    /// so that a small schema could otherwise take for ever.
    public static let steps = 200_000
    /// How many problems of one document are told: more than a person mends in one go, and few enough for a line of a log.
    public static let problems = 5
    /// Bytes of a name, of a value of the schema and of a place in a problem.
    public static let shown = 64
    /// How many choices and known keys are listed in a problem.
    public static let listed = 12
    /// Powers of ten in a number. What is larger is no measure of anything, and would make whole numbers of gigabytes.
    public static let exponent = 10_000
    /// Bytes of the name of a secret: the same as the configuration file takes.
    public static let secretName = 64
}
