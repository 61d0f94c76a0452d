import CapabilityKit
import Node
import TestKit
import Testing
import Vocabulary

@Suite("The forms of the room of ethics") struct EthicsRoomFormTests {
    @Test("A form with a mistake comes back as it was typed, open, with what to do, and is then taken")
    func again() async throws {
        let node = try await TestNode.open()
        try await node.browse { owner in
            try await owner.signIn(TestOfficers.owner, purpose: "audit.lawfulness", next: "/ethics")
            let page = try await owner.get("/ethics").text
            let token = TestBrowser.formToken(in: page) ?? ""
            let use = ["token": token, "title": "Ranking <b>", "capability": "search", "supplier": "none"]
            let opened = try await owner.post("/ethics/open", use)
            #expect(opened.status == 303 || opened.status == 302)
            var part = [
                "token": token, "use": "U-1", "part": "problem", "statement": "found <late>", "measure": "hours",
                "baseline": "40", "measuredOn": "last spring",
            ]
            let before = try await node.acts().count { $0.action == "ethics.change" }
            let wrong = try await owner.post("/ethics/fill", part)
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("There is a problem") && wrong.text.contains("found &lt;late&gt;"))
            #expect(
                wrong.text.contains("last spring") && wrong.text.contains("href=\"#field-fill-problem-measuredOn\"")
            )
            #expect(wrong.text.contains("id=\"field-fill-problem-measuredOn\""))
            #expect(try await node.acts().count { $0.action == "ethics.change" } == before)
            part["measuredOn"] = "2026-04-01"
            #expect(try await owner.post("/ethics/fill", part).status == 303)
            let shown = try await owner.get("/ethics/use/U-1").text
            #expect(shown.contains("found &lt;late&gt;") && shown.contains("Ranking &lt;b&gt;"))
            let missing = try await owner.post("/ethics/fill", part.merging(["use": "U-9"]) { $1 })
            #expect(missing.status == 404)
        }
    }

    @Test("Approving needs a fresh proof, and what was typed waits for it")
    func fresh() async throws {
        let node = try await TestNode.open(isApproved: false)
        try await node.browse { owner in
            try await owner.signIn(TestOfficers.owner, purpose: "audit.lawfulness", next: "/ethics")
            node.clock.advance(seconds: 10 * 60 + 1)
            let token = TestBrowser.formToken(in: try await owner.get("/ethics").text) ?? ""
            let adopt = ["token": token, "reasons": "until the panel has met"]
            let stopped = try await owner.post("/ethics/adopt", adopt)
            #expect(stopped.status == 303 && stopped.headers["location"]?.hasPrefix("/sign-in/again") == true)
            #expect(try await node.acts().last?.kind == "refusal")
        }
    }

    @Test("Who may not do something is shown no form for it")
    func offers() async throws {
        let node = try await TestNode.open()
        for (officer, seen) in [
            (TestOfficers.owner, ["/ethics/open"]), (TestOfficers.chair, []), (TestOfficers.cleared, []),
        ] {
            try await node.browse { browser in
                try await browser.signIn(officer, purpose: "audit.lawfulness", next: "/ethics")
                let page = try await browser.get("/ethics").text
                #expect(page.contains("action=\"/ethics/open\"") == seen.contains("/ethics/open"), "\(officer.number)")
                let panel = try await browser.get("/ethics/panel").text
                #expect(panel.contains("action=\"/ethics/appoint\"") == (officer == TestOfficers.chair))
            }
        }
    }
}
