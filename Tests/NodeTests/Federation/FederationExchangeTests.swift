import CapabilityKit
import Federation
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Questions between nodes") struct FederationExchangeTests {
    @Test("a question is answered over mutual TLS, signed both ways, and settled")
    func answered() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        try await nation.serving([1]) {
            let question = nation.nodes[0].question()
            let answer = await client.ask(question, of: nation.nodes[1].force)
            #expect(answer.state == .answered(held: 1))
            #expect(answer.force == nation.nodes[1].force)
            #expect(answer.disclosure == question.disclosure)
            #expect(answer.entry == 1)
            let asked = await nation.desks[1].questions
            #expect(asked == [question])
            let settlement = Settlement(
                disclosure: question.disclosure,
                asker: question.asker,
                outcome: .shown,
                entry: 7
            )
            try await client.settle(settlement, with: nation.nodes[1].force)
            let settled = await nation.desks[1].settlements
            #expect(settled == [settlement])
        }
        #expect(nation.events.all == [])
        await client.shutdown()
    }

    @Test("a force that knows another outcome says so, signed, and that is not taken for being out of reach")
    func contradicted() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        try await nation.serving([1]) {
            let settlement = Settlement(
                disclosure: String(repeating: "0011", count: 8),
                asker: nation.nodes[0].force,
                outcome: .shown,
                entry: 7
            )
            for (code, heard) in [
                (Fault.Code.settledOtherwise, Fault.Code.settledOtherwise), (.cannotAnswer, .peerUnusable),
            ] {
                await nation.desks[1].fail(with: Fault(code, "a fault"))
                let fault = await #expect(throws: Fault.self) {
                    try await client.settle(settlement, with: nation.nodes[1].force)
                }
                #expect(fault?.code == heard)
            }
        }
        await client.shutdown()
    }

    @Test("a second attempt goes by the second address, and the answerer knows both for its own")
    func secondAddress() async throws {
        let nation = try await TestFederation.make()
        let real = nation.nodes[1].settings.address
        var book = nation.nodes[0].peers
        let index = try #require(book.peers.firstIndex { $0.force == nation.nodes[1].force })
        // Nothing listens on the first.
        (book.peers[index].address, book.peers[index].second) = ("https://127.0.0.1:1", real)
        var own = nation.nodes[1].settings
        (own.address, own.second) = ("https://127.0.0.1:1", real)
        let answerer = try nation.moved(1, to: own)
        let client = FederationClient(node: try nation.forged(peers: book))
        let question = nation.nodes[0].question()
        try await nation.serving([answerer]) {
            #expect(await client.ask(question, of: answerer.force).state == .down)
            let second = await client.ask(question, of: answerer.force, attempt: 2, until: question.deadline)
            #expect(second.state == .answered(held: 1))
        }
        await client.shutdown()
    }

    @Test("what is said of a transfer goes over mutual TLS, signed; in another force's name it is refused")
    func transferred() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        let question = nation.nodes[0].question()
        var message = ForceTransfer(
            sender: nation.nodes[0].force,
            origin: nation.nodes[0].force,
            transfer: "X-1/1",
            number: 1,
            officer: question.officer,
            authority: question.authority,
            at: question.at,
            kind: "create",
            body: String(repeating: "é", count: 30_000)
        )
        try await nation.serving([1]) {
            let known = try await client.transfer(message, to: nation.nodes[1].force)
            #expect(known == TransferKnown(force: nation.nodes[1].force, entry: 1))
            #expect(await nation.desks[1].transfers == [message])
            message.sender = nation.nodes[1].force
            await #expect(throws: Fault.self) { try await client.transfer(message, to: nation.nodes[1].force) }
            #expect(await nation.desks[1].transfers.count == 1)
        }
        #expect(nation.events.has(.refused, .forceMismatch))
        await client.shutdown()
    }

    @Test("a recall is told over mutual TLS and acknowledged; one in another force's name is refused")
    func recalled() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        var recall = ForceRecall(
            owner: nation.nodes[0].force,
            entry: 12,
            at: nation.nodes[0].question().at,
            kind: "wrong",
            attribute: "birthDate",
            records: ["\(nation.nodes[0].force)/niche/person/7@2"],
            reason: "a slip",
            power: "DPA 2018 s.46"
        )
        await #expect(throws: (any Error).self) { try await client.recall(recall, to: nation.nodes[1].force) }
        try await nation.serving([1]) {
            let known = try await client.recall(recall, to: nation.nodes[1].force)
            #expect(known == RecallKnown(force: nation.nodes[1].force, entry: 1))
            #expect(await nation.desks[1].recalls == [recall])
            recall.owner = nation.nodes[1].force
            await #expect(throws: Fault.self) { try await client.recall(recall, to: nation.nodes[1].force) }
            #expect(await nation.desks[1].recalls.count == 1)
        }
        #expect(nation.events.has(.refused, .forceMismatch))
        await client.shutdown()
    }

    @Test("a node that is not there is down at once; one that says nothing has timed out at the deadline")
    func silent() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        let clock = ContinuousClock(), begin = clock.now
        let refused = await client.ask(nation.nodes[0].question(waitMs: 60_000), of: nation.nodes[1].force)
        #expect(refused.state == .down)
        #expect(refused.entry == 0)
        #expect(clock.now - begin < .seconds(30))
        let unknown = await client.ask(nation.nodes[0].question(), of: TestOfficers.force("16"))
        #expect(unknown.state == .down)
        #expect(nation.events.has(.unanswered, .peerUnknown))
        await nation.desks[1].wait(60_000)
        try await nation.serving([1]) {
            let answer = await client.ask(nation.nodes[0].question(waitMs: 400), of: nation.nodes[1].force)
            #expect(answer.state == .timedOut)
        }
        #expect(nation.events.has(.unanswered, "timed-out"))
        await client.shutdown()
    }

    @Test("a desk that cannot record discloses nothing, and the asker is told that the force gave no answer")
    func unrecorded() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        await nation.desks[1].fail(with: Fault(.tooManyRequests, "the log has stopped"))
        try await nation.serving([1]) {
            let answer = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(answer.state == .down)
            #expect(answer.body.isEmpty)
        }
        #expect(nation.events.has(.unanswered, .peerUnusable))
        await client.shutdown()
    }

    @Test("another force at the address of the one asked is told nothing, and an alarm is raised")
    func wrongForce() async throws {
        let nation = try await TestFederation.make(["13", "14", "16"])
        var book = nation.nodes[0].peers
        let address = try #require(book[nation.nodes[2].force]?.address)
        let index = try #require(book.peers.firstIndex { $0.force == nation.nodes[1].force })
        book.peers[index].address = address
        let client = FederationClient(node: try nation.forged(peers: book))
        try await nation.serving([2]) {
            let answer = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(answer.state == .down)
            #expect(nation.events.has(.alarm, .forceMismatch))
            #expect(await nation.desks[2].questions.isEmpty)
        }
        await client.shutdown()
    }

    @Test("an answer signed by another key than is known of the force is no answer, and an alarm is raised")
    func wrongKey() async throws {
        let nation = try await TestFederation.make(["13", "14", "16"])
        var book = nation.nodes[0].peers
        let index = try #require(book.peers.firstIndex { $0.force == nation.nodes[1].force })
        book.peers[index].keys = try #require(book[nation.nodes[2].force]).keys
        book.peers.removeAll { $0.force == nation.nodes[2].force }
        let client = FederationClient(node: try nation.forged(peers: book))
        try await nation.serving([1]) {
            let answer = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(answer.state == .down)
            #expect(answer.body.isEmpty)
            #expect(nation.events.has(.alarm, .messageUnproved))
        }
        await client.shutdown()
    }
}
