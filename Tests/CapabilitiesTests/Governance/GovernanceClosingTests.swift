import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Capabilities

/// Both who count, on logs made to be hard.
@Suite("Votes that were made to mislead", .enabled(if: Recount.python != nil, "no Python on this machine"))
struct GovernanceClosingTests {
    /// A vote with its opening and one vote of each force, all for it.
    static func begun(seed: Int = 11) throws -> (SimulatedVote, [SigningKey]) {
        var vote = try SimulatedVote(seed: seed)
        let keys = try (1...9).map { try SigningKey(name: "chief\($0)", seed: Array(repeating: UInt8($0), count: 32)) }
        let rows = try keys.enumerated().map { place, key in
            GovernanceElectorate.Row(
                force: try ForceCode("F\(place)").found,
                name: "n",
                region: "R\(place)",
                population: 1_000,
                chief: key.verifierKey
            )
        }
        try vote.reopen(GovernanceElectorate(rows: rows))
        for (row, key) in zip(rows, keys) {
            let cast = GovernanceVote(
                opening: vote.opening.digest,
                voter: GovernanceVoter(.chief, of: row.force),
                sequence: 1,
                choice: .for,
                reasons: "it is needed"
            )
            vote.views[0].entries.append(try key.note(cast.text).encoded)
        }
        return (vote, keys)
    }

    /// Our count, once the other has come to the same.
    static func count(_ vote: SimulatedVote) throws -> GovernanceCount {
        let log = try vote.copy(vote.views[0])
        let counts = try log.openings.map { try GovernanceCount(log, opening: $0) }
        #expect(try Recount.run([log.export], key: log.key).text == counts.map(\.text).joined(separator: "\n"))
        #expect(counts.count == 1)
        return try counts.first.found
    }

    @Test(
        "A closing holds exactly what precedes it, signed by the log and seen by a majority in time, or it closes nothing"
    )
    func closing() throws {
        let (vote, _) = try Self.begun()
        let from = UInt64(vote.opening.window.lowerBound)
        let until = UInt64(vote.opening.window.upperBound)
        let entries = vote.views[0].entries
        let needed = vote.opening.witnessesNeeded
        func closed(
            _ seen: [String],
            by witnesses: ArraySlice<SigningKey>,
            at seconds: UInt64,
            signer: SigningKey? = nil,
            opening: GovernanceOpening? = nil
        ) throws -> Bool {
            var vote = vote
            var checkpoint = try vote.checkpoint(of: seen)
            for witness in witnesses { checkpoint.add(try witness.cosignature(over: checkpoint.text, at: seconds)) }
            let text = GovernanceBallotLog.closingText(of: opening ?? vote.opening, checkpoint: checkpoint)
            vote.views[0].entries.append(try (signer ?? vote.logKey).note(text).encoded)
            return try Self.count(vote).state == .closed
        }
        let majority = vote.witnesses.prefix(needed)
        #expect(try closed(entries, by: majority, at: from))
        #expect(try closed(entries, by: majority, at: until))
        #expect(try !closed(entries, by: majority, at: from - 1))
        #expect(try !closed(entries, by: majority, at: until + 1))
        #expect(try !closed(entries, by: majority.dropLast(), at: from))
        #expect(try !closed(entries.dropLast(), by: majority, at: from))
        #expect(try !closed(entries.dropLast() + ["another"], by: majority, at: from))
        // One witness many times is one witness.
        #expect(try !closed(entries, by: (0..<5).map { _ in vote.witnesses[0] }[...], at: from))
        let strangers = try vote.witnesses.map { try SigningKey(name: $0.name, seed: Array(repeating: 88, count: 32)) }
        #expect(try !closed(entries, by: strangers[...], at: from))
        let forger = try SigningKey(name: vote.logKey.name, seed: Array(repeating: 99, count: 32))
        #expect(try !closed(entries, by: majority, at: from, signer: forger))
        let other = try SimulatedVote(seed: 12).opening
        #expect(try !closed(entries, by: majority, at: from, opening: other))
    }

    @Test("Of two openings of one decision the first is the vote; votes on the second are on nothing")
    func twoOpenings() throws {
        var (vote, keys) = try Self.begun()
        let first = vote.opening
        let before = try Self.count(vote)
        let entries = vote.views[0].entries
        // Again, with one force that has everybody.
        var rows = vote.electorate.rows
        rows[0].population = 1_000_000
        try vote.reopen(GovernanceElectorate(rows: rows))
        let again = GovernanceVote(
            opening: vote.opening.digest,
            voter: GovernanceVoter(.chief, of: rows[0].force),
            sequence: 2,
            choice: .against,
            reasons: "on the other"
        )
        let second = vote.views[0].entries + [try keys.removeFirst().note(again.text).encoded]
        vote.views[0].entries = entries + second
        let log = try GovernanceBallotLog(
            key: vote.logKey.verifierKey,
            checkpoint: vote.checkpoint(of: entries + second),
            entries: entries + second,
            rosters: [
                vote.electorate,
                GovernanceElectorate(
                    rows: rows.map { row in
                        var row = row
                        row.population = 1_000
                        return row
                    }
                ),
            ]
        )
        #expect(log.openings.map(\.digest) == [first.digest])
        let count = try GovernanceCount(log, opening: first)
        #expect(count.votes == before.votes && count.population == before.population)
        #expect(try Recount.run([log.export], key: log.key).text == count.text)
    }

    @Test("A look-alike name, a broken second signature and an unprintable reason are the same to both who count")
    func lookAlikes() throws {
        var vote = try SimulatedVote(seed: 5)
        // The Kelvin sign is the letter K to Unicode, and to Swift's texts.
        let key = try SigningKey(name: "chief.K", seed: Array(repeating: 4, count: 32))
        var rows = vote.electorate.rows
        let force = try ForceCode("ZZ").found
        rows.append(
            .init(force: force, name: "Kelvin", region: "R1", population: 5, chief: key.verifierKey)
        )
        try vote.reopen(GovernanceElectorate(rows: rows))
        for sequence in 1...6 {
            let text = GovernanceVote(
                opening: vote.opening.digest,
                voter: GovernanceVoter(.chief, of: force),
                sequence: UInt64(sequence),
                choice: sequence == 1 ? .for : .against,
                reasons: sequence == 1 ? "e\u{301}\u{2028}\u{7F} \u{308}x" : "r"
            ).text
            let note = try key.note(text).encoded
            let made = [
                note, note.replacing("chief.K", with: "chief.\u{212A}"), note + "— \u{308}x AAAAAAAA\n",
                note + "— x AAAAAAAA\n", note.replacing("\n\n", with: "\n\n\n"), text + "\n",
            ]
            vote.views[0].entries.append(made[sequence - 1])
        }
        let log = try vote.copy(vote.views[0])
        let count = try GovernanceCount(log, opening: vote.opening)
        #expect(count.setAside.map(\.why) == Array(repeating: "unreadable", count: 4))
        #expect(count.votes.map(\.sequence) == [4])
        #expect(try Recount.run([log.export], key: log.key).text == count.text)
        #expect(try Recount.run([log.export], key: log.key, alone: true).text == count.text)
    }
}
