import Glibc

/// Asks a person before something is taken away.
enum Confirmation {
    /// Longest answer that is read, in bytes: it should be "yes".
    private static let answerBytesMax = 16

    /// Shows `what` on standard error and reads the answer from the terminal. Throws when there is no terminal to ask at:
    /// `otherwise` says what to do then.
    static func isGiven(
        to what: String, effect: String = "takes something away",
        otherwise: String = "say --yes before the instance if you mean it"
    ) throws(CommandFailure) -> Bool {
        guard isatty(0) == 1, isatty(2) == 1 else { throw CommandFailure(.usage, "\(what): \(effect); \(otherwise)") }
        let question = Array("\(what): \(effect). Type yes to go on: ".utf8)
        question.withUnsafeBytes { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
        var answer = [UInt8](repeating: 0, count: answerBytesMax)
        let count = read(0, &answer, answer.count)
        return count > 0 && answer[..<count].elementsEqual("yes\n".utf8)
    }
}
