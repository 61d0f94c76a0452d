import Federation
import Ledger
import Testing
import Vocabulary

/// Two forces, their keys and a question of the one to the other.
struct TestMessages {
    /// 23 November 2026, noon.
    static let noon = Timestamp(milliseconds: 1_795_435_200_000)
    static let disclosure = "0123456789abcdef0123456789abcdef"

    let asker: SigningKey
    let owner: SigningKey
    let keys: MessageKeys
    let asking: ForceCode
    let owning: ForceCode

    init() throws {
        asker = try SigningKey(name: "13/2026a", seed: [UInt8](repeating: 1, count: 32))
        owner = try SigningKey(name: "06/2026a", seed: [UInt8](repeating: 2, count: 32))
        asking = try #require(ForceCode("13"))
        owning = try #require(ForceCode("06"))
        keys = MessageKeys([
            MessageKey(force: asking, key: asker.verifierKey), MessageKey(force: owning, key: owner.verifierKey),
        ])
    }

    var question: Question {
        Question(
            disclosure: Self.disclosure,
            asker: asking,
            officer: Officer(number: "4821", name: "A. Example", force: asking, roles: ["officer"]),
            authority: Authority(purpose: "crime.investigate", reference: "WYP-1"),
            action: "search.find",
            asked: "who",
            body: #"{"name":"Example"}"#,
            at: Self.noon,
            deadline: Timestamp(milliseconds: Self.noon.milliseconds + 5_000)
        )
    }

    var answer: Answer {
        Answer(
            disclosure: Self.disclosure,
            force: owning,
            state: .answered(held: 1),
            entry: 7,
            body: "[]",
            at: Self.noon
        )
    }

    func request(at: Timestamp = noon, lifetime: Int64 = 60, nonceSeed: UInt8 = 9) throws -> SignedRequest {
        try request(body: try MessageBody.write(question), at: at, lifetime: lifetime, nonceSeed: nonceSeed)
    }

    func request(
        body: [UInt8],
        at: Timestamp = noon,
        lifetime: Int64 = 60,
        nonceSeed: UInt8 = 9,
        version: ProtocolVersion = ProtocolVersion(1, 0)
    ) throws -> SignedRequest {
        try MessageSignature.sign(
            request: RequestDraft(
                target: "https://node.gmp.example:8443/federation/questions?v=1",
                purpose: "crime.investigate",
                disclosure: Self.disclosure,
                version: version,
                body: body
            ),
            with: asker,
            at: at,
            expires: at.after(seconds: lifetime),
            randomness: { [UInt8](repeating: nonceSeed, count: $0) }
        )
    }

    func response(to request: SignedRequest, at: Timestamp = noon, by key: SigningKey? = nil) throws -> SignedResponse {
        try MessageSignature.sign(
            response: ResponseDraft(
                disclosure: Self.disclosure,
                version: ProtocolVersion(1, 0),
                body: try MessageBody.write(answer)
            ),
            to: request,
            with: key ?? owner,
            at: at
        )
    }

    @discardableResult func verify(_ request: SignedRequest, now: Timestamp = noon) throws -> VerifiedMessage {
        try MessageSignature.verify(request: request, keys: keys, now: now)
    }

    @discardableResult func verify(
        _ response: SignedResponse,
        to request: SignedRequest,
        now: Timestamp = noon
    ) throws -> VerifiedMessage {
        try MessageSignature.verify(response: response, to: request, from: owning, keys: keys, now: now)
    }
}

extension Timestamp {
    func after(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1_000) }
}

/// The code of the fault that `body` throws; `nil` when it throws none.
func faultCode(_ body: () throws -> Void) -> Fault.Code? {
    do {
        try body()
        return nil
    } catch let fault as Fault {
        return fault.code
    } catch {
        Issue.record("not a fault: \(error)")
        return nil
    }
}
