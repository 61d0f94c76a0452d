import Vocabulary

/// What a policy set answers, with the rules that decided.
package enum PolicyDecision: Hashable, Sendable {
    /// At least one rule permits and none forbids; the obligations are those of all rules that permit.
    case permitted(by: [PolicyID], obligations: [Obligation])
    /// No rule permits; the rules that came nearest, the nearest first.
    case notPermitted(nearest: [PolicyMiss])
    /// These rules forbid, whatever others permit.
    case forbidden(by: [PolicyReason])

    /// Whether the answer is yes.
    package var isPermitted: Bool {
        if case .permitted = self { true } else { false }
    }

    /// The rules that decided, or that came nearest.
    package var policies: [PolicyID] {
        switch self {
        case .permitted(let by, _): by
        case .notPermitted(let nearest): nearest.map(\.policy)
        case .forbidden(let by): by.map(\.policy)
        }
    }

    /// The reason in one sentence for the one who asked, without a full stop.
    package var words: String {
        switch self {
        case .permitted(let by, _): "permitted by \(by.map(\.rawValue).joined(separator: ", "))"
        case .notPermitted(let nearest):
            if let miss = nearest.first {
                "not permitted: \(miss.words)"
            } else {
                "not permitted: no rule speaks of this"
            }
        case .forbidden(let by): "forbidden: \(by.map(\.words).joined(separator: "; "))"
        }
    }
}

/// A rule that forbade, in words.
package struct PolicyReason: Hashable, Sendable {
    package var policy: PolicyID
    /// What the rule says.
    package var words: String
    /// Where it comes from.
    package var source: String?
}

/// A rule that would have permitted, and what it lacked.
package struct PolicyMiss: Hashable, Sendable {
    package var policy: PolicyID
    /// The first thing it asks for that was not so, in words.
    package var words: String
    /// Everything it asks for that was not so, in words: what would make it lawful.
    package var needs: [String]
    /// Where the rule comes from.
    package var source: String?
    /// How many of the things it asks for were so.
    var met: Int
    /// How many were not, as far as could be told.
    var unmet: Int
}

/// A rule that could not be worked out, and why.
package struct PolicyProblem: Hashable, Sendable {
    package var policy: PolicyID
    package var message: String
}

/// A decision with the rules that could not be worked out.
package struct PolicyEvaluation: Sendable {
    package var decision: PolicyDecision
    /// Rules left out because of an error; each should be looked into.
    package var problems: [PolicyProblem]
}

extension PolicySet {
    /// The most rules named in an answer that is not permitted.
    static let missesMax = 3

    /// Decides a request by the rules that count on a day.
    package func decide(_ request: PolicyRequest, on day: CalendarDate) -> PolicyDecision {
        evaluate(request, on: day).decision
    }

    /// Decides a request and tells which rules could not be worked out.
    package func evaluate(_ request: PolicyRequest, on day: CalendarDate) -> PolicyEvaluation {
        let evaluator = PolicyEvaluator(request: request)
        var permits: [NamedRule] = []
        var forbids: [NamedRule] = []
        var problems: [PolicyProblem] = []
        for policy in policies where policy.isEffective(on: day) {
            guard evaluator.fits(policy.rule) else { continue }
            do throws(PolicyEvaluationError) {
                guard try evaluator.holds(policy.rule.conditions) else { continue }
                if policy.rule.effect == .permit { permits.append(policy) } else { forbids.append(policy) }
            } catch {
                problems.append(PolicyProblem(policy: policy.id, message: error.message))
            }
        }
        let decision: PolicyDecision
        if !forbids.isEmpty {
            decision = .forbidden(
                by: forbids.map {
                    PolicyReason(policy: $0.id, words: $0.words ?? "the rule `\($0.id)` forbids it", source: $0.source)
                }
            )
        } else if !permits.isEmpty {
            let obligations = Set(permits.flatMap(\.obligations)).sorted()
            decision = .permitted(by: permits.map(\.id), obligations: obligations)
        } else {
            decision = .notPermitted(nearest: nearest(request, on: day))
        }
        return PolicyEvaluation(decision: decision, problems: problems)
    }

    /// The rules that would have permitted this action, nearest first.
    private func nearest(_ request: PolicyRequest, on day: CalendarDate) -> [PolicyMiss] {
        let evaluator = PolicyEvaluator(request: request)
        let misses = policies.compactMap { policy -> PolicyMiss? in
            guard policy.rule.effect == .permit, policy.isEffective(on: day),
                evaluator.fits(policy.rule.action, request.action)
            else { return nil }
            return evaluator.miss(policy)
        }
        return Array(
            misses.sorted { ($0.unmet, -$0.met, $0.policy) < ($1.unmet, -$1.met, $1.policy) }.prefix(Self.missesMax)
        )
    }
}

extension PolicyEvaluator {
    /// Whether the head of a rule fits.
    func fits(_ rule: PolicyRule) -> Bool {
        fits(rule.principal, request.principal) && fits(rule.action, request.action)
            && fits(rule.resource, request.resource)
    }

    /// Whether all conditions hold; the first that does not ends it.
    func holds(_ conditions: [PolicyRule.Condition]) throws(PolicyEvaluationError) -> Bool {
        for condition in conditions where try truth(condition.expression) == condition.isUnless { return false }
        return true
    }

    /// What a rule lacked.
    func miss(_ policy: NamedRule) -> PolicyMiss {
        var unmet: [String] = []
        var met = 0
        if fits(policy.rule.principal, request.principal) {
            met += 1
        } else {
            unmet.append(words(policy.rule.principal, "it is for"))
        }
        if fits(policy.rule.resource, request.resource) {
            met += 1
        } else {
            unmet.append(words(policy.rule.resource, "it is about"))
        }
        for clause in policy.clauses {
            if let truth = try? truth(clause.expression), truth != clause.isUnless {
                met += 1
            } else {
                unmet.append(clause.words)
            }
        }
        return PolicyMiss(
            policy: policy.id,
            words: unmet.first ?? policy.words ?? "the rule `\(policy.id)` does not apply",
            needs: unmet,
            source: policy.source,
            met: met,
            unmet: unmet.count
        )
    }

    func words(_ scope: PolicyRule.Scope, _ start: String) -> String {
        switch scope {
        case .any: "\(start) anybody"
        case .equal(let entity): "\(start) `\(entity.id)` only"
        case .member(let group): "\(start) the role `\(group.id)` only"
        case .memberOfAny(let groups): "\(start) \(groups.map { "`\($0.id)`" }.joined(separator: ", ")) only"
        case .type(let type): "\(start) a `\(type)` only"
        case .typeAndMember(let type, let group): "\(start) a `\(type)` of `\(group.id)` only"
        }
    }
}
