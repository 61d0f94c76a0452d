import Foundation
import Vocabulary

/// Every version of the rules that a node has run by, so that which rule applied on a day can always be answered.
///
/// One folder a version, named by its hash, with every file of rules as it was, and `history.json`: which version from
/// when. Nothing in it is ever changed or removed.
package struct RulesHistory: Sendable {
    let folder: String

    /// The history in a folder, which need not be there.
    package init(folder: String) { self.folder = folder }

    /// A version and when the node began to run by it.
    package struct Step: Hashable, Sendable, Codable {
        package var version: String
        /// RFC 3339.
        package var since: String
    }

    private var list: String { folder + "/history.json" }

    /// The steps, oldest first.
    package func steps() throws -> [Step] {
        guard let data = FileManager.default.contents(atPath: list) else { return [] }
        do {
            return try JSONDecoder().decode([Step].self, from: data)
        } catch {
            throw Fault(
                .rulesMissing,
                "`\(list)` is not what the node expects",
                help: "restore it from a backup: it says which rules applied when",
                cause: error
            )
        }
    }

    /// Keeps a version if the node did not run by it until now.
    ///
    /// - Returns: the version before it, when there was another.
    func keep(_ version: String, own: String, at moment: Timestamp) throws -> String? {
        var steps = try steps()
        guard steps.last?.version != version else { return nil }
        let place = "\(folder)/\(version)"
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for name in Rules.files {
                try Data(Rules.text(of: name, own: own).utf8)
                    .write(to: URL(filePath: "\(place)/\(name)"), options: .atomic)
            }
            let earlier = steps.last?.version
            steps.append(Step(version: version, since: moment.rfc3339UTC))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(steps).write(to: URL(filePath: list), options: .atomic)
            return earlier
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .folderUnusable,
                "`\(place)` cannot be written",
                help: "give the node room on its disk",
                cause: error
            )
        }
    }

    /// The folder of the rules that the node ran by at the end of a day in UTC; `nil` before its first.
    package func folder(on day: CalendarDate) throws -> (folder: String, step: Step)? {
        let last = try steps().last { String($0.since.prefix(10)) <= day.description }
        return last.map { ("\(folder)/\($0.version)", $0) }
    }
}
