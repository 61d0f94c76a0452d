import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Machines that announce calls and take transfers") struct ContactAdapterTests {
    static let secret = String(repeating: "a", count: 43)
    static let calls = "/machine/v1/contact/calls"

    static func bearer(_ name: String = "eisec-1", _ secret: String = secret) -> [String: String] {
        ["authorization": "Bearer \(name).\(secret)"]
    }

    /// Lets a machine in, as a duty manager does on the page.
    static func letIn(
        _ browser: TestBrowser,
        _ name: String = "eisec-1",
        for scope: String = "calls",
        _ secret: String = secret
    ) async throws {
        let grace = try await ContactRoomTests.Taker(browser.another(), TestOfficers.manager)
        let form = [
            "token": grace.token, "name": name, "scope": scope,
            "fingerprint": MachineCredential.fingerprint(of: secret),
        ]
        #expect(try await grace.browser.post("/contact/adapter", form).status == 303)
    }

    @Test("A machine announces a call once, with what the network knows, and can do nothing else")
    func announces() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let call = [
                "line": "999", "number": "07700 900461", "latitude": "53.8", "longitude": "-1.55", "radius": "25",
                "method": "AML", "silent": "true", "text": "true", "key": "eisec-77",
            ]
            let unknown = try await browser.post(Self.calls, call, headers: Self.bearer())
            #expect(unknown.status == 401 && unknown.text.contains("contact.adapter_refused"))
            #expect(unknown.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            try await Self.letIn(browser)
            for _ in 1...2 {
                let reply = try await browser.post(Self.calls, call, headers: Self.bearer())
                #expect(reply.status == 200 && reply.text == "{\"number\":\"WYP-20261123-0001\"}")
            }
            let others = [("/api/v1/contact", 401), ("/contact", 303), ("/api/v1/search", 401)]
            for (address, status) in others {
                #expect(try await browser.get(address, headers: Self.bearer()).status == status, "\(address)")
            }
            let transfer = ["service": "ambulance", "transfer": "x/1", "number": "1", "kind": "received"]
            for path in ["transfers", "transfer"] {
                let reply = try await browser.post("/machine/v1/contact/\(path)", transfer, headers: Self.bearer())
                #expect(reply.status == 401, "\(path)")
            }
            #expect(try await browser.post(Self.calls, ["line": "999"], headers: Self.bearer()).status == 400, "no key")
            let far = call.merging(["latitude": "99", "key": "b"]) { $1 }
            #expect(try await browser.post(Self.calls, far, headers: Self.bearer()).status == 400)
            let acts = try await node.acts().filter { $0.action == "contact.receive" }
            #expect(acts.allSatisfy { $0.officer == "machine eisec-1" && $0.kind == "collection" } && acts.count == 2)
            #expect(!(try await node.acts()).contains { $0.action == "search.find" }, "it asks no source")
            let lee = try await ContactRoomTests.Taker(browser.another())
            #expect(try await lee.browser.post(Self.calls, call).status == 401, "a session opens nothing here")
            let screen = try await lee.browser.get("/contact?call=WYP-20261123-0001").text
            #expect(screen.contains("within 25 m") && screen.contains("silent") && screen.contains("by text"))
            #expect((try await node.acts()).contains { $0.action == "search.find" && $0.officer == "5150" })
        }
    }

    @Test("A wrong, ended or other machine's credential opens nothing; two of one machine stand side by side")
    func rotates() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let second = String(repeating: "b", count: 43)
            try await Self.letIn(browser)
            try await Self.letIn(browser, for: "calls", second)
            func status(_ headers: [String: String], _ key: String) async throws -> Int {
                try await browser.post(Self.calls, ["line": "999", "key": key], headers: headers).status
            }
            #expect(try await status(Self.bearer(), "1") == 200)
            #expect(try await status(Self.bearer("eisec-1", second), "2") == 200)
            #expect(try await status(Self.bearer("eisec-2"), "3") == 401)
            #expect(try await status(Self.bearer("eisec-1", String(repeating: "c", count: 43)), "3") == 401)
            for wrong in ["", "Bearer", "Bearer a", "Basic \(Self.secret)", "Bearer EISEC.\(Self.secret)"] {
                #expect(try await status(["authorization": wrong], "3") == 401, "\(wrong)")
            }
            let grace = try await ContactRoomTests.Taker(browser.another(), TestOfficers.manager)
            let end = ["token": grace.token, "end": MachineCredential.fingerprint(of: Self.secret)]
            #expect(try await grace.browser.post("/contact/adapter", end).status == 303)
            #expect(try await status(Self.bearer(), "4") == 401)
            #expect(try await status(Self.bearer("eisec-1", second), "4") == 200)
            let page = try await grace.browser.get("/contact/adapters").text
            #expect(page.contains("ended") && !page.contains(Self.secret) && !page.contains(second))
            let lee = try await ContactRoomTests.Taker(browser.another())
            #expect(try await lee.browser.get("/contact/adapters").status == 403)
            #expect(
                try await lee.browser.post("/contact/adapter", end.merging(["token": lee.token]) { $1 }).status == 403
            )
        }
    }

    @Test("A machine that sends too much is held back, and nobody else is")
    func limited() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await Self.letIn(browser)
            var last = 200
            for number in 1...130 where last == 200 {
                let form = ["line": "999", "key": "\(number)"]
                last = try await browser.post(Self.calls, form, headers: Self.bearer()).status
            }
            #expect(last == 429)
            node.clock.advance(seconds: 5)
            #expect(
                try await browser.post(Self.calls, ["line": "999", "key": "z"], headers: Self.bearer()).status == 200
            )
        }
    }

    @Test("A service collects what is handed on to it until it says that it has it, and its answer counts once")
    func service() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await Self.letIn(browser, "yas", for: "transfers ambulance")
            let lee = try await ContactRoomTests.Taker(browser.another())
            let call = try await ContactTransferRoomTests.call(lee)
            let offer = ContactTransferRoomTests.offer(call, to: "ambulance", wants: "attend")
            #expect(try await ContactTransferRoomTests.send(lee, offer) == 303)
            func post(_ path: String, _ form: [String: String]) async throws -> TestBrowser.Reply {
                let values = form.merging(["service": "ambulance"]) { own, _ in own }
                return try await browser.post("/machine/v1/contact/\(path)", values, headers: Self.bearer("yas"))
            }
            let first = try await post("transfers", [:]), again = try await post("transfers", [:])
            #expect(first.text == again.text && first.text.contains("yours by place"))
            #expect(!first.text.contains("knife"), "a service gets no line of the log")
            #expect(try await post("transfers", ["service": "fire"]).status == 401)
            let name = "\(call)/1"
            let has = try await post("transfer", ["transfer": name, "number": "1", "kind": "received"])
            #expect(has.status == 200)
            #expect(try await post("transfers", [:]).text == "{\"messages\":[]}")
            let answer = ["transfer": name, "number": "1", "kind": "acknowledge", "reference": "A-12"]
            for _ in 1...2 { #expect(try await post("transfer", answer).status == 200) }
            #expect(try await post("transfer", ["transfer": "x/1", "number": "1", "kind": "received"]).status == 404)
            #expect(try await post("transfer", ["transfer": name, "number": "5", "kind": "update"]).status == 409)
            #expect(try await post("transfer", ["transfer": name, "number": "2", "kind": "create"]).status == 400)
            let page = try await lee.browser.get("/contact/transfers").text
            #expect(page.contains("as A-12") && page.contains("It is still the giver’s."))
        }
    }
}
