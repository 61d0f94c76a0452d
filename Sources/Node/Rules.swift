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
    package var watch: WatchRules
    package var retention: RetentionRules
    package var exchange: ExchangeRules

    /// The files that a version of the rules is made of, in the order in which they are hashed.
    package static let files = [
        "policies.cedar", "schema.cedarschema", "purposes.json", "roles.json", "ranks.json", "powers.json",
        "authority.json", "retention.json", "grades.json",
    ]

    /// Reads the rules shipped with the program, each file replaced by the node's own of the same name where it has one.
    package static func read(own folder: String?) throws -> Rules {
        let schema = try PolicySchema(parsing: try text(of: "schema.cedarschema", own: folder))
        let policies = try PolicySet(parsing: try text(of: "policies.cedar", own: folder)).validated(by: schema)
        let purposes: PurposeList = try json("purposes.json", own: folder)
        let authority: AuthorityRules = try json("authority.json", own: folder)
        let reference = try referenceTables(own: folder)
        let problems = authority.problems(
            roles: Set(reference.roles.map(\.code)),
            ranks: Set(reference.ranks.map(\.code)),
            attributes: Set(Attribute.allCases.map(\.rawValue))
        )
        if let problem = problems.first {
            throw Fault(
                .rulesMissing,
                "authority.json: \(problem)",
                help: "correct the file; `reeve policy check` lists all"
            )
        }
        let roster: Roster = try json("forces.json", own: folder)
        return Rules(
            rulebook: Rulebook(
                policies: policies,
                purposes: purposes,
                version: try version(own: folder),
                authority: authority,
                reference: reference
            ),
            roster: roster,
            watch: try json("watch.json", own: folder),
            retention: try json("retention.json", own: folder),
            exchange: try json("exchange.json", own: folder)
        )
    }

    /// The cases that the rules are tested by.
    package static func cases(own folder: String?) throws -> [RuleCase] { try json("cases.json", own: folder) }

    /// SHA-256 over the names and hashes of all files of rules.
    package static func version(own folder: String?) throws -> String {
        let lines = try files.map { "\($0) \(Digest.sha256(try text(of: $0, own: folder)))\n" }
        return Digest.sha256(lines.joined()).description
    }

    static func referenceTables(own folder: String?) throws -> ReferenceTables {
        var tables = ReferenceTables()
        tables.roles = try rows("roles.json", "roles", own: folder)
        tables.ranks = try rows("ranks.json", "ranks", own: folder)
        tables.powers = try rows("powers.json", "powers", own: folder)
        tables.grades = try rows("grades.json", "grades", own: folder)
        return tables
    }

    private static func rows<Value: Decodable>(_ name: String, _ key: String, own folder: String?) throws -> [Value] {
        let table: [String: [Value]] = try json(name, own: folder)
        guard let rows = table[key] else {
            throw Fault(.rulesMissing, "`\(name)` has no `\(key)`", help: "compare it with the one that is shipped")
        }
        return rows
    }

    /// The roster of forces that is shipped, for commands that need no node.
    package static func shippedRoster() throws -> Roster { try json("forces.json", own: nil) }

    /// The text of a file of rules: the node's own where it has one.
    package static func text(of name: String, own folder: String?) throws -> String {
        let shipped = Bundle.module.resourceURL?.appending(path: "Rules/\(name)")
        let places = [folder.map { URL(filePath: $0).appending(path: name) }, shipped].compactMap { $0 }
        for place in places {
            if let text = try? String(contentsOf: place, encoding: .utf8) { return text }
        }
        throw Fault(.rulesMissing, "the file of rules `\(name)` is missing", help: "install the program again")
    }

    static func json<Value: Decodable>(_ name: String, own folder: String?) throws -> Value {
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

extension Bundle {
    /// The node's own files: rules, style, scripts.
    package static var node: Bundle { .module }
}

extension Fault.Code {
    /// A file of rules is missing or malformed.
    package static let rulesMissing = Self("node.rules_missing", status: 500)
}
