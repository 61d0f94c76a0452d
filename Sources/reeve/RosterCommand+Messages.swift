import ArgumentParser
import Federation
import Foundation
import Ledger
import Node
import Vocabulary

extension RosterCommand {
    /// The command `reeve roster message sign|verify`: by hand what nodes do with each other's messages.
    struct Message: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "message",
            abstract: "Sign and check messages between forces by hand, as JSON on standard input.",
            discussion: """
                EXAMPLE
                  reeve roster message sign --key message.key < question.json
                """,
            subcommands: [SignMessage.self, VerifyMessage.self]
        )
    }

    struct SignMessage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign",
            abstract: "Sign a request, or an answer to one, and print it with its fields.",
            discussion: """
                A request: {"target": "https://…", "purpose": "…", "disclosure": "…", "body": "…"}; an answer: {"status": \
                200, "disclosure": "…", "body": "…", "to": {the request as signed}}. "at" is now when left out, and a request \
                expires after "lifetime" seconds, 60 when left out.

                EXAMPLE
                  reeve roster message sign --key message.key < question.json

                EXIT CODES
                  0 signed · 65 the input or the key is not as it should be · 70 fault
                """
        )

        @Option(help: "The file of the secret key.")
        var key: String

        func run() async throws {
            let key = try RosterCommand.secret(key)
            let draft = try RosterCommand.input(Draft.self)
            let at = try draft.at.map { try RosterCommand.moment($0) } ?? Building.systemClock()
            let version = ProtocolVersion(draft.version ?? "1.0") ?? ProtocolVersion(0, 0)
            do {
                if let request = draft.to {
                    let response = ResponseDraft(
                        status: draft.status ?? 200,
                        disclosure: draft.disclosure,
                        version: version,
                        body: Array(draft.body.utf8)
                    )
                    let signed = try MessageSignature.sign(response: response, to: request.request, with: key, at: at)
                    try printJSON(MessageJSON(signed))
                    return
                }
                let request = RequestDraft(
                    target: draft.target ?? "",
                    purpose: draft.purpose ?? "",
                    disclosure: draft.disclosure,
                    version: version,
                    body: Array(draft.body.utf8)
                )
                let expires = Timestamp(milliseconds: at.milliseconds + Int64(draft.lifetime ?? 60) * 1_000)
                let signed = try MessageSignature.sign(
                    request: request,
                    with: key,
                    at: at,
                    expires: expires,
                    randomness: Building.systemRandomness
                )
                try printJSON(MessageJSON(signed))
            } catch let fault as Fault where fault.code == .messageMalformed {
                throw Fault(.rosterMalformed, fault.message, help: fault.help, cause: fault.cause)
            }
        }

        private struct Draft: Decodable {
            var target: String?
            var purpose: String?
            var disclosure: String
            var version: String?
            var body: String
            var at: String?
            var lifetime: Int32?
            var status: Int?
            var to: MessageJSON?
        }
    }

    struct VerifyMessage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check a request, a request with its answer, or a kept proof of both.",
            discussion: """
                {"keys": [{"force": "13", "key": "name+number+base64"}], "request": {…}, "response": {…}, "now": "…"}, or \
                {"keys": […], "proof": "…"}. With an answer the proof to be kept is printed.

                EXAMPLE
                  reeve roster message verify < exchange.json

                EXIT CODES
                  0 it holds · 1 it does not (why is printed) · 65 the input is not as it should be · 70 fault
                """
        )

        func run() async throws {
            let exchange = try RosterCommand.input(Exchange.self)
            let keys = MessageKeys(try exchange.keys.map { try $0.messageKey })
            let now = try exchange.now.map { try RosterCommand.moment($0) } ?? Building.systemClock()
            var verdict = Verdict(holds: false)
            do {
                if let proof = exchange.proof {
                    let (asked, answered) = try ExchangeProof(parsing: proof).verify(keys: keys)
                    verdict = Verdict(holds: true, asked: Signer(asked), answered: Signer(answered))
                } else if let request = exchange.request?.request {
                    let asked = try MessageSignature.verify(request: request, keys: keys, now: now)
                    verdict = Verdict(holds: true, asked: Signer(asked))
                    if let answer = exchange.response {
                        verdict.holds = false
                        let (response, force) = (answer.response, try exchange.answerer(answer))
                        let answered = try MessageSignature.verify(
                            response: response,
                            to: request,
                            from: force,
                            keys: keys,
                            now: now
                        )
                        verdict.answered = Signer(answered)
                        verdict.proof = try ExchangeProof(request: request, response: response).text
                        verdict.holds = true
                    }
                } else {
                    throw Fault(.rosterMalformed, "there is neither a request nor a proof to check")
                }
            } catch let fault as Fault where fault.code != .rosterMalformed {
                (verdict.code, verdict.why) = (fault.code.description, fault.message)
            }
            try printJSON(verdict)
            if !verdict.holds { throw ExitCode(1) }
        }

        private struct Exchange: Decodable {
            var keys: [NamedKey]
            var request: MessageJSON?
            var response: MessageJSON?
            /// The force that was asked; the second of the keys when left out.
            var asked: String?
            var proof: String?
            var now: String?

            func answerer(_ answer: MessageJSON) throws -> ForceCode {
                guard let force = ForceCode(asked ?? keys.last?.force ?? "") else {
                    throw Fault(.rosterMalformed, "the input does not say which force was asked")
                }
                return force
            }
        }

        private struct NamedKey: Decodable {
            var force: String
            var key: String

            var messageKey: MessageKey {
                get throws {
                    guard let code = ForceCode(force), let found = RosterKey(key: key).messageKey(of: code) else {
                        throw Fault(.rosterMalformed, "`\(key)` of force `\(force)` is not a key")
                    }
                    return found
                }
            }
        }

        private struct Signer: Encodable {
            var force: String
            var key: String
            var disclosure: String
            var purpose: String
            var at: String

            init(_ message: VerifiedMessage) {
                force = message.force.description
                key = message.keyID
                disclosure = message.disclosure
                purpose = message.purpose
                at = message.created.rfc3339UTC
            }
        }

        private struct Verdict: Encodable {
            var holds: Bool
            var code: String?
            var why: String?
            var asked: Signer?
            var answered: Signer?
            var proof: String?
        }
    }

    /// A message as JSON: its fields as pairs, its body as text.
    struct MessageJSON: Codable {
        var method: String?
        var target: String?
        var status: Int?
        var fields: [[String]]
        var body: String

        init(_ request: SignedRequest) {
            (method, target) = (request.method, request.target)
            fields = request.fields.map { [$0.name, $0.value] }
            body = String(decoding: request.body, as: UTF8.self)
        }

        init(_ response: SignedResponse) {
            status = response.status
            fields = response.fields.map { [$0.name, $0.value] }
            body = String(decoding: response.body, as: UTF8.self)
        }

        private var lines: [HeaderField] { fields.map { HeaderField($0.first ?? "", $0.dropFirst().first ?? "") } }

        var request: SignedRequest {
            SignedRequest(method: method ?? "", target: target ?? "", fields: lines, body: Array(body.utf8))
        }

        var response: SignedResponse { SignedResponse(status: status ?? 0, fields: lines, body: Array(body.utf8)) }
    }

    static func input<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: try FileHandle.standardInput.readToEnd() ?? Data())
        } catch {
            throw Fault(.rosterMalformed, "standard input is not the JSON that this command reads", cause: error)
        }
    }

    static func moment(_ text: String) throws -> Timestamp {
        guard let moment = Timestamp(rfc3339: text) else {
            throw Fault(.rosterMalformed, "`\(text)` is not a moment", help: "write it as 2026-12-01T12:00:00Z")
        }
        return moment
    }
}
