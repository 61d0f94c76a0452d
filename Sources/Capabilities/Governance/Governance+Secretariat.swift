import CapabilityKit
import Ledger

/// What the secretariat signs, made from the register: openings, closings, seals, clauses.
///
/// Keys are used where their holders sit, by a command; no node holds one for the register.
extension GovernanceBook {
    /// The opening of the vote on a decision, over the roster of the day of the close with the voters' keys.
    func opening(
        of number: String,
        closes: Timestamp,
        roster: GovernanceElectorate,
        witnesses: [VerifierKey]
    ) throws -> GovernanceOpening {
        let decision = try decision(number)
        return try GovernanceOpening(
            decision: number,
            proposal: Digest.sha256(decision.proposal),
            rule: decision.rule,
            abstention: decision.procedure.abstention,
            closes: closes,
            graceMinutes: decision.procedure.closingGraceMinutes,
            roster: roster.digest,
            witnesses: witnesses
        )
    }

    /// A voter's next vote on a decision.
    func vote(
        on number: String,
        by voter: GovernanceVoter,
        _ choice: GovernanceVote.Choice,
        reasons: String
    ) throws -> GovernanceVote {
        guard let opening = openings[number] else { throw Self.refused("no vote on decision `\(number)` was opened") }
        let heard = GovernanceCount.hear(ballots, opening, try electorate(of: opening))
        let last = heard.votes.votes.filter { $0.voter == voter }.map(\.sequence).max() ?? 0
        return GovernanceVote(
            opening: opening.digest,
            voter: voter,
            sequence: last + 1,
            choice: choice,
            reasons: reasons
        )
    }

    /// A checkpoint over the whole log of votes, signed.
    static func checkpoint(of entries: [String], by key: SigningKey) throws -> SignedNote {
        try Checkpoint(
            origin: key.name,
            size: UInt64(entries.count),
            root: Merkle.root(of: entries.map(GovernanceBallotLog.leaf))
        ).signed(by: key)
    }

    /// The closing of a vote from copies of the last checkpoint that witnesses have cosigned.
    func closing(of number: String, seen: [SignedNote], by key: SigningKey) throws -> GovernanceAct {
        guard let opening = openings[number], var first = seen.first else {
            throw GovernanceDecision.illegal("it needs an open vote and what the witnesses have seen")
        }
        for other in seen.dropFirst() where other.text == first.text {
            for signature in other.signatures where !first.signatures.contains(signature) { first.add(signature) }
        }
        guard try first.checkpoint(of: key.verifierKey).size == ballots.count else {
            throw GovernanceDecision.illegal(
                "votes came in since the witnesses looked: seal the log and ask them again"
            )
        }
        let statement = try key.note(GovernanceBallotLog.closingText(of: opening, checkpoint: first)).encoded
        let entries = ballots + [statement]
        let checkpoint = try Self.checkpoint(of: entries, by: key)
        let log = try GovernanceBallotLog(
            key: key.verifierKey,
            checkpoint: checkpoint,
            entries: entries,
            rosters: rosters
        )
        let count = try GovernanceCount(log, opening: opening)
        return .closed(statement: statement, checkpoint: checkpoint.encoded, count: count)
    }
}

extension GovernanceBallotLog {
    /// This copy's checkpoint with a witness's cosignature, once the copy is known to go on from what the witness saw last.
    ///
    /// - Throws: ``Fault`` `governance.split` where the witness has seen another log under this key.
    func cosigned(by witness: SigningKey, seenLast: SignedNote?, at seconds: UInt64) throws -> SignedNote {
        if let seenLast {
            let before = try seenLast.checkpoint(of: key)
            guard before.size <= entries.count,
                Merkle.root(of: entries.prefix(Int(before.size)).map(Self.leaf)) == before.root
            else {
                throw Fault(
                    .governanceSplit,
                    "the log `\(key.name)` does not go on from what this witness saw",
                    help: "keep both: their signed checkpoints are the proof; cosign nothing until it is settled"
                )
            }
        }
        var seen = checkpoint
        seen.add(try witness.cosignature(over: checkpoint.text, at: seconds))
        return seen
    }
}

extension GovernanceElectorate {
    /// The roster of a vote: forces as the node knows them, and voters' keys, one a line: `chief 13 name+id+base64`.
    ///
    /// - Throws: ``Fault`` `governance.electorate_unreadable`, with the line.
    init(_ forces: [Force], voters text: String) throws {
        var keys: [GovernanceVoter: VerifierKey] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: " ").map(String.init)
            guard parts.count == 3, let voter = GovernanceVoter("\(parts[0]) \(parts[1])"),
                let key = VerifierKey.voter(parts[2]), keys[voter] == nil
            else {
                throw Fault(
                    .governanceElectorate,
                    "the voters' keys cannot be read at `\(line)`",
                    help: "write one a line: chief 13 name+id+base64"
                )
            }
            keys[voter] = key
        }
        self.init(
            rows: forces.map { force in
                Row(
                    force: force.code,
                    name: force.shortName,
                    region: force.region ?? "-",
                    population: UInt32(clamping: force.population ?? 0),
                    chief: keys[GovernanceVoter(.chief, of: force.code)],
                    body: keys[GovernanceVoter(.body, of: force.code)]
                )
            }
        )
    }
}
