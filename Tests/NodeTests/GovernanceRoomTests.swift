import CapabilityKit
import Foundation
import Ledger
import Node
import TestKit
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Decisions on the web") struct GovernanceRoomTests {
    static let proposal = [
        "act": "propose", "decision": "2026-001", "title": "One spelling of dates", "text": "Dates are ISO 8601.",
        "class": "A", "yes1": "yes", "why1": "a record is wrong where two spell it differently", "below": "people move",
        "days": "90", "default": "oldRuleStays",
    ]

    @Test(
        "The secretariat proposes and consults; everybody sees it with its age; the log alone makes the register again"
    )
    func whole() async throws {
        let folder = try ScratchFolder.make() + "/node"
        do {
            let node = try await TestNode.open(folder)
            try await node.browse { browser in
                try await browser.signIn(TestOfficers.secretary, purpose: "data.quality", reference: "board 4")
                let token = TestBrowser.formToken(in: try await browser.get("/governance/propose").text) ?? ""
                let form = Self.proposal.merging(["token": token]) { $1 }
                #expect(try await browser.post("/governance/act", form).status == 303)
                #expect(try await browser.post("/governance/act", form).status == 409, "one number, one decision")
                let consult = ["token": token, "act": "consult", "decision": "2026-001"]
                #expect(try await browser.post("/governance/act", consult).status == 303)
                let page = try await browser.get("/governance?decision=2026-001").text
                for words in ["Dates are ISO 8601.", "in consultation", "binds a force only through", "28 days"] {
                    #expect(page.contains(words), "\(words)")
                }
                let reader = browser.another()
                try await reader.signIn(TestOfficers.cleared)
                let list = try await reader.get("/governance").text
                #expect(list.contains("One spelling of dates") && list.contains("0 of 43"))
                #expect(!list.contains("Propose a decision"))
                #expect(
                    try await reader.get("/api/v1/governance?decision=2026-001").text.contains(
                        "\"stage\":\"consulting\""
                    )
                )
                #expect(try await reader.get("/governance?decision=none").status == 404)
                let own = TestBrowser.formToken(in: try await reader.get("/search").text) ?? ""
                #expect(try await reader.post("/governance/act", consult.merging(["token": own]) { $1 }).status == 403)
            }
            try await node.building.close()
        }
        let node = try await TestNode.open(folder)
        let found = try await Governance.book(asked: "again", node.desk, for: TestOfficers.secretary.asking())
        let kept = try await node.acts().filter { $0.action == "governance.keep" && $0.refusal == nil }
        let again = try GovernanceBook(
            kept.enumerated().map { place, act in
                GovernanceEntry(
                    place: Int64(place + 1),
                    at: try #require(Timestamp(rfc3339: act.at)),
                    officer: act.officer,
                    force: TestOfficers.force(act.force),
                    act: try JSONDecoder().decode(
                        GovernanceAct.self,
                        from: Data(try #require(act.details?["act"]).utf8)
                    )
                )
            }
        )
        #expect(again == found.content && again.register.decisions.count == 1)
    }

    @Test("What is never voted and what is not national is refused with why")
    func refused() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.secretary, purpose: "data.quality", reference: "board 4")
            let token = TestBrowser.formToken(in: try await browser.get("/governance/propose").text) ?? ""
            let form = Self.proposal.merging(["token": token]) { $1 }
            let never = try await browser.post("/governance/act", form.merging(["class": "D"]) { $1 })
            #expect(never.status == 400 && never.text.contains("governance.never_voted"))
            let local = ["yes1": "no", "yes2": "no", "yes3": "no", "yes4": "yes"]
            let why = ["why1": "no", "why2": "no", "why3": "no", "why4": "local beats"]
            let below = try await browser.post("/governance/act", form.merging(local) { $1 }.merging(why) { $1 })
            #expect(below.status == 409 && below.text.contains("at the local level"))
        }
    }
}
