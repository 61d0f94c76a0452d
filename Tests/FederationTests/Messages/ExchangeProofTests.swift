import Federation
import Ledger
import Testing
import Vocabulary

@Suite("Proofs of an exchange") struct ExchangeProofTests {
    let two: TestMessages
    let request: SignedRequest
    let response: SignedResponse
    let proof: ExchangeProof

    init() throws {
        two = try TestMessages()
        request = try two.request()
        response = try two.response(to: request)
        proof = try ExchangeProof(request: request, response: response)
    }

    @Test("A proof that was kept and read again proves who asked and who answered, and which bodies")
    func keeps() throws {
        let read = try ExchangeProof(parsing: proof.text)
        #expect(read == proof)
        let (asked, answered) = try read.verify(keys: two.keys)
        #expect(asked.force == two.asking && answered.force == two.owning)
        #expect(read.question(is: request.body) && read.answer(is: response.body))
        #expect(!read.question(is: response.body) && !read.answer(is: response.body + [0x20]))
    }

    @Test("It holds nothing that was not signed")
    func onlySigned() throws {
        var noisy = request
        noisy.fields += [HeaderField("Cookie", "secret=1"), HeaderField("X-Trace", "2")]
        #expect(try ExchangeProof(request: noisy, response: response).text == proof.text)
    }

    @Test("Any character changed makes it a proof of nothing", arguments: [UInt64(1), 2])
    func changed(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        for _ in 0..<300 {
            var bytes = Array(proof.text.utf8)
            bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(throws: Fault.self, "\(text)") { try ExchangeProof(parsing: text).verify(keys: two.keys) }
        }
    }

    @Test("The answer to another question does not make a proof")
    func otherAnswer() throws {
        let other = try ExchangeProof(request: try two.request(nonceSeed: 10), response: response)
        #expect(faultCode { _ = try other.verify(keys: two.keys) } == .messageUnproved)
    }
}
