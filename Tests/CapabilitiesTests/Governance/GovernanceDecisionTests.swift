import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The course of a decision") struct GovernanceDecisionTests {
    static func day(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text).found }

    static let national = Subsidiarity(
        answers: [.init(isYes: true, reason: "two spellings of one person are two people")],
        whyNotBelow: "regions share people"
    )

    static func proposal(
        class code: String = "A",
        subsidiarity: Subsidiarity = national,
        byDefault: GovernanceDecision.Default = .oldRuleStays,
        timeBox: Int = 120
    ) throws -> GovernanceDecision {
        try GovernanceDecision(
            number: "2027-014",
            title: "One spelling of dates",
            proposal: "Dates are written as ISO 8601.",
            class: code,
            subsidiarity: subsidiarity,
            byDefault: byDefault,
            on: day("2027-01-01"),
            timeBoxDays: timeBox,
            table: GovernanceClasses.shipped()
        )
    }

    static func opening(
        _ decision: GovernanceDecision,
        closes: String = "2027-03-01T17:00:00Z"
    ) throws -> GovernanceOpening {
        try GovernanceOpening(
            decision: decision.number,
            proposal: Digest.sha256(decision.proposal),
            rule: decision.rule,
            abstention: decision.procedure.abstention,
            closes: Timestamp(rfc3339: closes).found,
            graceMinutes: decision.procedure.closingGraceMinutes,
            roster: Digest.sha256("roster"),
            witnesses: (1...3).map {
                try SigningKey(name: "w\($0).example", seed: Array(repeating: UInt8($0), count: 32)).cosignatureKey
            }
        )
    }

    /// Forty-three forces of which so many are for it.
    static func count(_ opening: GovernanceOpening, inFavour: Int, isClosed: Bool = true) throws -> GovernanceCount {
        let forces = try (1...43).map { number in
            GovernanceElectorate.Row(
                force: try ForceCode("\(number + 10)").found,
                name: "n",
                region: "R\(number % 9)",
                population: 1_000_000
            )
        }
        let votes = forces.enumerated().map { place, row in
            GovernanceVote(
                opening: opening.digest,
                voter: GovernanceVoter(.chief, of: row.force),
                sequence: 1,
                choice: place < inFavour ? .for : .against,
                reasons: "r"
            )
        }
        let heard = GovernanceCount.Heard(entries: 44, votes: GovernanceVotes(votes), setAside: [])
        return GovernanceCount(heard, opening: opening, forces: forces, isClosed: isClosed)
    }

    @Test("From proposal to review: 28 days of consultation, a vote, 90 days, two years")
    func whole() throws {
        var decision = try Self.proposal()
        try decision.apply(.consult, on: Self.day("2027-01-05"))
        let opening = try Self.opening(decision)
        #expect(throws: Fault.self) {
            try decision.apply(.openVote(opening, published: []), on: Self.day("2027-02-01"))
        }
        try decision.apply(.openVote(opening, published: []), on: Self.day("2027-02-02"))
        let open = try Self.count(opening, inFavour: 40, isClosed: false)
        #expect(throws: Fault.self) { try decision.apply(.count(open), on: Self.day("2027-03-01")) }
        try decision.apply(.count(Self.count(opening, inFavour: 28)), on: Self.day("2027-03-03"))
        #expect(decision.stage == .carried)
        #expect(try decision.bindsFrom == Self.day("2027-05-30"))
        #expect(throws: Fault.self) { try decision.apply(.takeEffect, on: Self.day("2027-05-29")) }
        try decision.apply(.takeEffect, on: Self.day("2027-05-30"))
        #expect(try !decision.isReviewDue(on: Self.day("2029-05-29")))
        #expect(try decision.isReviewDue(on: Self.day("2029-05-30")))
        try decision.apply(.review(isKept: true), on: Self.day("2029-06-30"))
        #expect(try decision.reviewOn == Self.day("2031-06-30") && decision.age(on: Self.day("2027-01-31")) == 30)
        let copy = try JSONDecoder().decode(GovernanceDecision.self, from: JSONEncoder().encode(decision))
        #expect(copy == decision)
    }

    @Test("27 of 43 with 62.8 per cent of the people is not enough, 28 is: equal forces make it the people's test")
    func threshold() throws {
        let opening = try Self.opening(try Self.proposal())
        #expect(try Self.count(opening, inFavour: 27).lacks == ["population"])
        #expect(try Self.count(opening, inFavour: 28).isCarried)
        #expect(try Self.count(opening, inFavour: 21).lacks == ["members", "population"])
    }

    @Test("Every step that is not a legal transition is refused and changes nothing", arguments: 1...200)
    func illegal(seed: Int) throws {
        var dice = Seeded(seed)
        var decision = try Self.proposal(byDefault: seed % 2 == 0 ? .referred : .oldRuleStays)
        let opening = try Self.opening(decision)
        let legal: [GovernanceDecision.Stage: Set<String>] = [
            .proposed: ["consult", "amend", "withdraw", "runOut"],
            .consulting: ["amend", "openVote", "refer", "withdraw", "runOut"],
            .voting: ["count", "runOut"], .carried: ["takeEffect", "refer"], .binding: ["refer", "review"],
            .referred: ["determine"],
        ]
        let open = try Self.count(opening, inFavour: 30, isClosed: false)
        let events: [(String, GovernanceDecision.Event)] = [
            ("consult", .consult), ("amend", .amend(proposal: decision.proposal)),
            ("openVote", .openVote(opening, published: [])),
            ("count", .count(try Self.count(opening, inFavour: seed % 3 == 0 ? 20 : 30))), ("takeEffect", .takeEffect),
            ("refer", .refer(by: try ForceCode("13").found, .level, reasons: "it is local")),
            ("determine", .determine(isUpheld: seed % 4 != 0)), ("withdraw", .withdraw), ("runOut", .runOut(open)),
            ("review", .review(isKept: false)),
        ]
        var day = decision.proposedOn
        for _ in 0..<60 {
            day = try day.adding(days: [0, 1, 7, 28, 90, 400][Int.random(in: 0..<6, using: &dice)])
            let (name, event) = try events.randomElement(using: &dice).found
            let before = decision
            do {
                try decision.apply(event, on: day)
                #expect(legal[before.stage]?.contains(name) == true, "\(name) in \(before.stage)")
                if decision.stage == .carried, before.stage != .referred { #expect(before.stage == .voting) }
            } catch {
                #expect(decision == before)
            }
            // Nothing binds that was not carried, and nothing before its day.
            if decision.stage == .binding { #expect(decision.bindsFrom.map { $0 <= day } == true) }
        }
    }

    @Test("Classes B and C wait for their plan and their opinion")
    func needs() throws {
        for (code, need) in [("B", "plan"), ("C", "opinion")] {
            var decision = try Self.proposal(class: code)
            try decision.apply(.consult, on: Self.day("2027-01-01"))
            let opening = try Self.opening(decision)
            let before = decision
            #expect(throws: Fault.self) {
                try decision.apply(.openVote(opening, published: []), on: Self.day("2027-02-02"))
            }
            #expect(decision == before)
            try decision.apply(.openVote(opening, published: [need]), on: Self.day("2027-02-02"))
            #expect(decision.stage == .voting)
        }
    }

    @Test("A changed text is consulted on anew, and an opening of the old text is refused")
    func amended() throws {
        var decision = try Self.proposal()
        try decision.apply(.consult, on: Self.day("2027-01-01"))
        let old = try Self.opening(decision)
        try decision.apply(.amend(proposal: "Dates and times are written as ISO 8601."), on: Self.day("2027-01-20"))
        #expect(try decision.consultationEnds == Self.day("2027-02-17"))
        #expect(throws: Fault.self) { try decision.apply(.openVote(old, published: []), on: Self.day("2027-02-20")) }
        let new = try Self.opening(decision)
        try decision.apply(.openVote(new, published: []), on: Self.day("2027-02-20"))
    }

    @Test("A time box that ends leaves the old rule or refers; it never carries, nor undoes a vote that was closed")
    func timeBox() throws {
        for byDefault in [GovernanceDecision.Default.oldRuleStays, .referred] {
            var decision = try Self.proposal(byDefault: byDefault, timeBox: 60)
            #expect(throws: Fault.self) { try decision.apply(.runOut(nil), on: Self.day("2027-03-02")) }
            try decision.apply(.runOut(nil), on: Self.day("2027-03-03"))
            #expect(decision.stage == (byDefault == .referred ? .referred : .lapsed))
            if byDefault == .referred {
                try decision.apply(.determine(isUpheld: true), on: Self.day("2027-04-03"))
                #expect(decision.stage == .lapsed)
            }
        }
        var decision = try Self.proposal(timeBox: 60)
        try decision.apply(.consult, on: Self.day("2027-01-01"))
        let opening = try Self.opening(decision)
        try decision.apply(.openVote(opening, published: []), on: Self.day("2027-02-02"))
        let closed = try Self.count(opening, inFavour: 43)
        #expect(throws: Fault.self) { try decision.apply(.runOut(closed), on: Self.day("2027-03-05")) }
        try decision.apply(.count(closed), on: Self.day("2027-03-05"))
        #expect(decision.stage == .carried)
    }

    @Test("The level is found by asking in order; what its own test makes local is not voted by all")
    func levels() throws {
        let questions = try GovernanceClasses.shipped().subsidiarity
        func answers(_ yes: Int, of count: Int) -> Subsidiarity {
            Subsidiarity(answers: (0..<count).map { .init(isYes: $0 == yes, reason: "r") }, whyNotBelow: "w")
        }
        let found = try (0..<4).map { try answers($0, of: $0 + 1).level(questions) }
        #expect(found == [.national, .national, .regional, .local])
        #expect(try answers(-1, of: 5).level(questions) == .local)
        for bad in [answers(0, of: 2), answers(-1, of: 4), answers(0, of: 0), answers(5, of: 6)] {
            #expect(throws: Fault.self) { try bad.level(questions) }
        }
        #expect(throws: Fault.self) { try Self.proposal(subsidiarity: answers(3, of: 4)) }
        #expect(throws: Fault.self) { try Self.proposal(timeBox: 28) }
        #expect(throws: Fault.self) { try Self.proposal(timeBox: 181) }
    }
}
