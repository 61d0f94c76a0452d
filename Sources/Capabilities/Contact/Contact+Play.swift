import CapabilityKit
import Foundation
import Ledger

extension Contact {
    /// How a command reaches a node as a machine: the program binds it.
    @TaskLocal package static var posting: Posting?

    /// Posts a form to an address with a credential.
    ///
    /// A type of its own, because a task-local value that is itself an asynchronous function has no type at run time in
    /// an optimised build of Swift 6.3.
    package struct Posting: Sendable {
        private let body: @Sendable (String, String, String) async throws -> (Int, String)

        package init(_ body: @escaping @Sendable (String, String, String) async throws -> (Int, String)) {
            self.body = body
        }

        func callAsFunction(_ address: String, _ form: String, _ credential: String) async throws -> (Int, String) {
            try await body(address, form, credential)
        }
    }

    /// Calls of a file, each with when it comes.
    package enum Played {
        /// One call as fields under the names that the adapter takes.
        package struct Call: Hashable, Sendable {
            /// Seconds after the first.
            package var after: Double
            package var fields: [String: String]
        }

        /// The fields that are sent on; others are left out.
        static let fields: Set<String> = [
            "line", "number", "subscriber", "address", "latitude", "longitude", "radius", "method", "at", "silent",
            "whispering", "text", "key",
        ]

        /// Reads calls: CSV with a heading, or a JSON object on each line; `after` is seconds, or `at` a moment.
        ///
        /// A call without a key gets one of its place and words, the same each time the file is played.
        ///
        /// - Throws: ``Fault`` `contact.call_unreadable` with the line.
        package static func read(_ text: String) throws -> [Call] {
            let lines = text.split(whereSeparator: \.isNewline).map(String.init)
            guard let first = lines.first else { return [] }
            let isJSON = first.hasPrefix("{"), heads = isJSON ? [] : Replay.fields(of: first)
            var calls: [Call] = [], start: Int64?
            for (order, line) in lines.enumerated().dropFirst(isJSON ? 0 : 1) {
                let all = isJSON ? try object(line, order) : row(Replay.fields(of: line), heads)
                let moment = all["at"].flatMap { Timestamp(rfc3339: $0)?.milliseconds }
                start = start ?? moment
                let since = moment.flatMap { moment in start.map { Double(moment - $0) / 1000 } }
                guard let after = all["after"].map({ Double($0) }) ?? since ?? calls.last?.after ?? 0, after >= 0 else {
                    throw unreadable(order)
                }
                var kept = all.filter { fields.contains($0.key) && !$0.value.isEmpty }
                do { try Contact.call(kept).check() } catch { throw unreadable(order) }
                if kept["key"] == nil { kept["key"] = "played \(order) \(Digest.sha256(line).description.prefix(16))" }
                calls.append(Call(after: after, fields: kept))
            }
            return calls.sorted { $0.after < $1.after }
        }

        private static func row(_ values: [String], _ heads: [String]) -> [String: String] {
            Dictionary(zip(heads, values).map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
        }

        private static func object(_ line: String, _ order: Int) throws -> [String: String] {
            guard let value = try? JSONDecoder().decode([String: Field].self, from: Data(line.utf8)) else {
                throw unreadable(order)
            }
            return value.mapValues(\.text)
        }

        /// A text, a number or a flag, as text.
        private struct Field: Decodable {
            var text: String

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let flag = try? container.decode(Bool.self) {
                    text = flag ? "true" : "false"
                } else if let number = try? container.decode(Double.self) {
                    text = number == number.rounded() ? "\(Int64(number))" : "\(number)"
                } else {
                    text = try container.decode(String.self)
                }
            }
        }

        private static func unreadable(_ order: Int) -> Fault {
            Fault(
                .callUnreadable,
                "line `\(order + 1)` is no call",
                help: "give line, number, latitude, longitude, radius, after or at, as the guide has them"
            )
        }

        /// The call as a form.
        static func form(_ call: Call) -> String {
            func encoded(_ text: String) -> String {
                text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            }
            return call.fields.sorted { $0.key < $1.key }.map { "\(encoded($0.key))=\(encoded($0.value))" }
                .joined(separator: "&")
        }

        /// What became of the calls.
        package struct Report: Encodable, Sendable {
            package var calls = 0
            package var taken = 0
            /// Refusals and failures by what was answered.
            package var refused: [String: Int] = [:]
            /// Milliseconds from sending to being taken in.
            package var p50 = 0.0
            package var p95 = 0.0
            package var slowest = 0.0
            package var seconds = 0.0
        }
    }
}
