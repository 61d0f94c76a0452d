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

        /// Sends an act under a name of its own, unless it brings one.
        func api(_ values: [String: String]) async throws -> TestBrowser.Reply {
            let key = values["act"] == "arrive" ? [:] : ["key": UUID().uuidString]
            let form = values.merging(["token": token]) { own, _ in own }.merging(key) { own, _ in own }
            return try await browser.post("/api/v1/contact", form)
        }

        func arrive(_ values: [String: String] = [:]) async throws -> String {
            let call = ["act": "arrive", "line": "999", "number": "07700 900461"].merging(values) { $1 }
            let reply = try await api(call)
            return String(try #require(reply.text.firstMatch(of: /"number":"([^"]+)"/), "\(reply.text)").1)
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
            #expect(asked.asked == "07700 900461" && asked.reference == number)
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
            #expect(page.contains("suggested 1") && page.contains("(rule R5"))
            #expect(page.contains("<b>Daniel OKAFOR</b>"), "who may be meant is offered")
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
            #expect(try await act("hand", ["note": "caller in bathroom with son"]).status == 400)
            #expect(try await act("hand", ["to": "3301", "note": "caller in bathroom with son"]).status == 200)
            #expect(try await act("close", ["result": "arrest"]).text.contains("contact.closing_needs_two"))
            #expect(try await act("attend", ["unit": "WA21"]).status == 200)
            #expect(try await act("close", ["result": "arrest"]).text.contains("\"state\":\"closed\""))
            let acts = try await node.acts().filter { $0.action == "contact.work" }
            #expect(acts.filter { $0.asked == "incident \(call): wrote" }.count == 2)
            for entry in acts {
                let said = "\(entry.asked) \(entry.details ?? [:])"
                #expect(said.contains(call) && !said.contains("kicking") && !said.contains("bathroom"), "\(said)")
            }
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
            let agree = ["act": "agree", "call": call, "asked": "4", "code": "3"]
            #expect(try await taker.api(agree).status == 403)
            let grace = try await Taker(browser.another(), TestOfficers.manager)
            #expect(
                try await grace.browser.get("/contact/supervise").text.contains("a lowering waits for a second person")
            )
            let page = try await grace.browser.get("/contact?call=\(call)").text
            #expect(page.contains("name=\"asked\" value=\"4\""), "the page sends what it shows")
            _ = try await taker.api(lower.merging(["code": "4"]) { $1 })
            #expect(try await grace.api(agree).text.contains("contact.changed_since"))
            let now = agree.merging(["asked": "5", "code": "4"]) { $1 }
            #expect(try await grace.api(now).text.contains("\"grade\":\"4\""))
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
            for number in 1...5 { #expect(page.contains("<span class=\"say\">line \(number)")) }
            #expect(!page.contains("line 6") && page.contains("answers no longer at hand"))
            #expect(!page.contains("No warning is held"))
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
            for token in ["", "&token=\(taker.token)"] {
                let link = try await browser.get("/api/v1/contact?act=answer&call=\(call)&key=k\(token)")
                #expect(link.status == 405 && link.text.contains("contact.not_by_address"))
            }
            #expect(try await taker.api(["act": "answer", "call": "nobody"]).status == 404)
            #expect(try await taker.api(["act": "dance", "call": call]).status == 400)
            #expect(try await taker.api(["act": "arrive", "latitude": "99", "longitude": "0"]).status == 400)
            let officer = try await Taker(browser.another(), TestOfficers.cleared)
            #expect(try await officer.browser.get("/contact?call=\(call)").status == 403)
            #expect(try await browser.get("/contact").text.contains("not answered"))
        }
    }

    @Test("An act's name is its officer's own: the same twice counts once, another act under it is refused")
    func names() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let lee = try await Taker(browser)
            let call = try await lee.arrive(), other = try await lee.arrive()
            for number in [call, other] { #expect(try await lee.api(["act": "answer", "call": number]).status == 200) }
            func write(
                _ text: String,
                in call: String,
                key: String = "k",
                by taker: Taker
            ) async throws -> TestBrowser.Reply {
                try await taker.api(["act": "write", "call": call, "text": text, "key": key])
            }
            #expect(try await write("first", in: call, by: lee).text.contains("\"place\":3"))
            #expect(try await write("first", in: call, by: lee).text.contains("\"place\":3"))
            for (text, number) in [("second", call), ("first", other)] {
                let reply = try await write(text, in: number, by: lee)
                #expect(reply.status == 409 && reply.text.contains("contact.key_used"), "\(text) in \(number)")
            }
            #expect(try await write("first", in: call, key: "", by: lee).text.contains("contact.key_needed"))
            let grace = try await Taker(browser.another(), TestOfficers.manager)
            #expect(try await write("from grace", in: call, by: grace).text.contains("\"place\":4"))
            let page = try await browser.get("/contact?call=\(call)").text
            #expect(page.contains(">first") && page.contains(">from grace") && !page.contains(">second"))
            let keys = page.matches(of: /name="key" value="([^"]+)"/).map { String($0.1) }
            #expect(keys.count > 10 && Set(keys).count == keys.count, "each form has a name of its own")
            let again = try await browser.get("/contact?call=\(call)").text
            #expect(!keys.contains { again.contains($0) }, "and each page others")
        }
    }

    @Test("What an act names must be there: another incident, and what the words say")
    func checked() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive(), other = try await taker.arrive()
            _ = try await taker.api(["act": "answer", "call": call])
            for act in ["link", "apart"] {
                #expect(try await taker.api(["act": act, "call": call, "number": "WYP-1"]).status == 404)
                #expect(try await taker.api(["act": act, "call": call, "number": call]).status == 409)
                #expect(try await taker.api(["act": act, "call": call, "number": other]).status == 200)
            }
            let attach = ["act": "attach", "call": call, "kind": "phone", "text": "07700 900123", "part": "named"]
            for (about, status) in [("+447700900461", 400), ("x", 400), ("+447700900123", 200)] {
                #expect(try await taker.api(attach.merging(["about": about]) { $1 }).status == status, "\(about)")
            }
            let name = ["act": "attach", "call": call, "kind": "name", "text": "Daniel", "part": "suspect"]
            for (about, status) in [("asha malik", 400), ("daniel", 200), ("\(Self.daniel.id)", 200)] {
                #expect(try await taker.api(name.merging(["about": about]) { $1 }).status == status, "\(about)")
            }
        }
    }

    @Test("No warning is said only after everybody was asked: not where it was another who asked")
    func gaps() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive(["number": "07700 900999", "address": "2 Nowhere Street, Leeds"])
            let own = try await browser.get("/contact?call=\(call)").text
            #expect(own.contains("that is no answer yet") && own.contains("forces not asked"))
            let grace = try await Taker(browser.another(), TestOfficers.manager)
            let hers = try await grace.browser.get("/contact?call=\(call)").text
            #expect(hers.contains("Nothing was asked yet for this call."))
            #expect(
                hers.contains("the caller&#39;s number <span class=\"tag warn\">not asked")
                    || hers.contains("number <span class=\"tag warn\">not asked")
            )
            #expect(try await grace.api(["act": "answer", "call": call]).status == 200)
            #expect(try await taker.api(["act": "place", "call": call, "text": "3 Otherwhere Lane"]).status == 200)
            let later = try await grace.browser.get("/contact?call=\(call)").text
            #expect(later.contains("not asked for you: place 3 otherwhere lane"))
            for page in [own, hers, later] { #expect(!page.contains("No warning is held")) }
            let hidden = try await taker.arrive(["number": "", "address": Self.place])
            #expect(try await browser.get("/contact?call=\(hidden)").text.contains("no number to ask by"))
        }
    }

    @Test("An act that is kept is told as kept, also where the questions that follow may not be put")
    func keptThough() async throws {
        let folder = try ScratchFolder.make() + "/node"
        try await TestNode.open(folder).building.close()
        // Rules by which a call taker works calls and may not search.
        let shipped = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Node/Rules/policies.cedar").standardizedFileURL
        let rules = try String(contentsOf: shipped, encoding: .utf8)
        let narrow = rules.replacing(#"Role::"call_taker", Role::"officer""#, with: #"Role::"officer""#)
        #expect(narrow != rules)
        let own = NodeFolder(path: folder).rules
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try narrow.write(toFile: own + "/policies.cedar", atomically: true, encoding: .utf8)
        let node = try await TestNode.open(folder)
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive()
            let answered = try await taker.api(["act": "answer", "call": call])
            #expect(answered.status == 200 && answered.text.contains("\"notAsked\":"), "\(answered.text)")
            let placed = try await taker.api(["act": "place", "call": call, "text": Self.place])
            #expect(placed.status == 200 && placed.text.contains("\"notAsked\":"), "\(placed.text)")
            let page = try await browser.get("/contact?call=\(call)").text
            #expect(page.contains(Self.place) && page.contains("Nothing was asked yet for this call."))
            let tooLong = String(repeating: "by the weir ", count: 40)
            #expect(try await taker.api(["act": "place", "call": call, "text": tooLong]).status == 400)
        }
    }

    @Test("Who looks at a list is logged with the number of every incident in it")
    func listIsLogged() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let calls = [try await taker.arrive(), try await taker.arrive(["number": "07700 900123"])]
            for address in ["/contact", "/contact/supervise", "/api/v1/contact", "/contact?call=\(calls[0])"] {
                _ = try await browser.get(address)
                let read = try #require(try await node.acts().last { $0.action == "contact.read" })
                #expect(read.details?["incidents"] == calls.joined(separator: " "), "\(address)")
            }
        }
    }

    @Test(
        "A stream logs an incident before it shows it, and ends when its officer signs out",
        .timeLimit(.minutes(5))
    )
    func stream() async throws {
        let node = try await Self.node()
        try await node.browse { browser in
            let taker = try await Taker(browser)
            let call = try await taker.arrive()
            let second = browser.another()
            await second.setCookie(await browser.cookie)
            async let streamed = second.get("/contact/stream?call=\(call)")
            while try await !node.acts().contains(where: { $0.details?["incidents"] == call }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            let other = try await taker.arrive(["number": "07700 900123"])
            while try await !node.acts().contains(where: { $0.details?["incidents"] == "\(call) \(other)" }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await Task.sleep(for: .milliseconds(300))
            _ = try await browser.post("/sign-out", ["token": taker.token])
            let reply = try await streamed
            #expect(reply.status == 200)
            let events = reply.text.components(separatedBy: "event: parts").dropFirst()
            #expect(events.first?.contains("call=\(other)") == false)
            #expect(events.dropFirst().contains { $0.contains("call=\(other)") })
            #expect(events.count < 12, "\(events.count) events for two changes")
            #expect(try await second.get("/contact/stream?call=\(call)").status != 200)
        }
    }
}
