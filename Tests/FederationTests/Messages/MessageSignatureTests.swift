import Federation
import Foundation
import Ledger
import Testing
import Vocabulary

@Suite("Signed messages") struct MessageSignatureTests {
    let two: TestMessages
    let request: SignedRequest
    let response: SignedResponse

    init() throws {
        two = try TestMessages()
        request = try two.request()
        response = try two.response(to: request)
    }

    @Test("A signed question and its answer say who signed, for what and when")
    func roundTrip() throws {
        let asked = try two.verify(request)
        #expect(asked.force == two.asking && asked.keyID == "13/2026a" && asked.purpose == "crime.investigate")
        #expect(asked.created == TestMessages.noon && asked.expires == TestMessages.noon.after(seconds: 60))
        #expect(asked.nonce.utf8.count == 32 && asked.disclosure == TestMessages.disclosure)
        #expect(try asked.question() == two.question)
        let answered = try two.verify(response, to: request)
        #expect(answered.force == two.owning && answered.expires == nil)
        #expect(try answered.answer() == two.answer)
    }

    @Test("What every signature covers is there, in the one form of the standard")
    func written() throws {
        let input = try request.fields.onlyValue(of: "signature-input")
        #expect(
            input == """
                reeve=("@method" "@target-uri" "content-digest" "content-type" "reeve-purpose" "reeve-disclosure" \
                "reeve-version");created=1795435200;expires=1795435260;nonce="09090909090909090909090909090909"\
                ;keyid="13/2026a";tag="reeve-request"
                """
        )
        #expect(
            try response.fields.onlyValue(of: "signature-input") == """
                reeve=("@status" "content-digest" "content-type" "reeve-disclosure" "reeve-version" "signature";req)\
                ;created=1795435200;keyid="06/2026a";tag="reeve-response"
                """
        )
    }

    @Test("Case, white space and folding of the header change nothing, order neither")
    func variants() throws {
        var same = request
        same.fields = request.fields.reversed().map { field in
            HeaderField(field.name.uppercased(), " \t\(field.value)\r\n  ")
        }
        try two.verify(same)
        // A line folded where a space was is the same line.
        var folded = request
        folded.fields = request.fields.map { HeaderField($0.name, $0.value.replacing(" ", with: " \r\n\t")) }
        try two.verify(folded)
        var answer = response
        answer.fields = response.fields.map { HeaderField($0.name.capitalized, "\($0.value) ") }
        try two.verify(answer, to: same)
    }

    @Test(
        "A field of ours that stands twice, or is missing, is refused",
        arguments: [
            "content-digest", "content-type", "reeve-purpose", "reeve-disclosure", "reeve-version", "signature",
            "signature-input",
        ]
    )
    func onceEach(name: String) throws {
        var twice = request
        twice.fields += request.fields.filter { $0.name == name }
        #expect(faultCode { try two.verify(twice) } == .messageMalformed)
        var without = request
        without.fields.removeAll { $0.name == name }
        #expect(faultCode { try two.verify(without) } == .messageMalformed)
    }

    @Test("Any bit flipped in any part that is covered is refused", arguments: [UInt64(1), 2, 3, 4])
    func flippedBits(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        func flip(_ text: String) -> String {
            var bytes = Array(text.utf8)
            bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
            return String(decoding: bytes, as: UTF8.self)
        }
        for _ in 0..<200 {
            var changed = request
            switch dice.below(4) {
            case 0: changed.method = flip(request.method)
            case 1: changed.target = flip(request.target)
            case 2: changed.body[dice.below(changed.body.count)] ^= 1 << UInt8(dice.below(8))
            default:
                let at = dice.below(changed.fields.count)
                changed.fields[at].value = flip(request.fields[at].value)
            }
            #expect(throws: Fault.self, "\(changed)") { try two.verify(changed) }
            var answer = response
            var asked = request
            switch dice.below(4) {
            case 0: answer.status ^= 1 << dice.below(9)
            case 1: answer.body[dice.below(answer.body.count)] ^= 1 << UInt8(dice.below(8))
            case 2:
                let at = dice.below(answer.fields.count)
                answer.fields[at].value = flip(response.fields[at].value)
            default:
                let at = dice.below(asked.fields.count)
                asked.fields[at].value = flip(request.fields[at].value)
            }
            #expect(throws: Fault.self, "\(answer)") { try two.verify(answer, to: asked) }
        }
    }

    @Test("Whatever stands in the header, it is refused and nothing crashes", arguments: [UInt64(1), 2, 3])
    func rubbish(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        let pieces = [
            "reeve", "=", "(", ")", "\"", "\\", ":", ";", ",", " ", "\t", "\r\n ", "created", "keyid", "req", "?1", "?",
            "-", "9", "999999999999999", "1.5", "1.", "@", "@1", "%\"", "%\"%c3%bc\"", "*", "é", "\0", "\"@method\"",
            "\"signature\";req", ":AAAA:", ":A:", "::", "13/2026a", "tag=\"reeve-request\"", "sha-256",
        ]
        for _ in 0..<1_000 {
            var changed = request
            let at = dice.below(changed.fields.count)
            let text = (0..<dice.below(12)).map { _ in pieces[dice.below(pieces.count)] }.joined()
            let old = changed.fields[at].value
            let cut = old.index(old.startIndex, offsetBy: dice.below(old.count))
            changed.fields[at].value =
                dice.happens(0.5) ? text : old[..<cut] + text + (dice.happens(0.5) ? old[cut...] : "")
            guard changed.fields[at].value.trimmingCharacters(in: .whitespacesAndNewlines) != old else { continue }
            if (try? changed.fields.onlyValue(of: changed.fields[at].name)) == old { continue }
            #expect(throws: Fault.self, "\(changed.fields[at])") { try two.verify(changed) }
        }
    }

    @Test("A signature for one thing does not pass for another")
    func purposes() throws {
        // The owner answers with the request's own signature fields, or signs with a key that the roster lacks.
        var copied = response
        copied.fields =
            response.fields.filter { !$0.name.hasPrefix("signature") }
            + request.fields.filter { $0.name.hasPrefix("signature") }
        #expect(faultCode { try two.verify(copied, to: request) } == .messageUnproved)
        let stranger = try SigningKey(name: "06/2026a", seed: [UInt8](repeating: 3, count: 32))
        #expect(
            faultCode { try two.verify(try two.response(to: request, by: stranger), to: request) } == .messageUnproved
        )
        #expect(
            faultCode { try two.verify(try two.response(to: request, by: two.asker), to: request) } == .messageUnproved
        )
    }

    /// The request signed anew, over something else or saying something else of itself.
    func resigned(label: String = "reeve", _ change: (inout SignatureInput) -> Void) throws -> SignedRequest {
        var input = SignatureInput(components: MessageSignature.requestComponents)
        input.created = 1_795_435_200
        input.expires = 1_795_435_260
        input.nonce = "0123456789abcdef"
        input.keyID = two.asker.name
        input.tag = MessageSignature.requestTag
        change(&input)
        var request = request
        request.fields.removeAll { $0.name.hasPrefix("signature") }
        let base = try SignatureBase.text(input, of: .request(request))
        let text = try #require(base.split(separator: "\n").last).dropFirst("\"@signature-params\": ".count)
        let signature = Base64.encode(try two.asker.sign(Array(base.utf8)))
        request.fields += [
            HeaderField("signature-input", "\(label)=\(text)"), HeaderField("signature", "\(label)=:\(signature):"),
        ]
        return request
    }

    @Test("A signature that holds, but is not what was agreed, is refused")
    func otherwiseSigned() throws {
        try two.verify(try resigned { _ in })
        try two.verify(try resigned { $0.algorithm = "ed25519" })
        try two.verify(try resigned { $0.components.append(SignatureComponent("@authority")) })
        for place in MessageSignature.requestComponents.indices {
            #expect(faultCode { try two.verify(try resigned { $0.components.remove(at: place) }) } == .messageUnproved)
        }
        #expect(faultCode { try two.verify(try resigned { $0.tag = "reeve-response" }) } == .messageUnproved)
        #expect(faultCode { try two.verify(try resigned { $0.tag = nil }) } == .messageUnproved)
        #expect(faultCode { try two.verify(try resigned { $0.algorithm = "hmac-sha256" }) } == .messageUnproved)
        #expect(faultCode { try two.verify(try resigned { $0.created = nil }) } == .messageUnproved)
        #expect(faultCode { try two.verify(try resigned { $0.keyID = nil }) } == .messageUnproved)
        #expect(faultCode { try two.verify(try resigned { $0.expires = nil }) } == .messageMalformed)
        #expect(faultCode { try two.verify(try resigned { $0.nonce = "short" }) } == .messageMalformed)
        #expect(faultCode { try two.verify(try resigned(label: "other") { _ in }) } == .messageMalformed)
    }

    @Test("An answer proves nothing about another question")
    func bound() throws {
        let other = try two.request(nonceSeed: 10)
        #expect(faultCode { try two.verify(response, to: other) } == .messageUnproved)
    }

    @Test("A question whose body says other than its header is refused")
    func contradiction() throws {
        var asked = try two.verify(request)
        var question = two.question
        question.asker = two.owning
        asked.body = try MessageBody.write(question)
        #expect(faultCode { _ = try asked.question() } == .messageUnproved)
        question = two.question
        question.authority.purpose = "vetting"
        asked.body = try MessageBody.write(question)
        #expect(faultCode { _ = try asked.question() } == .messageUnproved)
        asked.body = [0x7B]
        #expect(faultCode { _ = try asked.question() } == .messageMalformed)
        let settlement = Settlement(
            disclosure: TestMessages.disclosure,
            asker: two.asking,
            outcome: .shown,
            entry: 3
        )
        asked.body = try MessageBody.write(settlement)
        #expect(try asked.settlement() == settlement)
        asked.force = two.owning
        #expect(faultCode { _ = try asked.settlement() } == .messageUnproved)
    }

    @Test("Sizes are bounded: body, number of fields and their bytes")
    func sizes() throws {
        let rules = MessageRules()
        try two.verify(try two.request(body: [UInt8](repeating: 0x20, count: rules.questionBytesMax)))
        let large = try two.request(body: [UInt8](repeating: 0x20, count: rules.questionBytesMax + 1))
        #expect(faultCode { try two.verify(large) } == .messageTooLarge)
        var many = request
        many.fields += (0..<rules.fieldsMax).map { HeaderField("x-\($0)", "1") }
        #expect(faultCode { try two.verify(many) } == .messageTooLarge)
        // Many small members would take long to read; so many are not read at all.
        var busy = request
        let members = (0..<2_000).map { "a\($0)" }.joined(separator: ",")
        for index in busy.fields.indices where busy.fields[index].name == "signature-input" {
            busy.fields[index].value = members
        }
        #expect(faultCode { try two.verify(busy) } == .messageTooLarge)
        var long = request
        long.fields.append(HeaderField("x-long", String(repeating: "a", count: rules.fieldBytesMax)))
        #expect(faultCode { try two.verify(long) } == .messageTooLarge)
    }

    @Test("A key is good from its first moment to before its last, and a new one beside it meanwhile")
    func rolling() throws {
        let next = try SigningKey(name: "13/2026b", seed: [UInt8](repeating: 4, count: 32))
        let change = TestMessages.noon.after(seconds: 10)
        let keys = MessageKeys([
            MessageKey(force: two.asking, key: two.asker.verifierKey, until: change),
            MessageKey(force: two.asking, key: next.verifierKey, from: TestMessages.noon),
        ])
        func code(_ seconds: Int64) throws -> Fault.Code? {
            let at = TestMessages.noon.after(seconds: seconds)
            let request = try two.request(at: at)
            return faultCode { _ = try MessageSignature.verify(request: request, keys: keys, now: at) }
        }
        #expect(try code(9) == nil)
        #expect(try code(10) == .messageUnproved)
        #expect(keys["13/2026b"]?.isValid(at: TestMessages.noon) == true)
        #expect(keys["13/2026b"]?.isValid(at: TestMessages.noon.after(seconds: -1)) == false)
        // A name that two keys have says nothing.
        let doubtful = MessageKeys([
            MessageKey(force: two.asking, key: two.asker.verifierKey),
            MessageKey(force: two.owning, key: two.asker.verifierKey),
        ])
        #expect(doubtful["13/2026a"] == nil)
    }

    @Test(
        "An address that is not in its one normal form is not signed",
        arguments: [
            "", "node.example/", "https://node.example", "https:///x", "https://Node.example/",
            "https://node.example:443/",
            "http://node.example:80/", "https://u@node.example/", "https://node.example/#x", "https://node.example:/",
            "https://node.example:08/", "https://node.example/ä", "ftp://node.example/", "https://:8443/",
            "https://[::1]:443/",
        ]
    )
    func addresses(text: String) {
        #expect(faultCode { _ = try TargetURI(text) } == .messageMalformed)
    }

    @Test(
        "An address in its normal form is kept as it is",
        arguments: [
            "https://node.example/", "https://node.example:8443/a/b?c=d&e", "http://127.0.0.1:8420/",
            "https://[::1]:8443/x?",
        ]
    )
    func normalAddresses(text: String) throws {
        #expect(try TargetURI(text).description == text)
    }
}
