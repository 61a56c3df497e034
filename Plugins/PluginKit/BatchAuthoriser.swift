/// A plugin whose third party can be asked about many accounts in one request (`usher.batch/1`).
///
/// Without it the host asks ``Authoriser/evaluate(_:of:call:)`` one by one, at no extra cost between host and plugin: it is worth
/// having only where one request replaces many.
public protocol BatchAuthoriser: Authoriser {
    /// Never more subjects than this at once; 0, the default, means as many as the host likes (at most 512).
    static var subjectsMax: UInt32 { get }

    /// What is known about each subject, in the order of `subjects`, one answer for each. Throwing makes all of them unknown;
    /// ``Evidence/unknown(_:retryAfterMilliseconds:)`` only one.
    func evaluate(_ requirement: JSON, of subjects: [Subject], call: Call) throws -> [Evidence]
}

extension BatchAuthoriser {
    /// As many as the host likes.
    public static var subjectsMax: UInt32 { 0 }
}
