import CapabilityKit
import Foundation
import Policy
import Vocabulary

/// Something wrong with the files of rules.
package struct RuleProblem: Hashable, Sendable, Encodable {
    package var file: String
    /// From 1; absent where it is not one line.
    package var line: Int?
    package var rule: String?
    package var message: String
    /// Whether the node would still run by these rules.
    package var isWarning: Bool

    init(_ file: String, line: Int? = nil, rule: String? = nil, _ message: String, isWarning: Bool = false) {
        (self.file, self.line, self.rule, self.message, self.isWarning) = (file, line, rule, message, isWarning)
    }
}

extension Rules {
    /// Everything wrong with the rules that a node of this folder would run by; empty when they are good.
    package static func problems(own folder: String?) -> [RuleProblem] {
        var problems: [RuleProblem] = []
        /// Runs a step and notes the fault that ends it.
        func attempt<Value>(_ file: String, _ work: () throws -> Value) -> Value? {
            do {
                return try work()
            } catch let fault as Fault {
                problems.append(RuleProblem(file, fault.message))
            } catch {
                problems.append(RuleProblem(file, "cannot be read"))
            }
            return nil
        }
        let schema = attempt("schema.cedarschema") {
            try PolicySchema(parsing: try text(of: "schema.cedarschema", own: folder))
        }
        let policies = attempt("policies.cedar") { try PolicySet(parsing: try text(of: "policies.cedar", own: folder)) }
        if let schema, let policies {
            problems += policies.findings(by: schema).map {
                RuleProblem($0.file, line: $0.line, rule: $0.policy.rawValue, $0.message, isWarning: $0.isWarning)
            }
        }
        let purposes: PurposeList? = attempt("purposes.json") { try json("purposes.json", own: folder) }
        let authority: AuthorityRules? = attempt("authority.json") { try json("authority.json", own: folder) }
        let tables = attempt("tables") { try referenceTables(own: folder) }
        guard let purposes, let authority, let tables else { return problems }
        problems += authority.problems(
            roles: Set(tables.roles.map(\.code)),
            ranks: Set(tables.ranks.map(\.code)),
            attributes: Set(Attribute.allCases.map(\.rawValue))
        ).map { RuleProblem("authority.json", $0) }
        let codes = Set(purposes.purposes.map(\.code))
        for power in tables.powers {
            for purpose in power.purposes where !codes.contains(purpose) {
                problems.append(RuleProblem("powers.json", rule: power.code, "there is no purpose `\(purpose)`"))
            }
        }
        let kinds = Set(authority.references.map(\.code))
        for purpose in purposes.purposes {
            for kind in purpose.references ?? [] where !kinds.contains(kind) {
                problems.append(
                    RuleProblem("purposes.json", rule: purpose.code, "there is no kind of reference `\(kind)`")
                )
            }
        }
        if let policies {
            problems += unknownNames(in: policies, roles: Set(tables.roles.map(\.code)), purposes: codes)
        }
        return problems
    }

    /// Roles and purposes that a rule names and no table has.
    private static func unknownNames(
        in policies: PolicySet,
        roles: Set<String>,
        purposes: Set<String>
    ) -> [RuleProblem] {
        policies.policies.flatMap { policy -> [RuleProblem] in
            let text = PolicyPrinter.text(of: policy.rule)
            let line = policy.rule.line.number
            let named = text.matches(of: /Role::"([^"]*)"/).map { String($0.1) }
            let asked = text.matches(of: /purpose\.code == "([^"]*)"/).map { String($0.1) }
            let words = policy.words == nil ? ["it does not say in @words what it is"] : []
            let source = policy.source == nil ? ["it does not say in @source where it comes from"] : []
            return
                (named.filter { !roles.contains($0) }.map { "there is no role `\($0)`" }
                + asked.filter { !purposes.contains($0) }.map { "there is no purpose `\($0)`" } + words + source)
                .map { RuleProblem("policies.cedar", line: line, rule: policy.id.rawValue, $0) }
        }
    }
}
