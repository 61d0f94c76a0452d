import Federation
import Ledger
import TestKit
import Testing
import Vocabulary

@testable import Node

@Suite("What a node knows of itself") struct FederationNodeTests {
    @Test("A node knows its own message key whether or not its book lists it")
    func ownKey() async throws {
        let nation = try await TestFederation.make()
        let listed = nation.nodes[0], name = listed.signingKey.name
        #expect(listed.keys[name]?.force == listed.force)
        var book = listed.peers
        book.peers.removeAll { $0.force == listed.force }
        let unlisted = try nation.forged(peers: book)
        #expect(unlisted.keys[name]?.key == listed.signingKey.verifierKey)
        #expect(unlisted.peers[listed.force] == nil, "it is no neighbour of itself")
    }
}
