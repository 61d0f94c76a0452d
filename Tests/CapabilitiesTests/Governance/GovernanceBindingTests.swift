import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Who is bound, and to what") struct GovernanceBindingTests {
    static func day(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text).found }

    static func clause(low: Int = 30, high: Int = 365, level: GovernanceLevel = .local) throws -> PolicyClause {
        try PolicyClause(parameter: "retention.review_days", level: level, low: low, high: high, usual: 90)
    }

    /// A decision that was carried on 1 March 2027 and binds from 30 May.
    static func carried(class code: String = "A", clause: PolicyClause? = nil) throws -> GovernanceDecision {
        var decision = try GovernanceDecisionTests.proposal(class: code)
        if let clause { try decision.apply(.amend(proposal: "We set:\n\(clause.text)"), on: day("2027-01-02")) }
        try decision.apply(.consult, on: day("2027-01-05"))
        let opening = try GovernanceDecisionTests.opening(decision)
        try decision.apply(.openVote(opening, published: ["plan", "opinion"]), on: day("2027-02-02"))
        try decision.apply(.count(GovernanceDecisionTests.count(opening, inFavour: 40)), on: day("2027-03-02"))
        return decision
    }

    static func agreement(_ signatures: [LegalAgreement.Signature]) throws -> LegalAgreement {
        LegalAgreement(
            title: "Agreement on common standards",
            kind: .section22A,
            from: try day("2026-01-01"),
            until: nil,
            classes: ["A", "B", "C"],
            signatures: signatures
        )
    }

    @Test("A vote binds nobody; an agreement binds a force once its chief officer and its policing body have signed")
    func bound() throws {
        let decision = try Self.carried()
        let force = try ForceCode("13").found
        var register = DecisionRegister(decisions: [decision])
        func standing(_ text: String) throws -> DecisionStanding {
            register.standing(of: decision, at: force, on: try Self.day(text))
        }
        #expect(try standing("2027-05-29") == .notYet(Self.day("2027-05-30")))
        #expect(try standing("2027-06-01") == .notBound(.noAgreement))
        register.agreements = [try Self.agreement([])]
        #expect(try standing("2027-06-01") == .notBound(.notAParty))
        var signature = LegalAgreement.Signature(force: force, bodyOn: try Self.day("2026-02-01"))
        register.agreements = [try Self.agreement([signature])]
        #expect(try standing("2027-06-01") == .notBound(.chiefHasNotSigned))
        let alone = LegalAgreement.Signature(force: force, chiefOn: try Self.day("2026-02-01"))
        register.agreements = [try Self.agreement([alone])]
        #expect(try standing("2027-06-01") == .notBound(.bodyHasNotSigned))
        signature.chiefOn = try Self.day("2027-07-01")
        signature.leftOn = try Self.day("2027-12-31")
        register.agreements = [try Self.agreement([signature])]
        #expect(try standing("2027-06-30") == .notBound(.chiefHasNotSigned))
        let title = register.agreements[0].title
        #expect(try standing("2027-07-01") == .bound(since: Self.day("2027-07-01"), under: title))
        #expect(try standing("2028-01-01") == .notBound(.notAParty))
        // Regulations bind who has not signed.
        register.agreements[0].kind = .regulations
        #expect(try standing("2028-01-01") == .bound(since: Self.day("2027-05-30"), under: title))
    }

    @Test("No majority puts another's data in: class C binds who has opted in")
    func optIn() throws {
        let decision = try Self.carried(class: "C")
        let force = try ForceCode("13").found
        let signed = LegalAgreement.Signature(
            force: force,
            chiefOn: try Self.day("2026-02-01"),
            bodyOn: try Self.day("2026-02-01")
        )
        var register = DecisionRegister(decisions: [decision], agreements: [try Self.agreement([signed])])
        let day = try Self.day("2027-06-01")
        #expect(register.standing(of: decision, at: force, on: day) == .notBound(.notOptedIn))
        register.optIns[decision.number] = [force]
        #expect(register.standing(of: decision, at: force, on: day).isBound)
    }

    @Test("A derogation has reasons and an end within twelve months of binding, and the duty returns the day after")
    func derogation() throws {
        let decision = try Self.carried()
        let force = try ForceCode("13").found
        func make(_ from: String, _ until: String, _ reasons: String = "our supplier needs it") throws -> Derogation {
            try Derogation(
                from: decision,
                by: force,
                reasons: reasons,
                begins: Self.day(from),
                until: Self.day(until)
            )
        }
        for (from, until, reasons) in [
            ("2027-05-29", "2027-06-30", "r"), ("2027-05-30", "2028-05-31", "r"), ("2027-06-30", "2027-06-29", "r"),
            ("2027-05-30", "2027-06-30", ""),
        ] {
            #expect(throws: Fault.self) { try make(from, until, reasons) }
        }
        #expect(throws: Fault.self) {
            try Derogation(
                from: GovernanceDecisionTests.proposal(),
                by: force,
                reasons: "r",
                begins: Self.day("2027-05-30"),
                until: Self.day("2027-06-30")
            )
        }
        let signed = LegalAgreement.Signature(
            force: force,
            chiefOn: try Self.day("2026-02-01"),
            bodyOn: try Self.day("2026-02-01")
        )
        let register = DecisionRegister(
            decisions: [decision],
            agreements: [try Self.agreement([signed])],
            derogations: [try make("2027-05-30", "2028-05-30")]
        )
        let last = try Self.day("2028-05-30")
        #expect(register.standing(of: decision, at: force, on: last) == .derogating(until: last))
        #expect(try register.standing(of: decision, at: force, on: Self.day("2028-05-31")).isBound)
        // Decided and not adopted, with its age, derogating or not.
        let list = register.notAdopted(by: [force], on: try Self.day("2027-06-01"))
        #expect(list.map(\.daysSinceDecided) == [92] && list.map(\.daysSinceProposed) == [151])
        var done = register
        done.adoptions = [.init(decision: decision.number, force: force, on: last, evidence: "sha256")]
        #expect(done.notAdopted(by: [force], on: last).isEmpty)
        #expect(try done.notAdopted(by: [force], on: Self.day("2028-05-29")).count == 1)
        #expect(try JSONDecoder().decode(DecisionRegister.self, from: JSONEncoder().encode(done)) == done)
    }

    @Test("A value outside what a decision allows is refused with the decision named, where the force is bound")
    func values() throws {
        let clause = try Self.clause()
        let decision = try Self.carried(clause: clause)
        let key = try SimulatedVote.secretariat()
        let note = try key.note(clause.enacted(by: decision))
        let policy = try PolicyInForce([note], key: key.verifierKey)
        let bound = DecisionStanding.bound(since: try Self.day("2027-05-30"), under: "t")
        let day = try Self.day("2027-05-30")
        func value(
            _ set: (GovernanceLevel, Int)?,
            _ standing: DecisionStanding,
            _ policy: PolicyInForce,
            _ text: String = "2027-05-30"
        ) throws -> Int? {
            try policy.value(
                of: "retention.review_days",
                set: set.map { (level: $0.0, value: $0.1) },
                standing: standing,
                on: Self.day(text)
            )
        }
        #expect(try value(nil, bound, policy) == 90)
        #expect(try value((.local, 30), bound, policy) == 30 && value((.local, 365), bound, policy) == 365)
        for outside in [29, 366] {
            let fault = #expect(throws: Fault.self) { try value((.local, outside), bound, policy) }
            #expect(fault?.code == .governanceValueRefused && fault?.message.contains(decision.number) == true)
            // The day before it binds, and where the law does not bind the force, the value stands.
            #expect(try value((.local, outside), bound, policy, "2027-05-29") == outside)
            #expect(try value((.local, outside), .notBound(.notAParty), policy) == outside)
            #expect(try value((.local, outside), .derogating(until: day), policy) == outside)
        }
        let national = try Self.clause(level: .national)
        let other = try Self.carried(clause: national)
        let strict = try PolicyInForce([key.note(national.enacted(by: other))], key: key.verifierKey)
        #expect(throws: Fault.self) { try value((.regional, 100), bound, strict) }
        #expect(try value((.national, 100), bound, strict) == 100)
        // Both at once contradict each other.
        #expect(throws: Fault.self) {
            try PolicyInForce([note, key.note(national.enacted(by: other))], key: key.verifierKey)
        }
    }

    @Test("Only what was voted on becomes policy, and only by the secretariat's key")
    func enacted() throws {
        let clause = try Self.clause()
        let decision = try Self.carried(clause: clause)
        #expect(throws: Fault.self) { try Self.clause(high: 400).enacted(by: decision) }
        #expect(throws: Fault.self) { try clause.enacted(by: GovernanceDecisionTests.proposal()) }
        let text = try clause.enacted(by: decision)
        #expect(try PolicyClause.inForce(parsing: text).clause == clause)
        #expect(throws: Fault.self) { try PolicyClause.inForce(parsing: text.replacing("high 365", with: "high 20")) }
        let stranger = try SigningKey(name: SimulatedVote.logName, seed: Array(repeating: 3, count: 32))
        #expect(throws: Fault.self) {
            try PolicyInForce([stranger.note(text)], key: SimulatedVote.secretariat().verifierKey)
        }
        #expect(throws: Fault.self) { try Self.clause(low: 100) }
    }
}
