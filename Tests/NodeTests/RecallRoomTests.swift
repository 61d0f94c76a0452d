import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Recalls on the web") struct RecallRoomTests {
    static let daniel = TestRecords.person("1", "Daniel", "Okafor")

    /// The hidden fields of the form that goes to an address.
    static func form(_ page: String, to address: String) -> [String: String] {
        let inside = page.components(separatedBy: "action=\"\(address)\"").dropFirst().first ?? ""
        var form: [String: String] = [:]
        for match in inside.matches(of: /type="hidden" name="(\w+)" value="([^"]*)"/) where form[String(match.1)] == nil
        {
            form[String(match.1)] = String(match.2)
        }
        return form
    }

    @Test("Who received a record sees its recall on every page, acknowledges it, and it leaves the outstanding list")
    func journey() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([Self.daniel])
        try await node.browse { reader in
            try await reader.signIn(TestOfficers.cleared)
            #expect(try await reader.get("/search?q=okafor").text.contains("1 person"))
            #expect(!(try await reader.get("/search").text.contains("class=\"waiting\"")))

            let steward = reader.another()
            try await steward.signIn(TestOfficers.steward, purpose: "data.rectification")
            let list = try await steward.get("/recall/outstanding").text
            var mark = Self.form(list, to: "/recall/mark")
            mark.merge(
                [
                    "record": Self.daniel.id.description, "kind": "wrong", "attribute": "birthDate",
                    "reason": "a <clerk's> slip", "power": "DPA 2018 s.46",
                ]
            ) { $1 }
            let sent = try await steward.post("/recall/mark", mark)
            #expect(sent.status == 303 && sent.headers["location"] == "/recall/outstanding")
            #expect(try await steward.get("/recall/outstanding").text.contains("officer 4821, WYP"))
            #expect(try await steward.get("/api/v1/recall/outstanding").text.contains("\"waiting\":1"))

            // The next page that the reader opens says so, wherever it is.
            #expect(try await reader.get("/search").text.contains("class=\"waiting\">1"))
            let inbox = try await reader.get("/recall").text
            #expect(inbox.contains("birth date was found to be wrong"))
            #expect(inbox.contains("a &lt;clerk&#39;s&gt; slip"))
            #expect(try await reader.get("/api/v1/recall").text.contains("\"attribute\":\"birthDate\""))
            let record = try await reader.get("/search/record/" + TestBrowser.encoded(Self.daniel.id.description)).text
            #expect(record.contains("Birth date was found wrong") && !record.contains("14/03/1991"))

            var answer = Self.form(inbox, to: "/recall/acknowledge")
            answer["did"] = "told the team"
            #expect(try await reader.post("/recall/acknowledge", answer).status == 303)
            #expect(!(try await reader.get("/search").text.contains("class=\"waiting\"")))
            #expect(try await reader.get("/recall").text.contains("told the team"))
            #expect(!(try await steward.get("/recall/outstanding").text.contains("officer 4821, WYP")))
            #expect(try await reader.post("/recall/acknowledge", answer).status == 404)
        }
    }

    @Test("An answer for programs says of each record how good it is")
    func quality() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([Self.daniel])
        try await node.browse { reader in
            try await reader.signIn(TestOfficers.cleared)
            let found = try await reader.get("/api/v1/search?q=okafor").text
            let person = try await reader.get("/api/v1/search/person/\(Self.daniel.alone)").text
            for answer in [found, person] {
                #expect(answer.contains("\"record\":\"13/niche/person/1\""))
                #expect(answer.contains("\"missing\":[\"sex\"]"))
                #expect(answer.contains("\"facts\":3") && answer.contains("\"assessments\":0"))
                #expect(answer.contains("\"isCurrent\":true") && answer.contains("\"marking\":\"OFFICIAL\""))
            }
        }
    }

    @Test(
        "A form that makes no sense, or carries no token, changes nothing",
        arguments: ["mark", "lift", "acknowledge"]
    )
    func nonsense(form: String) async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([Self.daniel])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.steward, purpose: "data.rectification")
            let page = try await browser.get("/recall/outstanding").text
            let token = Self.form(page, to: "/recall/mark")["token"] ?? ""
            let before = try await node.acts().count
            #expect(try await browser.post("/recall/\(form)", ["recall": "1", "record": "x"]).status == 403)
            for change in [
                ["recall": "x", "record": "x"], ["recall": "99", "record": "13/niche/person/1", "kind": "bad"],
            ] {
                let values = change.merging(["token": token, "reason": "r", "power": "p"]) { $1 }
                let reply = try await browser.post("/recall/\(form)", values)
                #expect((400..<500).contains(reply.status), "\(change)")
            }
            #expect(try await node.acts().count == before)
        }
    }

    @Test("A decision on what is kept is taken on the page where it is due")
    func retention() async throws {
        let node = try await TestNode.open()
        var old = Self.daniel
        old.recordedAt = Timestamp(rfc3339: "2011-04-05T10:00:00Z")
        try await node.desk.collect([old])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.clerk, purpose: "data.retention")
            let page = try await browser.get("/retention").text
            #expect(page.contains("Daniel OKAFOR") && page.contains("due 5 Apr 2017"))
            var form = Self.form(page, to: "/retention/decide")
            form.merge(["decision": "dispose", "reason": "no need left"]) { $1 }
            #expect(try await browser.post("/retention/decide", form).status == 303)
            #expect(!(try await browser.get("/retention").text.contains("Daniel OKAFOR")))
            #expect(try await node.acts().contains { $0.kind == "erasure" && $0.details?["decision"] == "dispose" })
        }
    }
}
