import Foundation
import Ledger
import Vocabulary

/// The JSON of a message: written in one way, read leaving out what this release does not know.
package enum MessageBody {
    /// The bytes of a value, with its keys in order.
    package static func write(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// Reads a value; fields that it does not know are of a newer minor version and are left unread.
    ///
    /// Throws `federation.message_malformed` for anything but the JSON of such a value.
    package static func read<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw Fault(.messageMalformed, "the body of the message cannot be read", cause: error)
        }
    }
}

extension VerifiedMessage {
    /// The question in the body of this request.
    ///
    /// Throws `federation.message_unproved` unless it is of the force that signed, and says of itself what the header
    /// says: disclosure id and purpose.
    package func question() throws -> Question {
        let question = try MessageBody.read(Question.self, from: body)
        guard question.asker == force, question.officer.force == force else {
            throw Self.contradiction("the question is of force \(question.asker), and force \(force) signed it")
        }
        guard question.disclosure == disclosure, question.authority.purpose == purpose else {
            throw Self.contradiction("the question has another disclosure id or purpose than its header")
        }
        return question
    }

    /// The answer in the body of this response.
    ///
    /// Throws `federation.message_unproved` unless it is of the force that signed, with the header's disclosure id.
    package func answer() throws -> Answer {
        let answer = try MessageBody.read(Answer.self, from: body)
        guard answer.force == force, answer.disclosure == disclosure else {
            throw Self.contradiction("the answer is of force \(answer.force), and force \(force) signed it")
        }
        return answer
    }

    /// The settlement in the body of this request; throws as ``question()`` does.
    package func settlement() throws -> Settlement {
        let settlement = try MessageBody.read(Settlement.self, from: body)
        guard settlement.asker == force, settlement.disclosure == disclosure else {
            throw Self.contradiction("the settlement is of force \(settlement.asker), and force \(force) signed it")
        }
        return settlement
    }

    private static func contradiction(_ why: String) -> Fault {
        Fault(.messageUnproved, why, help: "nothing was done with the message")
    }
}
