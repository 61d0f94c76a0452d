import CapabilityKit
import Node
import PageKit
import TestKit
import Testing
import Vocabulary

@Suite("Reviewing on the web") struct ReviewRoomTests {
    static let said = [
        Fact(.sex, raw: "M"), Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461"),
        Fact(.postcode, raw: "LS6 3AA", standard: "LS6 3AA"),
    ]
    static let here = TestRecords.person("1", "Daniel", "Okafor", more: said)
    static let there = TestRecords.person("2", "Daniel", "Okafor", force: "06", more: said)
    static let pair = RecordPair(RecordHandle(of: here.id), RecordHandle(of: there.id))

    static func node() async throws -> TestNode {
        let node = try await TestNode.open()
        try await node.desk.collect([here, there])
        let steward = TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")
        _ = try await node.desk.combine(for: steward)
        return node
    }

    /// The hidden fields of the form that answers a question.
    static func answer(_ page: String, _ verdict: String) -> [String: String] {
        var form = ["verdict": verdict]
        let inside = page.firstMatch(of: /action="\/review\/judge".*?<\/form>/.dotMatchesNewlines()).map { $0.0 } ?? ""
        for match in inside.matches(of: /type="hidden" name="(\w+)" value="([^"]*)"/) {
            form[String(match.1)] = String(match.2)
        }
        return form
    }

    @Test("An answer counts at once, leads to the next question, and can be taken back")
    func judges() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.steward, purpose: "data.quality")
            let page = try await browser.get("/review/pair/\(Self.pair)").text
            let sent = try await browser.post("/review/judge", Self.answer(page, "different"))
            #expect(sent.status == 303)
            #expect(sent.headers["location"] == "/review/next")
            let acts = try await node.acts()
            #expect(acts.last?.action == "review.judge")
            #expect(acts.last?.kind == "combination")
            let analyst = browser.another()
            try await analyst.signIn(TestOfficers.analyst)
            #expect(try await analyst.get("/search?q=okafor").text.contains("2 people"))

            let undone = try await browser.post("/review/undo", ["token": Self.answer(page, "")["token"] ?? ""])
            #expect(undone.headers["location"] == "/review/pair/\(Self.pair)")
            #expect(try await analyst.get("/search?q=okafor").text.contains("1 person"))
            #expect(try await browser.get("/review/pair/\(Self.pair)").text.contains("taken back"))
        }
    }

    @Test("Without the session's token a form changes nothing", arguments: ["judge", "undo", "blind"])
    func token(form: String) async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.steward, purpose: "data.quality")
            let page = try await browser.get("/review/pair/\(Self.pair)").text
            let before = try await node.acts().count
            var answer = Self.answer(page, "different")
            for token in [nil, "", String(repeating: "0", count: 32), (answer["token"] ?? "") + "0"] {
                answer["token"] = token
                answer["blind"] = "off"
                let reply = try await browser.post("/review/\(form)", answer)
                #expect(reply.status == 403)
                #expect(reply.text.contains("web.form_out_of_date"))
            }
            #expect(try await node.acts().count == before)
            #expect(!(try await browser.get("/review/pair/\(Self.pair)").text.contains("waterfall")))
        }
    }

    @Test("Who is not signed in is asked first, and who may not judge is refused", arguments: ["judge", "undo"])
    func refused(form: String) async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            #expect(try await browser.post("/review/\(form)", ["verdict": "same"]).status == 303)
            try await browser.signIn(TestOfficers.cleared)
            let token = TestBrowser.formToken(in: try await browser.get("/purpose").text) ?? ""
            let answer = ["token": token, "pair": "\(Self.pair)", "verdict": "different", "showing": "3"]
            let reply = try await browser.post("/review/\(form)", answer)
            #expect(reply.status == 403)
            #expect(reply.text.contains("policy.not_permitted"))
            #expect(try await node.acts().last?.kind == "refusal")
        }
    }

    @Test("Judging is blind until somebody asks otherwise, and then for their session alone")
    func blind() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.steward, purpose: "data.quality")
            let address = "/review/pair/\(Self.pair)"
            let page = try await browser.get(address).text
            #expect(!page.contains("waterfall") && page.contains("<b>Blind.</b>"))
            let token = Self.answer(page, "")["token"] ?? ""
            let off = ["token": token, "blind": "off", "back": "\(Self.pair)"]
            #expect(try await browser.post("/review/blind", off).headers["location"] == address)
            #expect(try await browser.get(address).text.contains("waterfall"))
            #expect(try await browser.get("/review").text.contains("<b>Not blind.</b>"))
            #expect(try await browser.get("/api/v1/review/pair/\(Self.pair)").text.contains("\"probability\""))
            let other = browser.another()
            try await other.signIn(TestOfficers.analyst, purpose: "data.quality")
            #expect(!(try await other.get(address).text.contains("waterfall")))
            #expect(!(try await other.get("/api/v1/review/pair/\(Self.pair)").text.contains("\"probability\"")))
            _ = try await browser.post("/review/blind", ["token": token, "blind": "on", "back": "queue"])
            #expect(!(try await browser.get(address).text.contains("waterfall")))
        }
    }

    @Test(
        "A form that makes no sense is answered with words",
        arguments: [
            ["verdict": "maybe"], ["pair": "x"], ["showing": "-1"], ["showing": "999999"], ["force": "no force"],
            ["kind": "triple"], ["reason": String(repeating: "é", count: 300)],
        ]
    )
    func nonsense(change: [String: String]) async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.steward, purpose: "data.quality")
            let page = try await browser.get("/review/pair/\(Self.pair)").text
            let answer = Self.answer(page, "different").merging(change) { $1 }
            let reply = try await browser.post("/review/judge", answer)
            #expect((400..<500).contains(reply.status), "\(change)")
            #expect(try await !node.acts().contains { $0.action == "review.judge" && $0.kind == "combination" })
        }
    }
}
