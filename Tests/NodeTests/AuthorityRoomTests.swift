import CapabilityKit
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Authority on the web") struct AuthorityRoomTests {
    static func token(_ browser: TestBrowser) async throws -> String {
        TestBrowser.formToken(in: try await browser.get("/purpose").text) ?? ""
    }

    @Test("Emergency access from its button: at once, on every page, told to the duty manager, justified afterwards")
    func emergency() async throws {
        let node = try await TestNode.open()
        let report = TestRecords.person("7", "Ivy", "Zephaniah", marking: .officialSensitive)
        try await node.desk.collect([report])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.callTaker, purpose: "incident.respond")
            #expect(!(try await browser.get("/search?q=zephaniah").text.contains("Ivy")))
            let words = ["words-emergency": "a woman says he is breaking the door down"]
            let wrong = try await browser.post("/authority/emergency", words)
            #expect(wrong.status == 403)
            let form = words.merging(["token": try await Self.token(browser)]) { $1 }
            let sent = try await browser.post("/authority/emergency", form)
            #expect(sent.status == 303 && sent.headers["location"] == "/search")
            let page = try await browser.get("/search?q=zephaniah").text
            #expect(page.contains("Ivy") && page.contains("You have emergency access until"))
            #expect(page.contains("Save life or prevent serious harm"))

            let manager = browser.another()
            try await manager.signIn(TestOfficers.manager)
            #expect(try await manager.get("/search").text.contains("Officer 5150 has emergency access"))
            let overview = try await manager.get("/authority/overview").text
            #expect(overview.contains("1 thing outstanding") && overview.contains("breaking the door down"))
            let other = browser.another()
            try await other.signIn(TestOfficers.analyst)
            #expect(!(try await other.get("/search").text.contains("role=\"alert\"")))

            let own = try await browser.get("/authority").text
            let id = try #require(own.firstMatch(of: #/name="id" value="(\d+)"/#)).1
            let why = [
                "token": try await Self.token(browser), "id": String(id), "words-\(id)": "she was found and is safe",
            ]
            #expect(try await browser.post("/authority/justify", why).status == 303)
            #expect(try await manager.get("/authority/overview").text.contains("0 things outstanding"))
            #expect(try await browser.get("/api/v1/authority").text.contains("\"outstanding\":0"))
        }
    }

    @Test("Who looks again and again is led to the question, and back")
    func surveillance() async throws {
        let node = try await TestNode.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor")
        try await node.desk.collect([daniel])
        let address = "/search/person/\(daniel.alone)"
        for _ in 0..<5 {
            _ = try await node.desk.person(daniel.alone, for: TestOfficers.cleared.asking())
            node.clock.advance(seconds: 1_200)
        }
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let stopped = try await browser.get(address)
            #expect(stopped.status == 303 && stopped.headers["location"]?.hasPrefix("/authority?next=") == true)
            let page = try await browser.get(stopped.headers["location"] ?? "").text
            #expect(page.contains("Is this directed surveillance?") && page.contains(daniel.alone.description))
            let id = try #require(page.firstMatch(of: #/name="id" value="(\d+)"/#)).1
            let answer = [
                "token": try await Self.token(browser), "id": String(id), "answer": "not-surveillance",
                "words-not-\(id)": "the victim rings me every day", "next": address,
            ]
            #expect(try await browser.post("/authority/answer", answer).headers["location"] == address)
            #expect(try await browser.get(address).status == 200)
            #expect(try await browser.get("/api/v1/search/person/\(daniel.alone)").status == 200)
        }
    }

    @Test(
        "A form that makes no sense is answered with words",
        arguments: ["justify", "grant", "decline", "answer", "ask", "oral", "sensitive"]
    )
    func nonsense(form: String) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.manager)
            let token = try await Self.token(browser)
            for id in ["", "x", "-1", "99999999999999999999", "18446744073709551615"] {
                let values = ["token": token, "id": id, "words-x": "something or other", "next": "//elsewhere.example"]
                let reply = try await browser.post("/authority/\(form)", values)
                #expect((400..<500).contains(reply.status), "\(form) \(id)")
            }
        }
    }
}
