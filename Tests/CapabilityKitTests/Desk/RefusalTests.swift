import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("Refusals") struct RefusalTests {
    /// Somebody who asks as nobody may, with the words the answer owes them.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var requester: Requester
        var words: String
    }

    static let cases = [
        Case(
            testDescription: "an officer without a role",
            requester: TestOfficers.nobody.asking(),
            words: "it is for call takers, officers, analysts, duty managers and professional standards"
        ),
        Case(
            testDescription: "a purpose that is not on the list",
            requester: TestOfficers.cleared.asking(for: "just.looking"),
            words: "choose a law-enforcement purpose from the list"
        ),
        Case(
            testDescription: "a purpose that is not law enforcement",
            requester: TestOfficers.cleared.asking(for: "vetting"),
            words: "purposes that are not law enforcement open no police record"
        ),
        Case(
            testDescription: "no reference",
            requester: TestOfficers.cleared.asking(reference: ""),
            words: "give the incident, operation or warrant it is for"
        ),
    ]

    @Test("A search that is refused says which clause was not met", arguments: cases)
    func words(refused: Case) async throws {
        let node = try await TestDesk.open()
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.search("okafor", limit: 5, for: refused.requester)
        }
        #expect(fault?.code == .notPermitted)
        #expect(fault?.code.status == 403)
        #expect(fault?.message.contains(refused.words) == true, "\(fault?.message ?? "")")
    }

    @Test("Every refusal is in the log as one, with nothing released", arguments: DeskVerb.disclosing, cases)
    func logged(verb: DeskVerb, refused: Case) async throws {
        let node = try await TestDesk.open()
        try await node.collect([DeskVerb.daniel])
        let fault = await #expect(throws: Fault.self) { try await verb.run(on: node.desk, for: refused.requester) }
        #expect(fault?.code == .notPermitted)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.kind == "refusal")
        #expect(act.action == verb.action)
        #expect(act.asked == verb.asked)
        #expect(act.officer == refused.requester.officer.number)
        #expect(act.purpose == refused.requester.authority.purpose)
        #expect(act.refusal == fault?.message)
        #expect(act.released == nil)
        #expect(act.rulesVersion == node.desk.rulebook.version)
        #expect(fault?.help?.contains("entry \(act.index)") == true)
    }

    @Test(
        "Nobody without a role changes anything",
        arguments: [DeskVerb.collect, .combine, .clusters, .mark, .decideRetention]
    )
    func changes(verb: DeskVerb) async throws {
        let node = try await TestDesk.open()
        try await node.collect([DeskVerb.daniel])
        let before = try await node.tables()
        let fault = await #expect(throws: Fault.self) {
            try await verb.run(on: node.desk, for: TestOfficers.nobody.asking())
        }
        #expect(fault?.code == .notPermitted)
        #expect(try await node.tables() == before)
        #expect(try await node.ledger.acts().last?.kind == "refusal")
    }

    @Test("An officer of enquiries takes no records in and joins none", arguments: [DeskVerb.collect, .combine])
    func wrongRole(verb: DeskVerb) async throws {
        let node = try await TestDesk.open()
        let fault = await #expect(throws: Fault.self) {
            try await verb.run(on: node.desk, for: TestOfficers.cleared.asking())
        }
        #expect(fault?.code == .notPermitted)
    }
}
