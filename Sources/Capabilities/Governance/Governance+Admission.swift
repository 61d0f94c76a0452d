import CapabilityKit
import Ledger

extension GovernanceBook {
    /// What the votes on an opening come to now; while the vote is open, the figures of the moment.
    ///
    /// O(votes on it) signatures are checked.
    func heard(_ opening: GovernanceOpening) throws -> GovernanceCount {
        let forces = try electorate(of: opening)
        return GovernanceCount(
            GovernanceCount.hear(ballots, opening, forces),
            opening: opening,
            forces: forces,
            isClosed: false
        )
    }

    /// The forces with a vote on an opening: those in being on the day of its close.
    func electorate(of opening: GovernanceOpening) throws -> [GovernanceElectorate.Row] {
        guard let roster = rosters.first(where: { $0.digest == opening.roster }) else {
            throw GovernanceBallotLog.unproved("the roster that the opening names is not with it")
        }
        return try roster.members(on: opening.closes.utcDate)
    }

    /// The log of votes as it is published; `nil` before it was first sealed.
    var ballotLog: GovernanceBallotLog? {
        get throws {
            guard let secretariat, let checkpoint else { return nil }
            let size = try checkpoint.checkpoint(of: secretariat).size
            return try GovernanceBallotLog(
                key: secretariat,
                checkpoint: checkpoint,
                entries: Array(ballots.prefix(Int(size))),
                rosters: rosters
            )
        }
    }

    /// Lets an act in, or says why not: everything that is not worth doing again at every look.
    ///
    /// - Throws: ``Fault`` `governance.vote_refused`, `governance.value_refused`, `governance.illegal`, `ledger.unproved`.
    func admit(_ entry: GovernanceEntry) throws {
        var next = self
        try next.take(entry)
        switch entry.act {
        case .opened(let statement, _, _):
            guard let key = next.secretariat, try SignedNote(statement: Array(statement.utf8)).isSigned(by: key) else {
                throw GovernanceDecision.illegal("the opening is not signed by the secretariat")
            }
            for opening in next.openings.values { _ = try next.electorate(of: opening) }
        case .voted(let statement): try admit(vote: statement)
        case .sealed: _ = try next.ballotLog
        case .closed(_, _, let count): try admit(count, in: next)
        case .enacted(let clause, _): try admit(clause: clause, in: next)
        case .set(let setting): try admit(setting, on: entry.at.utcDate)
        default: break
        }
    }

    private func admit(vote statement: String) throws {
        guard !ballots.contains(where: { $0.utf8.elementsEqual(statement.utf8) }) else {
            throw Self.refused("it has been taken in before")
        }
        let note = try SignedNote(statement: Array(statement.utf8))
        let vote = try GovernanceVote(parsing: note.text)
        guard let opening = openings.values.first(where: { $0.digest == vote.opening }),
            try decision(opening.decision).stage == .voting
        else { throw Self.refused("no vote is open under the opening that it names") }
        let heard = GovernanceCount.hear([statement], opening, try electorate(of: opening))
        guard heard.setAside.isEmpty else {
            throw Self.refused(
                heard.setAside.first?.why == "signature"
                    ? "it is not signed with the key of \(vote.voter)" : "\(vote.voter) has no vote on it"
            )
        }
    }

    private func admit(_ count: GovernanceCount, in next: GovernanceBook) throws {
        guard let log = try next.ballotLog, let opening = openings[count.decision],
            log.entries.count == next.ballots.count
        else { throw GovernanceDecision.illegal("the closing does not vouch for the whole log of votes") }
        let found = try GovernanceCount(log, opening: opening)
        guard found.state == .closed else {
            throw GovernanceDecision.illegal(
                "no majority of the witnesses has looked between the close and the end of the grace"
            )
        }
        guard found == count else { throw GovernanceDecision.illegal("the votes do not come to this count") }
    }

    private func admit(clause: String, in next: GovernanceBook) throws {
        let policy = try next.policy
        let found = try PolicyClause.inForce(parsing: SignedNote(parsing: clause).text)
        // A node that keeps no register takes the secretariat's word; one that does compares it.
        if let known = register.decisions.first(where: { $0.number == found.decision }) {
            guard try found.clause.enacted(by: known) == SignedNote(parsing: clause).text else {
                throw GovernanceDecision.illegal("the clause is not what decision \(found.decision) says")
            }
        }
        _ = policy.clause(found.clause.parameter, on: found.from)
    }

    private func admit(_ setting: PolicySetting, on day: CalendarDate) throws {
        let policy = try policy
        guard let found = policy.clause(setting.parameter, on: day) else { return }
        _ = try policy.value(
            of: setting.parameter,
            set: (setting.level, setting.value),
            standing: standing(under: found, at: setting.force, on: day),
            on: day
        )
    }

    static func refused(_ why: String) -> Fault {
        Fault(
            .governanceVoteRefused,
            "the vote is not taken in: \(why)",
            help: "sign it for the opening on the decision's page, with the key on the roster"
        )
    }
}

extension GovernanceBook {
    /// The signed clauses together.
    ///
    /// - Throws: ``Fault`` `ledger.unproved`, `governance.policy_contradicts`.
    var policy: PolicyInForce {
        get throws {
            guard let secretariat else { return try PolicyInForce([], key: nil) }
            return try PolicyInForce(clauses, key: secretariat)
        }
    }

    /// How the decision of a clause stands at a force.
    func standing(under found: PolicyClause.InForce, at force: ForceCode, on day: CalendarDate) -> DecisionStanding {
        if let known = register.decisions.first(where: { $0.number == found.decision }) {
            return register.standing(of: known, at: force, on: day)
        }
        return register.standing(of: found.decision, class: found.rule, from: found.from, at: force, on: day)
    }

    /// A parameter of policy at one force on one day: what holds, by whom, and what was refused.
    struct Value: Hashable, Sendable {
        var found: PolicyClause.InForce
        var standing: DecisionStanding
        /// What the force, or a level above it, has set.
        var set: PolicySetting?
        var value: Int
        /// Why what was set does not hold: set before the decision, and outside its bounds.
        var refusal: String?
    }

    /// Every parameter that a decision speaks of.
    func values(at force: ForceCode, on day: CalendarDate) throws -> [Value] {
        let policy = try policy
        return policy.parameters.sorted().compactMap { name -> Value? in
            guard let found = policy.clause(name, on: day) else { return nil }
            let own = settings.filter { $0.parameter == name && ($0.level != .local || $0.force == force) }
            // What a higher level has set stands over the local.
            let set = own.max { $0.level < $1.level }
            let standing = standing(under: found, at: force, on: day)
            do {
                let value = try policy.value(
                    of: name,
                    set: set.map { ($0.level, $0.value) },
                    standing: standing,
                    on: day
                )
                return Value(found: found, standing: standing, set: set, value: value ?? found.clause.usual)
            } catch {
                let why = (error as? Fault)?.message ?? "\(error)"
                return Value(found: found, standing: standing, set: set, value: found.clause.usual, refusal: why)
            }
        }
    }
}

extension Fault.Code {
    /// A vote is not what it claims to be, or comes at the wrong time.
    package static let governanceVoteRefused = Self("governance.vote_refused", status: 409)
}
