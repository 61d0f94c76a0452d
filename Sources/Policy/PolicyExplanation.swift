import Vocabulary

/// What one rule makes of a request, clause by clause.
package struct RuleAccount: Hashable, Sendable {
    package var policy: PolicyID
    package var effect: PolicyRule.Effect
    /// What it says in words.
    package var words: String
    package var source: String?
    package var from: CalendarDate?
    package var until: CalendarDate?
    /// Whether it counts on the day.
    package var isEffective: Bool
    /// Whether all it asks for is so; always `false` for a rule that does not count on the day.
    package var applies: Bool
    /// What it asks for.
    package var clauses: [Clause]
    /// Why it could not be worked out, if it could not.
    package var problem: String?

    /// One thing a rule asks for, and whether it is so.
    package struct Clause: Hashable, Sendable {
        package var words: String
        package var isMet: Bool
    }
}

extension PolicySet {
    /// What each rule that speaks of the action makes of a request on a day, in the order of the file.
    package func accounts(of request: PolicyRequest, on day: CalendarDate) -> [RuleAccount] {
        let evaluator = PolicyEvaluator(request: request)
        return policies.filter { evaluator.fits($0.rule.action, request.action) }.map { policy in
            let isEffective = policy.isEffective(on: day)
            let heads = [
                (policy.rule.principal, request.principal, "it is for"),
                (policy.rule.resource, request.resource, "it is about"),
            ]
            var clauses = heads.filter { $0.0 != .any }.map { scope, entity, start in
                RuleAccount.Clause(words: evaluator.words(scope, start), isMet: evaluator.fits(scope, entity))
            }
            clauses += policy.clauses.map { clause in
                let truth = try? evaluator.truth(clause.expression)
                return RuleAccount.Clause(words: clause.words, isMet: truth.map { $0 != clause.isUnless } ?? false)
            }
            var applies = false
            var problem: String?
            do throws(PolicyEvaluationError) {
                if isEffective, evaluator.fits(policy.rule) {
                    applies = try evaluator.holds(policy.rule.conditions)
                }
            } catch {
                problem = error.message
            }
            return RuleAccount(
                policy: policy.id,
                effect: policy.rule.effect,
                words: policy.words ?? "the rule `\(policy.id)`",
                source: policy.source,
                from: policy.from,
                until: policy.until,
                isEffective: isEffective,
                applies: applies,
                clauses: clauses,
                problem: problem
            )
        }
    }
}
