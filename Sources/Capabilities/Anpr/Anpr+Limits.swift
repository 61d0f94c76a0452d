import CapabilityKit
import Foundation

extension Anpr {
    /// What bounds each question, as data: days, vehicles, and what else would explain what it finds.
    package struct Limits: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        /// Days after which what nobody selected of an answer is destroyed.
        package var resultDays: Int
        /// The longest that a vehicle stays of interest without a new look, in days.
        package var watchDays: Int
        /// How many characters of a plate must be known.
        package var knownCharacters: Int
        package var questions: [QuestionLimit]

        /// The limits that are shipped, read once.
        package static func shipped() throws -> Limits { try read.get() }

        private static let read = Result {
            guard let url = Bundle.module.resourceURL?.appending(path: "Limits/limits.json"),
                let data = try? Data(contentsOf: url)
            else {
                throw Fault(.limitsMissing, "the limits of questions of reads are missing", help: "install it again")
            }
            return try JSONDecoder().decode(Limits.self, from: data)
        }

        /// The row of a kind of question.
        func of(_ kind: Kind) throws -> QuestionLimit {
            guard let row = questions.first(where: { $0.kind == kind }) else {
                throw Fault(.limitsMissing, "there is no limit for `\(kind.rawValue)`", help: "add it to the table")
            }
            return row
        }
    }

    /// The row of one kind of question.
    package struct QuestionLimit: Decodable, Sendable {
        package var kind: Kind
        package var title: String
        package var begins: Beginning
        package var daysMax: Int
        /// An answer about more vehicles is not given: the question is too wide.
        package var vehiclesMax: Int
        /// What else would explain what it finds.
        package var explains: [String]
    }

    /// What can be asked of reads.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case history, between, convoy, trips, clones
        case newcomers = "first-seen"
        case swap, stops
    }

    /// What a question begins with: none begins with everybody.
    package enum Beginning: String, Codable, Sendable {
        /// A plate, or enough of one.
        case plate
        /// Named cameras.
        case cameras
        /// One area, never the whole force.
        case area
    }
}

extension Fault.Code {
    /// The table of limits is missing or incomplete.
    package static let limitsMissing = Self("anpr.limits_missing", status: 500)
}
