import CapabilityKit
import Foundation
import Logging
import Vocabulary

/// The program's log: a line of JSON on standard error for each event.
///
/// Lines say what happened to the node, never what was asked or found: a request is its route as declared, an error its
/// stable code or its type.
package struct JSONLogHandler: LogHandler {
    private let label: String
    private let write: @Sendable (String) -> Void
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    /// `write`: takes each line, without its end.
    package init(
        label: String,
        level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = Self.standardError
    ) {
        self.label = label
        logLevel = level
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event as a line.
    package func log(event: LogEvent) {
        var values = metadata.merging(event.metadata ?? [:]) { $1 }.filter { Self.known.contains($0.key) }
            .mapValues { JSONTree.text("\($0)") }
        // What another library says of an error may hold what was typed: its type is enough.
        if let error = event.error { values["error"] = .text("\(type(of: error))") }
        let line: JSONTree = [
            "at": .text(Building.systemClock().rfc3339), "level": .text(event.level.rawValue), "log": .text(label),
            "message": .text("\(event.message)"), "about": .object(values),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let data = try? encoder.encode(line) { write(String(decoding: data, as: UTF8.self)) }
    }

    /// What may stand beside a message: the values of this program's own lines, and what libraries say of a request's id.
    ///
    /// All else is left out. Libraries write down whole values, and in them whatever those hold: staff, sessions, questions.
    static let known: Set<String> = [
        "error", "event", "force", "hb.request.id", "help", "method", "ms", "reason", "request", "route", "status",
        "type",
    ]

    /// Writes a line whole, so that lines of several threads do not run into one another.
    package static let standardError: @Sendable (String) -> Void = { line in
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// The levels by name, from the most talkative on.
    package static let levels = Logger.Level.allCases.map(\.rawValue)

    /// Makes every logger of the process write such lines from a level on; call it once, at the start.
    package static func begin(level: String) {
        let level = Logger.Level(rawValue: level) ?? .notice
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, level: level) }
    }
}
