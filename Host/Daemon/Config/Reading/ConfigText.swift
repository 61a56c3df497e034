import FoundationEssentials
import Yams

/// A YAML file as text.
enum ConfigText {
    /// Reads the file at `path`. Throws ``ConfigFailure`` when it cannot be read, is no text, or has more than `bytesMax`.
    static func read(_ path: String, bytesMax: Int, problems: ConfigSection.Problems) throws(ConfigFailure) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            problems.add("the file cannot be read; check the path and its permissions", at: nil)
            throw ConfigFailure(problems: problems.all)
        }
        guard data.count <= bytesMax else {
            problems.add("the file is larger than \(bytesMax) bytes", at: nil)
            throw ConfigFailure(problems: problems.all)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            problems.add("the file is not UTF-8 text", at: nil)
            throw ConfigFailure(problems: problems.all)
        }
        return text
    }
}

extension ConfigSection {
    /// The whole of a YAML text; `empty` is what is said about one without anything in it.
    static func whole(_ text: String, problems: Problems, empty: String) throws(ConfigFailure) -> ConfigSection {
        do {
            if let root = try Yams.compose(yaml: text) { return ConfigSection(root, path: "", problems: problems) }
            problems.add(empty, at: nil)
        } catch {
            addSyntaxError(error, to: problems)
        }
        throw ConfigFailure(problems: problems.all)
    }

    private static func addSyntaxError(_ error: any Error, to problems: Problems) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            problems.add("not valid YAML: \(problem)", at: mark)
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            problems.add("\(keys.sorted().joined(separator: ", ")) is given twice in one section", at: context.mark)
        default:
            problems.add("not valid YAML", at: nil)
        }
    }
}
