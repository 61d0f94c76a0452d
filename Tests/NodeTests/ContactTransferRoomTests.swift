import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Incidents handed on between nodes") struct ContactTransferRoomTests {
    static let codes = ["13", "14"]

    /// The nodes of two forces with a way between them.
    struct Pair {
        let ways = TestPeers()
        var nodes: [String: TestNode] = [:]

        init(_ folders: [String: String] = [:]) async throws {
            let all = Set(codes.map { TestOfficers.force($0) })
            for code in codes {
                let node = try await TestNode.open(folders[code], force: code, peers: ways, connected: all)
                nodes[code] = node
                await ways.desks.connect(TestOfficers.force(code), node.desk)
            }
        }

        func node(_ code: String) throws -> TestNode { try #require(nodes[code]) }

        func tell() async throws { for code in codes { await (try node(code)).desk.tellTransfers() } }
    }

    static func taker(of code: String) -> Officer {
        var officer = TestOfficers.callTaker
        officer.force = TestOfficers.force(code)
        return officer
    }

    /// A live call on a node, with a line in its log.
    static func call(_ taker: ContactRoomTests.Taker) async throws -> String {
        let call = try await taker.arrive(["address": "14 Example Row, Leeds LS6 3AA"])
        for values in [["act": "answer"], ["act": "write", "text": "man with a knife at the station"]] {
            let reply = try await taker.api(values.merging(["call": call]) { $1 })
            #expect(reply.status == 200)
        }
        return call
    }

    static func offer(_ call: String, to party: String, wants: String = "takeOver", number: Int = 1) -> [String: String]
    {
        [
            "kind": "create", "call": call, "party": party, "wants": wants, "text": "yours by place",
            "number": "\(number)",
        ]
    }

    static func say(_ kind: String, _ call: String, party: String, text: String = "", number: Int) -> [String: String] {
        [
            "kind": kind, "party": party, "origin": "13", "transfer": "\(call)/1", "text": text, "number": "\(number)",
        ]
    }

    static func send(_ taker: ContactRoomTests.Taker, _ form: [String: String]) async throws -> Int {
        try await taker.browser.post("/contact/transfer", form.merging(["token": taker.token]) { own, _ in own }).status
    }

    @Test("A call is handed on once, kept until it is acknowledged, and both logs name the same words")
    func handsOn() async throws {
        let pair = try await Pair()
        let giver = try pair.node("13"), takers = try pair.node("14")
        try await giver.browse { browser in
            let lee = try await ContactRoomTests.Taker(browser)
            let call = try await Self.call(lee)
            await pair.ways.loseReplies(true)
            for _ in 1...2 { #expect(try await Self.send(lee, Self.offer(call, to: "14")) == 303) }
            try await pair.tell()
            await pair.ways.loseReplies(false)
            let page = try await browser.get("/contact/transfers").text
            #expect(page.contains("has not reached them") && page.contains("The incident is yours until they do."))
            try await pair.tell()
            let close = try await lee.api(["act": "close", "call": call, "result": "gone"])
            #expect(close.status == 409 && close.text.contains("handed on"))
            try await takers.browse { there in
                let other = try await ContactRoomTests.Taker(there)
                let offered = try await there.get("/contact/transfers").text
                #expect(offered.contains("man with a knife at the station") && offered.contains("theirs until you do"))
                let taken = Self.say("acknowledge", call, party: "13", number: 1)
                for _ in 1...2 { #expect(try await Self.send(other, taken) == 303) }
                let list = try await there.get("/api/v1/contact").text
                #expect(list.split(separator: "\"number\"").count == 2, "one incident, however often it is sent")
                let number = try #require(list.firstMatch(of: /"number":"([^"]+)"/)).1
                let screen = try await there.get("/contact?call=\(number)").text
                #expect(screen.contains("man with a knife at the station") && screen.contains("Taken over from"))
            }
            try await pair.tell()
            let after = try await browser.get("/contact?call=\(call)").text
            #expect(after.contains("Handed on to") && after.contains("It is theirs."))
            #expect(try await lee.api(["act": "close", "call": call, "result": "theirs"]).status == 200)
        }
        let sent = try await giver.acts().filter { $0.action == "contact.transfer" && $0.kind == "disclosure" }
        let came = try await takers.acts().filter { $0.action == "contact.transfer" && $0.kind == "collection" }
        let digests = sent.compactMap { $0.details?["digest"] }
        #expect(digests.count == 1 && came.compactMap { $0.details?["digest"] } == digests)
        #expect(!(try await giver.acts()).contains { $0.asked.contains("knife") })
    }

    @Test("What waits outlives a restart; a refusal leaves it with the giver, who is told to phone meanwhile")
    func restart() async throws {
        let folders = ["13": try ScratchFolder.make() + "/a", "14": try ScratchFolder.make() + "/b"]
        let call = try await {
            let pair = try await Pair(folders)
            let call = try await pair.node("13").browse { browser in
                let lee = try await ContactRoomTests.Taker(browser)
                let call = try await Self.call(lee)
                await pair.ways.holdSettlements(true)
                #expect(try await Self.send(lee, Self.offer(call, to: "14")) == 303)
                return call
            }
            for code in Self.codes { try await pair.node(code).building.close() }
            return call
        }()
        let pair = try await Pair(folders)
        let giver = try pair.node("13")
        try await giver.browse { browser in
            let lee = try await ContactRoomTests.Taker(browser)
            giver.clock.advance(seconds: 600)
            let page = try await browser.get("/contact/transfers").text
            #expect(page.contains("It has not reached them.") && page.contains("0114 496 0100"))
            try await pair.tell()
            try await pair.node("14").browse { there in
                let other = try await ContactRoomTests.Taker(there)
                let form = Self.say("reject", call, party: "13", text: "over the border, it is 06’s", number: 1)
                #expect(try await Self.send(other, form) == 303)
            }
            try await pair.tell()
            let after = try await browser.get("/contact/transfers").text
            #expect(after.contains("Rejected: over the border") && after.contains("The giver has it."))
            #expect(try await Self.send(lee, Self.offer(call, to: "14", number: 2)) == 303, "it may be offered again")
        }
    }

    @Test(
        "Nobody hands on to whom is unknown, what is not theirs, or out of turn; and no other force speaks in between"
    )
    func refused() async throws {
        let pair = try await Pair()
        let giver = try pair.node("13")
        try await giver.browse { browser in
            let lee = try await ContactRoomTests.Taker(browser)
            let call = try await Self.call(lee)
            for party in ["13", "99", "<b>"] { #expect(try await Self.send(lee, Self.offer(call, to: party)) == 400) }
            #expect(try await Self.send(lee, Self.offer("nobody", to: "14")) == 404)
            #expect(try await Self.send(lee, Self.offer(call, to: "14", number: 7)) == 409)
            #expect(try await Self.send(lee, Self.say("acknowledge", call, party: "14", number: 1)) == 404)
            #expect(try await Self.send(lee, Self.offer(call, to: "14")) == 303)
            #expect(
                try await Self.send(lee, Self.offer(call, to: "06", number: 2)) == 409,
                "one takes it over at a time"
            )
            #expect(try await Self.send(lee, Self.offer(call, to: "ambulance", wants: "attend", number: 2)) == 303)
            #expect(try await Self.send(lee, Self.say("acknowledge", call, party: "14", number: 2)) == 409)
        }
        func message(_ sender: String, _ origin: String, _ number: Int, _ body: String = "{}") -> ForceTransfer {
            ForceTransfer(
                sender: TestOfficers.force(sender),
                origin: TestOfficers.force(origin),
                transfer: "X-1/1",
                number: number,
                officer: Self.taker(of: sender),
                authority: Authority(purpose: "incident.respond", reference: "r"),
                at: giver.clock.now,
                kind: "create",
                body: body
            )
        }
        func fault(_ message: ForceTransfer) async -> Fault.Code? {
            await #expect(throws: Fault.self) { try await giver.desk.receive(message) }?.code
        }
        #expect(await fault(message("14", "06", 1)) == .noSuchTransfer)
        #expect(await fault(message("14", "13", 1)) == .noSuchTransfer)
        #expect(await fault(message("14", "14", 2)) == .transferOutOfTurn)
        #expect(await fault(message("14", "14", 1, "")) == .transferUnreadable)
        let first = try await giver.desk.receive(message("14", "14", 1))
        #expect(try await giver.desk.receive(message("14", "14", 1)) == first)
        #expect(await fault(message("14", "14", 1, "{\"other\":1}")) == .transferOutOfTurn)
    }
}
