import ArgumentParser
import CapabilityKit
import Capabilities
import Federation
import Foundation
import Node
import Policy
import Store
import TestKit
import Testing
import Vocabulary

/// The gate before a use runs, on every way in.
@Suite("No use runs that is not approved, whichever way it is asked") struct UseGateRoutesTests {
    static let daniel = TestRecords.person("1", "Daniel", "Okafor")
    static let peers = TestPeers()
    static let refused = TestUse.allCases.filter { $0.code != nil }

    /// A node that holds Daniel, with its room of searching as a test has it.
    static func node(_ use: TestUse) async throws -> TestNode {
        let forces = Set(["13", "14"].map { TestOfficers.force($0) })
        let node = try await TestNode.open(peers: peers, connected: forces, isApproved: false)
        // The records come in while taking them in is let run; nothing else is.
        let intake = UseApproval(
            use: "U-0",
            capability: "intake",
            by: TestOfficers.owner.number,
            forces: [TestOfficers.force("13")],
            from: node.desk.today,
            until: node.desk.today
        )
        try await node.desk.write(.approved(approval: intake))
        try await node.desk.collect([daniel])
        try await use.write(about: "search", on: node.desk)
        return node
    }

    @Test(
        "A page and a call of the API are refused with the reason's code, and the refusal is logged",
        arguments: refused
    )
    func web(use: TestUse) async throws {
        let node = try await Self.node(use)
        let code = try #require(use.code).description
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for address in ["/search?q=okafor", "/api/v1/search?q=okafor"] {
                let before = try await node.acts().count
                let reply = try await browser.get(address)
                #expect(reply.status == 403 && reply.text.contains(code), "\(address)")
                #expect(!reply.text.contains("Daniel"), "\(address)")
                let acts = try await node.acts().dropFirst(before)
                #expect(acts.map(\.kind) == ["refusal"] && acts.first?.action == "search.enter", "\(address)")
                #expect(acts.first?.rules == [code], "\(address)")
            }
            let form = try await browser.get("/ethics")
            #expect(form.status == 200 && form.text.contains(code), "the register is open and says why")
        }
    }

    @Test("A command is refused with exit code 2, and the refusal is logged", arguments: refused)
    func command(use: TestUse) async throws {
        let node = try await Self.node(use)
        let code = try #require(use.code).description
        let words = ["okafor", "--purpose", "crime.investigate", "--reference", "WYP-20261123-1", "--json"]
        let before = try await node.acts().count
        let exit = await #expect(throws: ExitCode.self) {
            try await NodeDoor.$open.withValue(
                NodeDoor.Opener { _ in
                    OpenNode(desk: node.desk, officer: TestOfficers.cleared, close: {})
                }
            ) {
                let room = try #require(Directory.rooms.first { $0.name == "search" })
                let type = try #require(room.commands.first)
                var command = try #require(try type.parseAsRoot(words) as? any AsyncParsableCommand)
                try await command.run()
            }
        }
        #expect(exit?.rawValue == 2)
        let acts = try await node.acts().dropFirst(before)
        #expect(acts.map(\.kind) == ["refusal"] && acts.first?.action == "search.find")
        #expect(acts.first?.rules == [code])
    }

    @Test(
        "Another force's question is refused with the reason and its code, and the refusal is logged",
        arguments: refused
    )
    func federation(use: TestUse) async throws {
        let node = try await Self.node(use)
        let code = try #require(use.code).description
        let answer = try await node.desk.answer(Self.question(at: node.desk.clock()))
        guard case .notPermitted(let reason) = answer.state else {
            Issue.record("\(answer.state)")
            return
        }
        #expect(reason.contains(code) && answer.body.isEmpty)
        let last = try #require(try await node.acts().last { $0.kind == "refusal" })
        #expect(last.action == "search.find" && last.rules == [code])
    }

    @Test("What is approved, in date and on its conditions runs on each of the four ways")
    func runs() async throws {
        let node = try await Self.node(.approved)
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for address in ["/search?q=okafor", "/api/v1/search?q=okafor"] {
                let reply = try await browser.get(address)
                #expect(reply.status == 200 && reply.text.contains("Daniel"), "\(address)")
            }
        }
        let found = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        #expect(found.content.count == 1)
        let answer = try await node.desk.answer(Self.question(at: node.desk.clock()))
        guard case .answered = answer.state else {
            Issue.record("\(answer.state)")
            return
        }
    }

    @Test("A use that may be used twice is suspended by the node at the third time, and stays so after a restart")
    func volume() async throws {
        let desk = try await TestDesk.open()
        let approval = UseApproval(
            use: "U-1",
            capability: "search",
            by: TestOfficers.owner.number,
            forces: [TestOfficers.force("13")],
            from: desk.desk.today,
            until: desk.desk.today,
            thresholds: [.volume(max: 2)]
        )
        try await desk.desk.write(.approved(approval: approval))
        for _ in 0..<2 { _ = try await desk.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking()) }
        for isRestarted in [false, true] {
            let again = isRestarted ? try await desk.reopened() : desk.desk
            let fault = await #expect(throws: Fault.self) {
                try await again.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
            }
            #expect(fault?.code == .useSuspended)
        }
        let acts = try await desk.ledger.acts()
        #expect(acts.count { $0.action == "ethics.suspend" } == 1)
        #expect(acts.first { $0.action == "ethics.suspend" }?.kind == "system")
    }

    @Test("What the gate knows follows from the log: a node opened again refuses and lets run the same")
    func replay() async throws {
        for use in TestUse.allCases {
            let first = try await TestDesk.open(uses: UseBook(force: TestOfficers.force("13"), rooms: Directory.rooms))
            try await use.write(about: "search", on: first.desk)
            try await first.write("DELETE FROM use_act")
            try await first.write("UPDATE use_position SET next_entry = 0")
            let again = try await first.reopened()
            let before = try await first.desk.useLog(Self.read, asked: "uses", for: TestOfficers.owner.asking()).content
            let after = try await again.useLog(Self.read, asked: "uses", for: TestOfficers.owner.asking()).content
            #expect(before.register == after.register && before.acts == after.acts)
            let reasons = after.refusals("search", on: again.today)
            #expect(reasons.first?.code == use.code, "\(use)")
        }
    }

    static let read = Permission("ethics.read", "Read the register of uses")

    static func question(at: Timestamp) throws -> Question {
        let officer = Officer(
            number: "77",
            name: "Una Other",
            force: TestOfficers.force("14"),
            roles: ["officer"],
            training: ["pnc"]
        )
        return Question(
            disclosure: "00112233445566778899aabbccddeeff",
            asker: TestOfficers.force("14"),
            officer: officer,
            authority: Authority(purpose: "crime.investigate", reference: "SYP-20261123-1"),
            action: "search.find",
            asked: "okafor",
            body: #"{"limit":20,"text":"okafor","version":1}"#,
            at: at,
            deadline: Timestamp(milliseconds: at.milliseconds + 1500)
        )
    }
}
