import Federation
import Ledger
import Testing
import Vocabulary

@Suite("When messages may arrive") struct MessageTimeTests {
    let two: TestMessages
    init() throws { two = try TestMessages() }

    func fault(_ request: SignedRequest, now: Timestamp, clocks: PeerClocks = PeerClocks()) -> Fault? {
        do {
            _ = try MessageSignature.verify(request: request, keys: two.keys, clocks: clocks, now: now)
            return nil
        } catch { return error as? Fault }
    }

    @Test("Within what clocks may differ a request is good; beyond it the fault says whose clock and by how much")
    func window() throws {
        let request = try two.request()
        let noon = TestMessages.noon
        #expect(fault(request, now: noon.after(seconds: -120)) == nil)
        #expect(fault(request, now: noon.after(seconds: 180)) == nil)
        let early = try #require(fault(request, now: noon.after(seconds: -121)))
        #expect(early.code == .messageUntimely)
        #expect(early.message.contains("the clock of force 13 seems 121 s ahead"))
        let late = try #require(fault(request, now: noon.after(seconds: 181)))
        #expect(late.code == .messageUntimely)
        #expect(late.message.contains("the clock of force 13 seems 121 s behind, or the message was held back"))
    }

    @Test("When most other forces differ the same way it is this node's own clock that seems wrong")
    func ownClock() throws {
        let now = TestMessages.noon.after(seconds: -300)
        var clocks = PeerClocks()
        let request = try two.request()
        for (number, code) in ["01", "03", "04"].enumerated() {
            let before = try #require(fault(request, now: now, clocks: clocks))
            #expect(before.message.contains("the clock of force 13 seems 300 s ahead"))
            // The same moment, signed by another force each time.
            let key = MessageKey(force: try #require(ForceCode(code)), key: two.asker.verifierKey)
            clocks.note(untimely: request, keys: MessageKeys([key]), receivedAt: now)
            if number == 0 { clocks.note(untimely: request, keys: MessageKeys([]), receivedAt: now) }
        }
        let found = try #require(fault(request, now: now, clocks: clocks))
        #expect(found.message.contains("this node's clock seems 300 s behind"))
        // Others that agree with this node outvote them.
        var verified = try two.verify(request)
        for code in ["05", "06", "07"] {
            verified.force = try #require(ForceCode(code))
            clocks.note(verified, receivedAt: verified.created)
        }
        let outvoted = try #require(fault(request, now: now, clocks: clocks))
        #expect(outvoted.message.contains("the clock of force 13 seems 300 s ahead"))
    }

    @Test("A request must expire, and soon", arguments: [Int64(0), -1, 301])
    func lifetime(seconds: Int64) throws {
        let request = try two.request(lifetime: seconds)
        #expect(fault(request, now: TestMessages.noon)?.code == .messageMalformed)
    }

    @Test("An answer may be late, but not older than its question")
    func answers() throws {
        let request = try two.request()
        let noon = TestMessages.noon
        let late = try two.response(to: request, at: noon.after(seconds: 86_400))
        try two.verify(late, to: request, now: noon.after(seconds: 86_400))
        #expect(faultCode { try two.verify(late, to: request, now: noon) } == .messageUntimely)
        let before = try two.response(to: request, at: noon.after(seconds: -121))
        #expect(faultCode { try two.verify(before, to: request, now: noon) } == .messageUntimely)
    }
}

@Suite("Replays") struct ReplayTests {
    let two: TestMessages
    let verified: VerifiedMessage

    init() throws {
        two = try TestMessages()
        verified = try two.verify(try two.request())
    }

    func message(_ number: Int, at: Timestamp = TestMessages.noon, key: String = "13/2026a") -> VerifiedMessage {
        var message = verified
        message.keyID = key
        message.created = at
        message.expires = at.after(seconds: 60)
        message.nonce = "nonce-\(number)"
        return message
    }

    @Test("A request is admitted once, for as long as it could be accepted")
    func once() throws {
        var guarding = ReplayGuard(since: TestMessages.noon)
        try guarding.admit(verified, now: TestMessages.noon)
        for seconds in [0, 60, 180] {
            let now = TestMessages.noon.after(seconds: Int64(seconds))
            #expect(faultCode { try guarding.admit(verified, now: now) } == .messageReplayed)
        }
        // The same nonce under another key is another request.
        try guarding.admit(message(1, key: "a"), now: TestMessages.noon)
        try guarding.admit(message(1, key: "b"), now: TestMessages.noon)
    }

    @Test("A full shelf refuses the next request, forgets none, and has room again when some are old")
    func full() throws {
        var rules = MessageRules()
        rules.rememberedPerKeyMax = 3
        var guarding = ReplayGuard(since: TestMessages.noon, rules: rules)
        for number in 1...3 { try guarding.admit(message(number), now: TestMessages.noon) }
        #expect(faultCode { try guarding.admit(message(4), now: TestMessages.noon) } == .messageMemoryFull)
        #expect(faultCode { try guarding.admit(message(1), now: TestMessages.noon) } == .messageReplayed)
        try guarding.admit(message(1, key: "other"), now: TestMessages.noon)
        let later = TestMessages.noon.after(seconds: 181)
        try guarding.admit(message(4, at: later), now: later)
        #expect(guarding.count == 2)
        // The clock goes back: what was forgotten is not admitted again.
        #expect(faultCode { try guarding.admit(message(1), now: TestMessages.noon) } == .messageReplayed)
    }

    @Test("What was signed before the guard began is refused, since it may have been received before")
    func restart() throws {
        var guarding = ReplayGuard(since: TestMessages.noon.after(seconds: 1))
        #expect(faultCode { try guarding.admit(message(1), now: TestMessages.noon) } == .messageReplayed)
    }

    @Test("Memory follows what can still be accepted, not what was ever received", arguments: [UInt64(1), 2])
    func memory(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        var guarding = ReplayGuard(since: TestMessages.noon)
        var admitted: [VerifiedMessage] = []
        var again = 0
        for number in 0..<8_000 {
            let now = TestMessages.noon.after(seconds: Int64(number) / 4)
            let one = message(number, at: now)
            try guarding.admit(one, now: now)
            admitted.append(one)
            let earlier = admitted[max(0, admitted.count - 1 - dice.below(700))]
            if (try? guarding.admit(earlier, now: now)) != nil { again += 1 }
        }
        #expect(again == 0)
        // At 4 a second and 180 s each some 720 are alive at one time.
        #expect(guarding.count < 2_100)
    }
}

@Suite("Versions") struct ProtocolVersionTests {
    @Test(
        "The highest common version is used",
        arguments: [
            (["1.0"], ["1.0"], "1.0"), (["1.2"], ["1.5"], "1.2"), (["1.2", "2.0"], ["1.9", "2.3"], "2.0"),
            (["1.2", "2.0"], ["1.1"], "1.1"), (["3.1", "1.4"], ["2.0", "1.0"], "1.0"),
        ]
    )
    func common(ours: [String], theirs: [String], wanted: String) throws {
        let (a, b) = (ours.compactMap { ProtocolVersion($0) }, theirs.compactMap { ProtocolVersion($0) })
        #expect(try ProtocolVersion.common(a, b).description == wanted)
        #expect(try ProtocolVersion.common(b, a).description == wanted)
    }

    @Test("None in common is a fault that names both sides")
    func none() throws {
        do {
            _ = try ProtocolVersion.common([ProtocolVersion(1, 3)], [ProtocolVersion(3, 0), ProtocolVersion(2, 1)])
            Issue.record("there is none")
        } catch let fault as Fault {
            #expect(fault.code == .noCommonVersion)
            #expect(fault.message == "this node speaks 1.3, the other 2.1, 3.0: no version in common")
        }
        #expect(throws: Fault.self) { try ProtocolVersion.common([], [ProtocolVersion(1, 0)]) }
    }

    @Test(
        "A text that is not a version is none",
        arguments: ["", "1", "1.", ".1", "01.0", "1.00", "1.0.0", "-1.0", "1.12345"]
    )
    func notAVersion(text: String) { #expect(ProtocolVersion(text) == nil) }

    @Test("A message of the release after next is read, with what it adds left unread")
    func releaseAfterNext() throws {
        let two = try TestMessages()
        let body = try MessageBody.write(two.question)
        var text = String(decoding: body, as: UTF8.self)
        text.insert(
            contentsOf: #""urgency":{"level":3,"of":["a",null]},"reasons":[1.5,true],"#,
            at: text.index(after: text.startIndex)
        )
        text = text.replacing(#""officer":{"#, with: #""officer":{"clearance":"sc","#)
        let request = try two.request(body: Array(text.utf8), version: ProtocolVersion(1, 2))
        let asked = try two.verify(request)
        #expect(asked.version == ProtocolVersion(1, 2))
        #expect(try asked.question() == two.question)
        let next = try two.request(body: body, version: ProtocolVersion(2, 0))
        #expect(faultCode { try two.verify(next) } == .noCommonVersion)
    }
}
