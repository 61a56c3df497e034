/// The tidy tests: a program, not a reviewer, holds the repository to its rules.
///
/// - In here: one rule per file in `Rules/`. A rule looks at the files that git would track and says, by file and line, what is
///   not allowed and what to use instead. `Reading/` turns files into something a rule can look at.
/// - Not in here: anything that must be built or run first. A rule reads text, and all of them together take seconds.
/// - Imports: Foundation and Testing.
///
/// A new rule is a type that conforms to ``Rule``, a test that runs it over ``Repository/files``, and a test that gives it a bad
/// sample: a rule that has never failed proves nothing. A rule that is wrong in practice is changed here, with the reason in a
/// comment, and never worked around in the code it looks at.
enum TidyTests {}
