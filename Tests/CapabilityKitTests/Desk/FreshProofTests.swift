import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("A fresh proof of who asks") struct FreshProofTests {
    /// The verbs whose rules as shipped have the obligation `fresh`; a verb that joins or leaves them does so here.
    static let sensitive: Set<DeskVerb> = [
        .mark, .liftRecall, .decideRetention, .whoSaw, .whatDid, .whatFor, .watchMaterial,
    ]

    @Test(
        "A sensitive verb asks for it, does nothing without it and logs the try; the rest ask for none",
        arguments: DeskVerb.allCases
    )
    func verbs(verb: DeskVerb) async throws {
        let node = try await TestDesk.open()
        try await node.collect([DeskVerb.daniel])
        try await verb.prepare(node.desk)
        var requester = verb.allowed
        requester.isFresh = false
        guard Self.sensitive.contains(verb) else {
            try await verb.run(on: node.desk, for: requester)
            return
        }
        let before = try await node.ledger.acts().count
        let fault = await #expect(throws: Fault.self) { try await verb.run(on: node.desk, for: requester) }
        #expect(fault?.code == .freshSignInNeeded)
        let acts = try await node.ledger.acts().dropFirst(before)
        #expect(acts.map(\.kind) == ["refusal"])
        #expect(acts.first?.action == verb.action)
        requester.isFresh = true
        try await verb.run(on: node.desk, for: requester)
    }

    @Test("Giving an authority and opening sensitive data ask for it; asking, and saving a life, do not")
    func authorities() async throws {
        let node = try await TestDesk.open()
        let officer = TestOfficers.untrained.asking(isFresh: false)
        let ask = AuthorityAct.ask(kind: "official-sensitive", words: "the report names the suspect of the burglary")
        let asked = try await node.desk.perform(ask, for: officer)
        let open = AuthorityAct.sensitive(
            category: "ethnic-origin",
            condition: "statutory",
            words: "the only description is by origin"
        )
        let stale = await #expect(throws: Fault.self) { try await node.desk.perform(open, for: officer) }
        #expect(stale?.code == .freshSignInNeeded)
        let manager = TestOfficers.manager.asking(for: "incident.respond", isFresh: false)
        for act in [
            AuthorityAct.grant(asked.id, words: "necessary and proportionate"),
            .decline(asked.id, words: "it is not necessary"),
        ] {
            let fault = await #expect(throws: Fault.self) { try await node.desk.perform(act, for: manager) }
            #expect(fault?.code == .freshSignInNeeded)
        }
        let life = AuthorityAct.emergency(words: "a child is said to be held in the house")
        let begun = try await node.desk.perform(life, for: TestOfficers.callTaker.asking(isFresh: false))
        #expect(begun.isInForce(at: node.clock.now))
        #expect(try await node.desk.authorities(for: manager).content.waiting.map(\.id) == [asked.id])
    }
}
