import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("Authorities") struct AuthorityTests {
    static let report = TestRecords.person("7", "Ivy", "Zephaniah", marking: .officialSensitive)
    static let words = "a child is said to be held in the house"
    static let enquiry = TestOfficers.untrained.asking()

    // MARK: - Emergency

    @Test(
        "Emergency access counts at once, is of a class of its own in the log, and ends",
        arguments: TestDatabase.allCases
    )
    func emergency(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([Self.report])
        var asking = TestOfficers.callTaker.asking(for: "life.protect", reference: "WYP-20261123-9")
        await #expect(throws: Fault.self) { try await node.desk.record(Self.report.id, for: asking) }

        let begun = try await node.desk.perform(.emergency(words: Self.words), for: asking)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.kind == "emergency" && act.index == begun.id && act.details?["words"] == Self.words)
        #expect(try await node.desk.record(Self.report.id, for: asking).content.versions.count == 1)
        #expect(try await node.ledger.acts().last?.details?["emergency"] == "\(begun.id)")
        // Even without a reference: there may be none yet.
        asking.authority.reference = ""
        _ = try await node.desk.search("zephaniah", limit: 5, for: asking)
        // It is for saving a life and for nothing else.
        asking.authority.purpose = "crime.investigate"
        await #expect(throws: Fault.self) { try await node.desk.search("zephaniah", limit: 5, for: asking) }

        node.clock.advance(seconds: 3_600)
        asking.authority.purpose = "life.protect"
        await #expect(throws: Fault.self) { try await node.desk.search("zephaniah", limit: 5, for: asking) }
    }

    @Test("An emergency is seen by those who are told, and no others")
    func loud() async throws {
        let node = try await TestDesk.open()
        let asking = TestOfficers.callTaker.asking(for: "incident.respond")
        let begun = try await node.desk.perform(.emergency(words: Self.words), for: asking)
        #expect(begun.purpose == "life.protect")
        #expect(try await node.desk.alarms(for: asking).map(\.id) == [begun.id])
        #expect(try await node.desk.alarms(for: TestOfficers.manager.asking()).map(\.id) == [begun.id])
        #expect(try await node.desk.alarms(for: TestOfficers.analyst.asking()).isEmpty)
        let all = try await node.desk.oversight(for: TestOfficers.manager.asking(for: "incident.respond")).content
        #expect(all.map(\.id) == [begun.id] && all.allSatisfy(\.isOutstanding))
    }

    @Test(
        "What is not justified in time is escalated once; a justification settles it once",
        arguments: TestDatabase.allCases
    )
    func justified(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let asking = TestOfficers.callTaker.asking(for: "life.protect")
        let begun = try await node.desk.perform(.emergency(words: Self.words), for: asking)
        try await node.desk.escalate()
        #expect(try await node.ledger.acts().last?.action == "authority.emergency")
        node.clock.advance(seconds: 24 * 3_600 + 1)
        for _ in 0..<2 { try await node.desk.escalate() }
        #expect(try await node.ledger.acts().filter { $0.action == "authority.escalate" }.count == 1)

        let why = AuthorityAct.justify(begun.id, words: "the child was found in the house and taken to safety")
        let other = await #expect(throws: Fault.self) { try await node.desk.perform(why, for: Self.enquiry) }
        #expect(other?.code == .authorityUnknown)
        let settled = try await node.desk.perform(why, for: asking)
        #expect(!settled.isOutstanding)
        let again = await #expect(throws: Fault.self) { try await node.desk.perform(why, for: asking) }
        #expect(again?.code == .authoritySettled)
        #expect(try await node.desk.alarms(for: asking).isEmpty)
    }

    @Test("An emergency needs words and a role", arguments: ["", "  help   "])
    func wordless(words: String) async throws {
        let node = try await TestDesk.open()
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.perform(.emergency(words: words), for: TestOfficers.callTaker.asking())
        }
        #expect(fault?.code == .wordsNeeded)
        let refused = await #expect(throws: Fault.self) {
            try await node.desk.perform(.emergency(words: Self.words), for: TestOfficers.steward.asking())
        }
        #expect(refused?.code == .notPermitted)
        #expect(try await node.ledger.acts().last?.kind == "refusal")
    }

    // MARK: - Written and by word of mouth

    @Test(
        "A written authority is in force for its reference once an officer of rank gives it",
        arguments: TestDatabase.allCases
    )
    func written(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([Self.report])
        let ask = AuthorityAct.ask(kind: "official-sensitive", words: "the report names the suspect of the burglary")
        let asked = try await node.desk.perform(ask, for: Self.enquiry)
        await #expect(throws: Fault.self) { try await node.desk.record(Self.report.id, for: Self.enquiry) }

        let give = AuthorityAct.grant(asked.id, words: "necessary and proportionate: no other source")
        let cleared = await #expect(throws: Fault.self) {
            try await node.desk.perform(give, for: TestOfficers.cleared.asking())
        }
        #expect(cleared?.code == .notPermitted)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        #expect(try await node.desk.authorities(for: manager).content.waiting.map(\.id) == [asked.id])
        let given = try await node.desk.perform(give, for: manager)
        #expect(given.authoriser == "3301" && given.rank == "inspector")
        _ = try await node.desk.record(Self.report.id, for: Self.enquiry)
        #expect(try await node.ledger.acts().last?.details?["authorities"] == "official-sensitive \(asked.id)")

        var other = Self.enquiry
        other.authority.reference = "WYP-20261123-2"
        await #expect(throws: Fault.self) { try await node.desk.record(Self.report.id, for: other) }
        node.clock.advance(seconds: 72 * 3_600)
        await #expect(throws: Fault.self) { try await node.desk.record(Self.report.id, for: Self.enquiry) }
    }

    @Test("Word of mouth counts at once, and no longer than its time unless who gave it confirms it")
    func oral() async throws {
        let node = try await TestDesk.open()
        try await node.collect([Self.report])
        let why = "he is on his way there now and said so"
        let said = AuthorityAct.oral(kind: "official-sensitive", by: "3301", rank: "inspector", words: why)
        let begun = try await node.desk.perform(said, for: Self.enquiry)
        _ = try await node.desk.record(Self.report.id, for: Self.enquiry)
        node.clock.advance(seconds: 12 * 3_600)
        await #expect(throws: Fault.self) { try await node.desk.record(Self.report.id, for: Self.enquiry) }
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        let confirmed = try await node.desk.perform(
            .grant(begun.id, words: "I gave this at noon by phone"),
            for: manager
        )
        #expect(confirmed.isInForce(at: node.clock.now))
        _ = try await node.desk.record(Self.report.id, for: Self.enquiry)
        // Confirming proves what was said; the time counts from when it was said.
        node.clock.advance(seconds: 60 * 3_600)
        await #expect(throws: Fault.self) { try await node.desk.record(Self.report.id, for: Self.enquiry) }
    }

    @Test("Word of mouth about surveillance lasts 72 hours, confirmed or not, and no inspector makes it three months")
    func oralSurveillance() async throws {
        let node = try await TestDesk.open()
        let said = AuthorityAct.oral(
            kind: "directed-surveillance",
            by: "3301",
            rank: "inspector",
            words: "he meets the buyer in an hour"
        )
        let begun = try await node.desk.perform(said, for: Self.enquiry)
        node.clock.advance(seconds: 3_600)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        let confirmed = try await node.desk.perform(.grant(begun.id, words: "I gave this an hour ago"), for: manager)
        #expect(confirmed.endsAt == begun.beganAt.milliseconds + 72 * 3_600_000)
        node.clock.advance(seconds: 71 * 3_600 - 1)
        #expect(confirmed.isInForce(at: node.clock.now))
        node.clock.advance(seconds: 1)
        #expect(!confirmed.isInForce(at: node.clock.now))
    }

    @Test("Nobody authorises themselves, and no rank gives what the table does not let it")
    func ranks() async throws {
        let node = try await TestDesk.open()
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        let ask = AuthorityAct.ask(kind: "official-sensitive", words: "the report may say who is there")
        let own = try await node.desk.perform(ask, for: manager)
        let self1 = await #expect(throws: Fault.self) {
            try await node.desk.perform(.grant(own.id, words: "I authorise this myself"), for: manager)
        }
        #expect(self1?.code == .authorityRank)
        #expect(try await node.ledger.acts().last?.kind == "refusal")
        let watch = AuthorityAct.ask(kind: "directed-surveillance", words: "to see who comes to the address")
        let asked = try await node.desk.perform(watch, for: Self.enquiry)
        let rank = await #expect(throws: Fault.self) {
            try await node.desk.perform(.grant(asked.id, words: "an inspector says yes to this"), for: manager)
        }
        #expect(rank?.code == .authorityRank && rank?.help?.contains("superintendent") == true)
        let oral = AuthorityAct.oral(
            kind: "official-sensitive",
            by: "1",
            rank: "constable",
            words: "he said that I may"
        )
        let low = await #expect(throws: Fault.self) { try await node.desk.perform(oral, for: Self.enquiry) }
        #expect(low?.code == .authorityRank)
    }

    // MARK: - Sensitive data

    @Test(
        "Sensitive data is kept back until strict necessity is stated, for that reference alone",
        arguments: TestDatabase.allCases
    )
    func sensitive(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let person = TestRecords.person("1", "Daniel", "Okafor", more: [Fact(.ethnicity, raw: "B2")])
        try await node.collect([person])
        func ethnicity(_ requester: Requester) async throws -> String? {
            try await node.desk.record(person.id, for: requester).content.versions.first?.record[.ethnicity]
        }
        let asking = TestOfficers.cleared.asking()
        #expect(try await ethnicity(asking) == nil)
        let unknown = AuthorityAct.sensitive(category: "ethnic-origin", condition: "curiosity", words: Self.words)
        let fault = await #expect(throws: Fault.self) { try await node.desk.perform(unknown, for: asking) }
        #expect(fault?.code == .authorityUnknown)
        let stated = AuthorityAct.sensitive(
            category: "ethnic-origin",
            condition: "statutory",
            words: "the only description of the attacker is by origin"
        )
        let begun = try await node.desk.perform(stated, for: asking)
        #expect(try await ethnicity(asking) == "B2")
        #expect(try await node.ledger.acts().last?.details?["sensitive"] == "ethnic-origin \(begun.id)")
        #expect(try await ethnicity(TestOfficers.cleared.asking(reference: "WYP-20261123-2")) == nil)
        #expect(try await ethnicity(TestOfficers.analyst.asking()) == nil)
        node.clock.advance(seconds: 12 * 3_600)
        #expect(try await ethnicity(asking) == nil)
    }

    // MARK: - Repeated looking

    @Test(
        "Who looks at one person again and again is asked, and goes on once they have answered",
        arguments: TestDatabase.allCases
    )
    func surveillance(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let daniel = DeskVerb.daniel
        try await node.collect([daniel])
        let asking = TestOfficers.cleared.asking()
        // Looks within ten minutes are one look.
        for _ in 0..<6 { _ = try await node.desk.person(daniel.alone, for: asking) }
        for _ in 0..<4 {
            node.clock.advance(seconds: 1_200)
            _ = try await node.desk.person(daniel.alone, for: asking)
        }
        node.clock.advance(seconds: 1_200)
        for _ in 0..<2 {
            let stopped = await #expect(throws: Fault.self) { try await node.desk.person(daniel.alone, for: asking) }
            #expect(stopped?.code == .surveillanceQuestion)
            let act = try #require(try await node.ledger.acts().last)
            #expect(act.kind == "refusal" && act.released == nil)
        }
        // The record by itself is the same person; somebody else is not asked.
        let record = await #expect(throws: Fault.self) { try await node.desk.record(daniel.id, for: asking) }
        #expect(record?.code == .surveillanceQuestion)
        _ = try await node.desk.person(daniel.alone, for: TestOfficers.manager.asking())

        let open = try await node.desk.authorities(for: asking).content.own.filter(\.isOutstanding)
        let question = try #require(open.first?.id)
        #expect(open.count == 1)
        let noURN = AuthorityAct.answer(question, .isAuthorised, urn: "", words: "there is an authority in force")
        let fault = await #expect(throws: Fault.self) { try await node.desk.perform(noURN, for: asking) }
        #expect(fault?.code == .wordsNeeded)
        let answer = AuthorityAct.answer(question, .isAuthorised, urn: "DSA-26-0042", words: "covers this person")
        let settled = try await node.desk.perform(answer, for: asking)
        #expect(settled.authoriser == "DSA-26-0042")
        _ = try await node.desk.person(daniel.alone, for: asking)
        // The answer counts for a time, and then the question is put again.
        node.clock.advance(seconds: 7 * 86_400)
        let later = await #expect(throws: Fault.self) { try await node.desk.person(daniel.alone, for: asking) }
        #expect(later?.code == .surveillanceQuestion)
    }

    @Test("A refusal says what would make it lawful")
    func remedy() async throws {
        let node = try await TestDesk.open()
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.search("okafor", limit: 5, for: TestOfficers.nobody.asking(reference: ""))
        }
        let help = try #require(fault?.help)
        #expect(help.contains("it would be permitted if: give the incident, operation or warrant it is for"))
        #expect(help.contains("it is for call takers, officers"))
        #expect(help.contains("s.39A Police Act 1996"))
    }
}
