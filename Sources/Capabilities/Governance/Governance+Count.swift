import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// What the votes of a log come to: a function of the log's entries and of nothing else.
struct GovernanceCount: Hashable, Sendable, Codable {
    enum State: String, Sendable, Codable {
        /// Nothing is decided; the figures are those of the moment.
        case open
        /// The log has closed the vote: no later entry changes anything.
        case closed
    }

    /// How one voter stands.
    struct Line: Hashable, Sendable, Codable {
        var voter: String
        var choice: String
        var sequence: UInt64
        var reasons: String
    }

    /// Two different votes under one number.
    struct Contradiction: Hashable, Sendable, Codable {
        var voter: String
        var sequence: UInt64
        /// SHA-256 of each.
        var statements: [String]
    }

    /// An entry that claims to be a vote on this and is not counted.
    struct SetAside: Hashable, Sendable, Codable {
        var position: Int
        /// `unreadable`, `voter` (has no vote on the day) or `signature`.
        var why: String
    }

    var decision: String
    var opening: String
    var rule: String
    var state: State
    /// How many entries of the log were looked at.
    var entries: Int
    var votes: [Line]
    var contradictions: [Contradiction]
    var setAside: [SetAside]
    var members: Figure
    var population: Figure
    var regions: Figure
    var quorum: Figure
    var bodies: Figure
    /// What it lacks, by the names of the figures; empty when it has all.
    var lacks: [String]

    /// What there is and what is needed.
    struct Figure: Hashable, Sendable, Codable {
        var found: UInt64
        var needed: UInt64
    }

    /// Whether the proposal is carried; false while the vote is open, and for a tie.
    var isCarried: Bool { state == .closed && lacks.isEmpty }

    /// The result in one word: `open`, `carried`, `not-carried`.
    var result: String { state == .open ? "open" : isCarried ? "carried" : "not-carried" }

    /// Counts the votes on one opening.
    ///
    /// Forces are those in being on the day of the close, in UTC. O(entries) signatures are checked.
    ///
    /// - Throws: ``Fault`` `governance.electorate_unreadable`, `governance.ballot_unproved` where the roster is not there.
    init(_ log: GovernanceBallotLog, opening: GovernanceOpening) throws {
        guard let roster = log.rosters.first(where: { $0.digest == opening.roster }) else {
            throw GovernanceBallotLog.unproved("the roster that the opening names is not with it")
        }
        let forces = try roster.members(on: opening.closes.utcDate)
        let close = log.close(of: opening)
        let heard = Self.hear(log.entries.prefix(close ?? log.entries.count), opening, forces)
        self.init(heard, opening: opening, forces: forces, isClosed: close != nil)
    }

    /// What was heard: valid votes, as a set, and what was set aside.
    struct Heard: Hashable, Sendable {
        var entries: Int
        var votes: GovernanceVotes
        var setAside: [SetAside]
    }

    static func hear(
        _ entries: some Collection<String>,
        _ opening: GovernanceOpening,
        _ forces: [GovernanceElectorate.Row]
    ) -> Heard {
        var heard = Heard(entries: entries.count, votes: GovernanceVotes(), setAside: [])
        let claim = Array("\(GovernanceVote.heading)\nopening \(opening.digest)\n".utf8)
        let rows = Dictionary(forces.map { ($0.force, $0) }) { a, _ in a }
        for (position, entry) in entries.enumerated() where entry.utf8.starts(with: claim) {
            func setAside(_ why: String) { heard.setAside.append(SetAside(position: position, why: why)) }
            guard let note = try? SignedNote(statement: Array(entry.utf8)),
                let vote = try? GovernanceVote(parsing: note.text)
            else {
                setAside("unreadable")
                continue
            }
            let isAsked = vote.voter.seat == .chief || opening.rule.needsBodies
            guard isAsked, let key = rows[vote.voter.force]?.key(of: vote.voter.seat) else {
                setAside("voter")
                continue
            }
            guard note.isSigned(by: key) else {
                setAside("signature")
                continue
            }
            heard.votes.insert(vote)
        }
        return heard
    }

    init(_ heard: Heard, opening: GovernanceOpening, forces: [GovernanceElectorate.Row], isClosed: Bool) {
        let standing = heard.votes.standing
        func choice(_ seat: GovernanceVoter.Seat, _ row: GovernanceElectorate.Row) -> GovernanceVote.Choice? {
            standing[GovernanceVoter(seat, of: row.force)]?.choice
        }
        let all = forces.map(\.member)
        let chosen = forces.map { choice(.chief, $0) == .for }
        let coalition = GovernanceCoalition(all, chosen: chosen, rule: opening.rule)
        let thresholds = GovernanceThresholds(opening.rule, for: all)
        let present = forces.count { row in
            switch choice(.chief, row) {
            case .for, .against: true
            case .abstain: opening.abstention == .present
            case nil: false
            }
        }
        decision = opening.decision
        self.opening = opening.digest.description
        rule = opening.rule.code
        state = isClosed ? .closed : .open
        entries = heard.entries
        votes = standing.sorted { $0.key < $1.key }.map { voter, vote in
            Line(
                voter: voter.description,
                choice: vote.choice.rawValue,
                sequence: vote.sequence,
                reasons: vote.reasons
            )
        }
        contradictions = heard.votes.equivocations.map {
            Contradiction(
                voter: $0.voter.description,
                sequence: $0.sequence,
                statements: $0.statements.map(\.description)
            )
        }
        setAside = heard.setAside
        members = Figure(found: UInt64(coalition.members), needed: UInt64(thresholds.members))
        population = Figure(found: coalition.population, needed: thresholds.population)
        regions = Figure(found: UInt64(coalition.regions), needed: UInt64(opening.rule.regionsMin))
        quorum = Figure(found: UInt64(present), needed: UInt64(opening.rule.quorum))
        bodies = Figure(
            found: UInt64(forces.count { choice(.body, $0) == .for }),
            needed: opening.rule.needsBodies ? UInt64(forces.count / 2 + 1) : 0
        )
        lacks = []
        if quorum.found < quorum.needed { lacks.append("quorum") }
        if coalition.membersShort > 0 { lacks.append("members") }
        if coalition.populationShort > 0 { lacks.append("population") }
        if coalition.regionsShort > 0 { lacks.append("regions") }
        if bodies.found < bodies.needed { lacks.append("bodies") }
    }

    /// The count as lines, the same whoever counts: what `Scripts/verify_tally.py` prints.
    var text: String {
        var lines = [
            "decision \(decision)", "opening \(opening)", "class \(rule)", "state \(state.rawValue)",
            "entries \(entries)",
        ]
        lines += votes.map { "vote \($0.voter) \($0.choice) \($0.sequence)" }
        lines += contradictions.map {
            "contradiction \($0.voter) \($0.sequence) \($0.statements.joined(separator: " "))"
        }
        lines += setAside.map { "set-aside \($0.position) \($0.why)" }
        let figures = [
            ("members", members), ("population", population), ("regions", regions), ("quorum", quorum),
            ("bodies", bodies),
        ]
        lines += figures.map { "\($0.0) \($0.1.found) of \($0.1.needed)" }
        lines.append("lacks \(lacks.isEmpty ? "nothing" : lacks.joined(separator: " "))")
        lines.append("result \(result)")
        return lines.joined(separator: "\n") + "\n"
    }
}
