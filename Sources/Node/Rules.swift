import CapabilityKit
import Federation
import Foundation
import Ledger
import Policy
import Vocabulary

/// The rules a node runs by, read from files: policies, purposes and the roster of forces.
package struct Rules: Sendable {
    package var rulebook: Rulebook
    package var roster: Roster

    /// Reads the rules shipped with the program, each file replaced by the node's own of the same name where it has one.
    package static func read(own folder: String?) throws -> Rules {
        let policies = try text(of: "policies.cedar", own: folder)
        let purposes: PurposeList = try json("purposes.json", own: folder)
        let roster: Roster = try json("forces.json", own: folder)
        return Rules(
            rulebook: Rulebook(
                policies: try PolicySet(parsing: policies, file: "policies.cedar"),
                purposes: purposes,
                version: Digest.sha256(policies).description
            ),
            roster: roster
        )
    }

    /// The roster of forces that is shipped, for commands that need no node.
    package static func shippedRoster() throws -> Roster { try json("forces.json", own: nil) }

    private static func text(of name: String, own folder: String?) throws -> String {
        let shipped = Bundle.module.resourceURL?.appending(path: "Rules/\(name)")
        let places = [folder.map { URL(filePath: $0).appending(path: name) }, shipped].compactMap { $0 }
        for place in places {
            if let text = try? String(contentsOf: place, encoding: .utf8) { return text }
        }
        throw Fault(.rulesMissing, "the file of rules `\(name)` is missing", help: "install the program again")
    }

    private static func json<Value: Decodable>(_ name: String, own folder: String?) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(try text(of: name, own: folder).utf8))
        } catch let error as DecodingError {
            throw Fault(
                .rulesMissing,
                "the file of rules `\(name)` is not what the node expects",
                help: "compare it with the one that is shipped",
                cause: error
            )
        }
    }
}

extension Fault.Code {
    /// A file of rules is missing or malformed.
    package static let rulesMissing = Self("node.rules_missing", status: 500)
}
