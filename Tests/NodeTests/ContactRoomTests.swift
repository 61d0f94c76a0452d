import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Calls for help on the web") struct ContactRoomTests {
    static let place = "14 Example Row"
    static let daniel = TestRecords.person(
        "1",
        "Daniel",
        "Okafor",
        more: [Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461")]
    )
    static let warning = Record(
        id: TestRecords.id(.marker, "w1"),
        subject: daniel.id,
        facts: [Fact(.markerType, raw: "VI", standard: "violent"), Fact(.markerDetail, raw: "Punched an officer.")]
    )

    static func node() async throws -> TestNode {
        let node = try await TestNode.open()
        try await node.desk.collect([daniel, warning])
        return node
    }

    /// A call taker at the screen of a call that has arrived.
    struct Taker {
        let browser: TestBrowser
        let token: String

        init(_ browser: TestBrowser, _ officer: Officer = TestOfficers.callTaker) async throws {
            self.browser = browser
            try await browser.signIn(officer, purpose: "incident.respond", reference: "night shift")
            token = TestBrowser.formToken(in: try await browser.get("/contact").text) ?? ""
        }

        func api(_ values: [String: String]) async throws -> TestBrowser.Reply {
            try await browser.post("/api/v1/contact", values.merging(["token": token]) { own, _ in own })
        }

        func arrive(_ values: [String: String] = [:]) async throws -> String {
            let call = ["act": "arrive", "line": "999", "number": "07700 900461"].merging(values) { $1 }
            let reply = try await api(call)
            return reply.text.firstMatch(of: /"number":"([^"]+)"/).map { String($0.1) } ?? reply.text
        }
    }

    @Test("Before a question is asked the screen shows who warns of whom, and it is logged against the call")
    func arrives() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let number = try await taker.arrive()
            #expect(number == "WYP-20261123-0001")
            let page = try await browser.get("/contact?call=\(number)").text
            for words in ["Violent", "Punched an officer.", "Daniel OKAFOR", "has this number", "not answered"] {
                #expect(page.contains(words), "\(words)")
            }
            let acts = try await node.acts()
            let asked = try #require(acts.first { $0.action == "search.find" })
            #expect(asked.asked == "07700 900461")
            #expect(acts.contains { $0.action == "contact.receive" && $0.kind == "collection" })
        }
    }

    @Test("A whole call: answered, written, assessed, graded, sent, handed over and closed, every act once")
    func whole() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive()
            func act(_ act: String, _ values: [String: String] = [:]) async throws -> TestBrowser.Reply {
                try await taker.api(values.merging(["act": act, "call": call]) { own, _ in own })
            }
            #expect(try await act("write", ["text": "too early"]).status == 409)
            #expect(try await act("answer").status == 200)
            let line = [
                "text": "Ex-partner Daniel at back door, kicking it. Son, 6, upstairs.", "stage": "1", "key": "line-1",
            ]
            #expect(try await act("write", line).status == 200)
            #expect(try await act("write", line).text.contains("\"place\":3"), "sent twice, it counts once")
            #expect(try await act("place", ["text": Self.place + ", Leeds LS6 3AA"]).status == 200)
            #expect(try await act("assess", ["letter": "threat", "text": "kicking door now @1"]).status == 200)
            let page = try await browser.get("/contact?call=\(call)").text
            #expect(page.contains("suggested 1") && page.contains("Daniel</b>") || page.contains("Daniel OKAFOR"))
            #expect(page.contains("class=\"offer\">Daniel") && page.contains("Domestic, version 12"))
            let attach = [
                "kind": "name", "text": "Daniel", "about": "\(Self.daniel.id)", "part": "suspect",
                "name": "Daniel OKAFOR",
            ]
            #expect(try await act("attach", attach).status == 200)
            #expect(try await browser.get("/contact?call=\(call)").text.contains("class=\"fixed\">Daniel"))
            #expect(try await act("grade", ["code": "1"]).status == 200)
            #expect(try await act("grade", ["code": "3"]).text.contains("contact.lowering_needs_two"))
            #expect(try await act("send").status == 200)
            #expect(try await act("hand", ["to": "5151", "note": "caller in bathroom with son"]).status == 200)
            #expect(try await act("close", ["result": "arrest"]).text.contains("\"state\":\"closed\""))
            let written = try await node.acts().filter { $0.action == "contact.work" }.compactMap(\.asked)
            #expect(written.filter { $0 == "incident \(call): wrote" }.count == 2)
            #expect(!written.contains { $0.contains("kicking") }, "the log of looks has no word of the call")
        }
    }

    @Test("A lowering is agreed to by another person who may, and by nobody else")
    func lowering() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive()
            for values in [["act": "answer"], ["act": "grade", "code": "1"]] {
                _ = try await taker.api(values.merging(["call": call]) { $1 })
            }
            let lower = ["act": "lower", "call": call, "code": "3", "reason": "all is quiet, son rang back"]
            #expect(try await taker.api(lower).text.contains("\"grade\":\"1\""))
            #expect(try await taker.api(["act": "agree", "call": call]).status == 403)
            let grace = try await Taker(browser.another(), TestOfficers.manager)
            #expect(
                try await grace.browser.get("/contact/supervise").text.contains("a lowering waits for a second person")
            )
            #expect(try await grace.api(["act": "agree", "call": call]).text.contains("\"grade\":\"3\""))
            #expect(try await node.acts().last?.action == "contact.supervise")
        }
    }

    @Test("What the node acknowledged is there after a restart, and a call handed over twice is one")
    func restart() async throws {
        let folder = try ScratchFolder.make() + "/node"
        let call = try await {
            let node = try await TestNode.open(folder)
            let call = try await node.browse { browser in
                let taker = try await Taker(browser)
                let call = try await taker.arrive(["key": "eisec-77"])
                #expect(try await taker.arrive(["key": "eisec-77"]) == call)
                _ = try await taker.api(["act": "answer", "call": call])
                for number in 1...5 {
                    let line = ["act": "write", "call": call, "text": "line \(number)", "key": "l\(number)"]
                    #expect(try await taker.api(line).status == 200)
                }
                return call
            }
            try await node.building.close()
            return call
        }()
        let node = try await TestNode.open(folder)
        try await node.browse { browser in
            _ = try await Taker(browser)
            let page = try await browser.get("/contact?call=\(call)").text
            for number in 1...5 { #expect(page.contains("line \(number)")) }
        }
    }

    @Test("An act without the page's token, or on a call that is not there, does nothing")
    func refused() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive()
            for token in ["", "0", String(repeating: "0", count: 32)] {
                let reply = try await taker.api(["act": "answer", "call": call, "token": token])
                #expect(reply.status == 403 && reply.text.contains("web.form_out_of_date"))
            }
            let link = try await browser.get("/api/v1/contact?act=answer&call=\(call)")
            #expect(link.status == 403)
            #expect(try await taker.api(["act": "answer", "call": "nobody"]).status == 404)
            #expect(try await taker.api(["act": "dance", "call": call]).status == 400)
            #expect(try await taker.api(["act": "arrive", "latitude": "99", "longitude": "0"]).status == 400)
            let officer = try await Taker(browser.another(), TestOfficers.cleared)
            #expect(try await officer.browser.get("/contact?call=\(call)").status == 403)
            #expect(try await browser.get("/contact").text.contains("not answered"))
        }
    }
}
