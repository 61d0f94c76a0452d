import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The register of decisions") struct GovernanceBookTests {
    /// A register led through its acts, with the keys of everybody who signs.
    struct Kept {
        var book = GovernanceBook()
        var entries: [GovernanceEntry] = []
        let secretariat: SigningKey
        let witnesses: [SigningKey]
        let roster: GovernanceElectorate
        let chiefs: [SigningKey]

        init() throws {
            secretariat = try SimulatedVote.secretariat()
            witnesses = try (1...3).map {
                try SigningKey(name: "w\($0).example", seed: Array(repeating: UInt8($0), count: 32))
            }
            let chiefs = try (1...43).map {
                try SigningKey(name: "chief\($0).example", seed: Array(repeating: UInt8(100 + $0), count: 32))
            }
            self.chiefs = chiefs
            roster = GovernanceElectorate(
                rows: try chiefs.enumerated().map { place, key in
                    GovernanceElectorate.Row(
                        force: try ForceCode("\(place + 11)").found,
                        name: "Force \(place + 11)",
                        region: "R\(place % 9)",
                        population: 1_000_000,
                        chief: key.verifierKey
                    )
                }
            )
        }

        mutating func take(_ act: GovernanceAct, at moment: String) throws {
            let entry = GovernanceEntry(
                place: book.places + 1,
                at: try Timestamp(rfc3339: moment).found,
                officer: "9301",
                force: try ForceCode("13").found,
                act: act
            )
            try book.admit(entry)
            try book.take(entry)
            entries.append(entry)
        }

        /// From a proposal to its open vote.
        mutating func open(_ decision: GovernanceDecision) throws {
            try take(.proposed(decision), at: "2027-01-01T09:00:00Z")
            try take(.consulted(decision: decision.number), at: "2027-01-02T09:00:00Z")
            let opening = try book.opening(
                of: decision.number,
                closes: Timestamp(rfc3339: "2027-03-01T17:00:00Z").found,
                roster: roster,
                witnesses: witnesses.map(\.cosignatureKey)
            )
            try take(
                .opened(
                    statement: secretariat.note(opening.text).encoded,
                    roster: roster.text,
                    key: secretariat.verifierKey.description
                ),
                at: "2027-02-01T09:00:00Z"
            )
        }

        func voted(
            _ place: Int,
            _ choice: GovernanceVote.Choice,
            on number: String,
            by key: SigningKey? = nil
        ) throws
            -> GovernanceAct
        {
            let voter = GovernanceVoter(.chief, of: roster.rows[place].force)
            let vote = try book.vote(on: number, by: voter, choice, reasons: "because of \(place)")
            return .voted(statement: try (key ?? chiefs[place]).note(vote.text).encoded)
        }

        /// What the witnesses have seen of the log as it stands.
        func seen(_ count: Int, at moment: String) throws -> [SignedNote] {
            let seconds = UInt64(try Timestamp(rfc3339: moment).found.milliseconds / 1000)
            let log = try GovernanceBallotLog(
                key: secretariat.verifierKey,
                checkpoint: GovernanceBook.checkpoint(of: book.ballots, by: secretariat),
                entries: book.ballots,
                rosters: book.rosters
            )
            return try witnesses.prefix(count).map { try log.cosigned(by: $0, seenLast: nil, at: seconds) }
        }

        /// Votes of so many for it and the rest against, closed in time.
        mutating func carry(_ decision: GovernanceDecision, inFavour: Int = 40) throws {
            try open(decision)
            for place in chiefs.indices {
                try take(
                    voted(place, place < inFavour ? .for : .against, on: decision.number),
                    at: "2027-02-10T09:00:00Z"
                )
            }
            let seen = try seen(2, at: "2027-03-01T17:05:00Z")
            try take(book.closing(of: decision.number, seen: seen, by: secretariat), at: "2027-03-01T17:10:00Z")
        }
    }

    @Test("A decision goes from proposal to force, and its votes can be counted again from the sealed log")
    func whole() throws {
        var kept = try Kept()
        let decision = try GovernanceDecisionTests.proposal()
        try kept.carry(decision)
        #expect(kept.book.counts[decision.number]?.result == "carried")
        let log = try kept.book.ballotLog.found
        #expect(try GovernanceCount(log, opening: log.openings[0]) == kept.book.counts[decision.number])
        let found = try kept.book.decision(decision.number)
        #expect(found.bindsFrom == (try GovernanceDecisionTests.day("2027-05-30")))
        #expect(throws: Fault.self) {
            try kept.take(.tookEffect(decision: decision.number), at: "2027-05-29T09:00:00Z")
        }
        try kept.take(.tookEffect(decision: decision.number), at: "2027-05-30T09:00:00Z")
        #expect(try kept.book.decision(decision.number).stage == .binding)
        // Nobody has signed an agreement: it binds nobody, and everybody is on the list of those who have not done it.
        let forces = kept.roster.rows.map(\.force)
        let day = try GovernanceDecisionTests.day("2027-06-01")
        #expect(kept.book.register.notAdopted(by: forces, on: day).count == 43)
        #expect(forces.allSatisfy { !kept.book.register.standing(of: found, at: $0, on: day).isBound })
    }

    @Test("The register made again from its acts, as text, is the same; one act left out or doubled makes none")
    func replay() throws {
        var kept = try Kept()
        try kept.carry(GovernanceDecisionTests.proposal())
        let texts = try kept.entries.map { try Governance.Shelf.text(of: $0.act) }
        var again = try kept.entries.enumerated().map { place, entry in
            var entry = entry
            entry.act = try JSONDecoder().decode(GovernanceAct.self, from: Data(texts[place].utf8))
            return entry
        }
        #expect(try GovernanceBook(again) == kept.book)
        again.remove(at: 5)
        #expect(throws: Fault.self) { try GovernanceBook(again) }
        #expect(throws: Fault.self) { try GovernanceBook(kept.entries + [kept.entries[3]]) }
    }

    @Test("A vote that is another's, comes twice or comes when none is open is not taken in; a later one changes it")
    func votes() throws {
        var kept = try Kept()
        let decision = try GovernanceDecisionTests.proposal()
        try kept.open(decision)
        let number = decision.number
        #expect(throws: Fault.self) {
            try kept.take(kept.voted(0, .for, on: number, by: kept.chiefs[1]), at: "2027-02-10T09:00:00Z")
        }
        let first = try kept.voted(0, .for, on: number)
        try kept.take(first, at: "2027-02-10T09:00:00Z")
        #expect(throws: Fault.self) { try kept.take(first, at: "2027-02-10T09:01:00Z") }
        try kept.take(kept.voted(0, .against, on: number), at: "2027-02-11T09:00:00Z")
        let opening = try kept.book.openings[number].found
        let heard = try kept.book.heard(opening)
        #expect(heard.votes.map(\.choice) == ["against"] && heard.votes.map(\.sequence) == [2])
        #expect(heard.result == "open")
        // One witness is no majority, and two too early are none either.
        for (count, moment) in [(1, "2027-03-01T17:05:00Z"), (3, "2027-03-01T16:59:00Z")] {
            let seen = try kept.seen(count, at: moment)
            #expect(throws: Fault.self) {
                try kept.take(
                    kept.book.closing(of: number, seen: seen, by: kept.secretariat),
                    at: "2027-03-01T17:10:00Z"
                )
            }
        }
        let seen = try kept.seen(3, at: "2027-03-01T17:05:00Z")
        let closing = try kept.book.closing(of: number, seen: seen, by: kept.secretariat)
        if case .closed(let statement, let checkpoint, var count) = closing {
            count.lacks = []
            let forged = GovernanceAct.closed(statement: statement, checkpoint: checkpoint, count: count)
            #expect(throws: Fault.self) { try kept.take(forged, at: "2027-03-01T17:10:00Z") }
        }
        try kept.take(closing, at: "2027-03-01T17:10:00Z")
        #expect(try kept.book.decision(number).stage == .notCarried, "one of 43 is no quorum")
        #expect(throws: Fault.self) { try kept.take(kept.voted(1, .for, on: number), at: "2027-03-01T17:11:00Z") }
    }

    @Test("A witness cosigns what goes on from what it saw, and nothing else")
    func witness() throws {
        var kept = try Kept()
        try kept.open(GovernanceDecisionTests.proposal())
        let early = try kept.seen(1, at: "2027-02-02T09:00:00Z")[0]
        try kept.take(kept.voted(0, .for, on: "2027-014"), at: "2027-02-10T09:00:00Z")
        let log = try GovernanceBallotLog(
            key: kept.secretariat.verifierKey,
            checkpoint: GovernanceBook.checkpoint(of: kept.book.ballots, by: kept.secretariat),
            entries: kept.book.ballots,
            rosters: kept.book.rosters
        )
        #expect(try log.cosigned(by: kept.witnesses[0], seenLast: early, at: 1_900_000_000).signatures.count == 2)
        let other = ["another log"] + kept.book.ballots
        let split = try GovernanceBallotLog(
            key: kept.secretariat.verifierKey,
            checkpoint: GovernanceBook.checkpoint(of: other, by: kept.secretariat),
            entries: other,
            rosters: kept.book.rosters
        )
        #expect(throws: Fault.self) { try split.cosigned(by: kept.witnesses[0], seenLast: early, at: 1_900_000_000) }
    }

    @Test(
        "A signed clause holds from its day at a force that is bound; a value outside it is refused by the decision's name"
    )
    func policy() throws {
        var kept = try Kept()
        let clause = try GovernanceBindingTests.clause()
        var decision = try GovernanceDecisionTests.proposal()
        decision.proposal = "We set:\n\(clause.text)"
        try kept.carry(decision)
        let note = try kept.secretariat.note(clause.enacted(by: kept.book.decision(decision.number)))
        let key = kept.secretariat.verifierKey.description
        let force = try ForceCode("13").found
        func set(_ value: Int, _ moment: String) throws {
            let setting = PolicySetting(parameter: clause.parameter, level: .local, value: value, force: force)
            try kept.take(.set(setting), at: moment)
        }
        // Set before there was a rule: nothing to refuse it by.
        try set(1000, "2027-03-02T09:00:00Z")
        try kept.take(.enacted(clause: note.encoded, key: key), at: "2027-03-03T09:00:00Z")
        let before = try GovernanceDecisionTests.day("2027-05-29"),
            after = try GovernanceDecisionTests.day("2027-05-30")
        #expect(try kept.book.values(at: force, on: before).isEmpty, "it does not hold before its date")
        #expect(
            try kept.book.values(at: force, on: after).map(\.value) == [1000],
            "a force that is not bound is left alone"
        )
        let signed = LegalAgreement.Signature(
            force: force,
            chiefOn: try GovernanceDecisionTests.day("2026-02-01"),
            bodyOn: try GovernanceDecisionTests.day("2026-02-01")
        )
        try kept.take(.agreed(GovernanceBindingTests.agreement([signed])), at: "2027-05-30T09:00:00Z")
        let value = try kept.book.values(at: force, on: after)[0]
        #expect(value.value == 90 && value.refusal?.contains("2027-014") == true)
        do {
            try set(20, "2027-06-01T09:00:00Z")
            Issue.record("a value outside the bounds was taken")
        } catch let fault as Fault {
            #expect(fault.code == .governanceValueRefused && fault.message.contains("decision 2027-014"))
        }
        try set(30, "2027-06-01T09:00:00Z")
        #expect(try kept.book.values(at: force, on: after).map(\.value) == [30])
        // Another key's clause, and one that the decision does not hold.
        let stranger = try kept.chiefs[0].note(clause.enacted(by: kept.book.decision(decision.number)))
        #expect(throws: Fault.self) {
            try kept.take(.enacted(clause: stranger.encoded, key: key), at: "2027-06-02T09:00:00Z")
        }
        let wider = try kept.secretariat.note(note.text.replacing("high 365", with: "high 3650"))
        #expect(throws: Fault.self) {
            try kept.take(.enacted(clause: wider.encoded, key: key), at: "2027-06-02T09:00:00Z")
        }
        // A node without the register takes the secretariat's word.
        var other = try Kept()
        try other.take(.enacted(clause: note.encoded, key: key), at: "2027-03-03T09:00:00Z")
        try other.take(.agreed(GovernanceBindingTests.agreement([signed])), at: "2027-05-30T09:00:00Z")
        #expect(try other.book.values(at: force, on: after).map(\.value) == [90])
    }
}
