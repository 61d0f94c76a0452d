import CapabilityKit
import Foundation
import Policy
import Vocabulary

/// One question to the rules: who, for what, about which record, on which day.
///
/// `Rules/cases.json` holds such questions with the answers they must have, beside the rules, so that oversight can read
/// what the rules do and a change that alters it is seen.
package struct RuleCase: Hashable, Sendable, Codable {
    package var title: String?
    /// The day, as `YYYY-MM-DD`.
    package var on: String?
    package var roles: [String]
    package var rank: String?
    package var training: [String]?
    package var action: String
    package var purpose: String?
    package var reference: String?
    /// What it is about: `node` (the default), `record`, or `category` and its code.
    package var resource: String?
    package var marking: String?
    package var status: String?
    package var emergency: Bool?
    package var authorities: [String]?
    package var sensitive: [String]?
    /// The condition of Schedule 8 that the sensitive categories rest on, by an entry; none is named without it.
    package var condition: String?
    /// The force whose node asks, where it is not this one.
    package var asker: String?
    /// The answer it must have: `permitted`, `not permitted` or `forbidden`.
    package var expect: String?
    /// The rules that must have decided, in any order.
    package var by: [String]?
    /// The obligations that must come with it, in any order.
    package var obligations: [String]?

    /// Creates a question.
    package init(roles: [String], action: String) {
        self.roles = roles
        self.action = action
    }

    /// The question in the terms of the rules.
    package func request(_ rulebook: Rulebook, on day: CalendarDate) throws -> PolicyRequest {
        guard let force = ForceCode("13") else { throw Fault(.rulesMissing, "no force is known by the code `13`") }
        let officer = Officer(
            number: "1000",
            name: "Sam Example",
            force: force,
            roles: Set(roles),
            rank: rank,
            training: Set(training ?? [])
        )
        var standing = Standing()
        if emergency == true { standing.emergency = 0 }
        for kind in authorities ?? [] { standing.authorities[kind] = 0 }
        for category in sensitive ?? [] {
            standing.sensitive[category] = SensitiveGround(entry: condition.map { _ in 1 }, condition: condition)
        }
        let parts = (resource ?? "node").split(separator: " ", maxSplits: 1)
        let about: PolicyEntity =
            switch parts.first {
            case "record":
                .record(
                    "any",
                    force: force,
                    marking: marking == "OFFICIAL-SENSITIVE" ? .officialSensitive : .official,
                    status: status ?? "open"
                )
            case "category": .category(parts.count > 1 ? String(parts[1]) : "")
            default: .node
            }
        let authority = Authority(purpose: purpose ?? "", reference: reference ?? "")
        return rulebook.request(
            Permission(action, ""),
            on: about,
            for: Requester(officer: officer, authority: authority, asker: asker.flatMap { ForceCode($0) }),
            day: day,
            standing
        )
    }

    /// Why the rules do not answer as they must; `nil` when they do.
    package func difference(_ rulebook: Rulebook, today: CalendarDate) throws -> String? {
        let day = on.flatMap { CalendarDate(parsing: $0) } ?? today
        let evaluation = rulebook.policies.evaluate(try request(rulebook, on: day), on: day)
        if let problem = evaluation.problems.first {
            return "`\(problem.policy)` cannot be worked out: \(problem.message)"
        }
        let decision = evaluation.decision
        if let expect, decision.verdict != expect { return "it is \(decision.words)" }
        if let by, Set(by) != Set(decision.policies.map(\.rawValue)) {
            return "it is decided by \(decision.policies.map(\.rawValue).sorted().joined(separator: ", "))"
        }
        if let obligations {
            var given: [String] = []
            if case .permitted(_, let all) = decision { given = all.map(\.rawValue) }
            if Set(given) != Set(obligations) { return "its obligations are \(given.joined(separator: ", "))" }
        }
        return nil
    }
}

extension PolicyDecision {
    /// The answer in two words at most.
    package var verdict: String {
        switch self {
        case .permitted: "permitted"
        case .notPermitted: "not permitted"
        case .forbidden: "forbidden"
        }
    }
}
