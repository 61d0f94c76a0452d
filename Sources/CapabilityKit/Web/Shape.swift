/// What a value of the API looks like.
///
/// The same value is written as JSON Schema in the API's document, drawn as a table on its page, and held against real
/// answers by the tests.
package indirect enum Shape: Hashable, Sendable {
    case text
    /// A date and time with its offset, as RFC 3339 has it.
    case moment
    /// One of these words.
    case choice([String])
    /// A whole number; without bounds, one that is not negative.
    case whole(ClosedRange<Int>? = nil)
    case number
    case flag
    case list(Shape)
    /// Values by names that are not known beforehand.
    case table(Shape)
    case object([Field])

    /// One named value of an object.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var shape: Shape
        /// What it says, in one line.
        package var words: String
        /// Whether it is there always, or only where there is something to say.
        package var isAlways: Bool

        package init(_ name: String, _ shape: Shape, _ words: String, isAlways: Bool = true) {
            self.name = name
            self.shape = shape
            self.words = words
            self.isAlways = isAlways
        }

        /// A value that is left out where there is nothing to say.
        package static func perhaps(_ name: String, _ shape: Shape, _ words: String) -> Self {
            Self(name, shape, words, isAlways: false)
        }

        /// The entry of this node's log that records what the answer discloses.
        package static let entry = Self("entry", .whole(), "Entry of this node's log that records this answer")
        /// When the answer was disclosed.
        package static let at = Self("at", .moment, "When it was disclosed")
    }

    /// Its kind in a word or two: `list of text`.
    package var kind: String {
        switch self {
        case .text: "text"
        case .moment: "date and time"
        case .choice(let words): words.joined(separator: ", ")
        case .whole(let bounds): bounds.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "whole number"
        case .number: "number"
        case .flag: "true or false"
        case .list(let each): "list of \(each.kind)"
        case .table(let each): "\(each.kind) by name"
        case .object: "object"
        }
    }

    /// The same as JSON Schema (2020-12).
    ///
    /// `isClosed`: whether an object may hold nothing that is not named; messages of a newer node may hold more.
    package func schema(isClosed: Bool = true) -> JSONTree {
        switch self {
        case .text: ["type": "string"]
        case .moment: ["type": "string", "format": "date-time"]
        case .choice(let words): ["type": "string", "enum": .list(words.map { .text($0) })]
        case .whole(let bounds):
            bounds.map { ["type": "integer", "minimum": .whole($0.lowerBound), "maximum": .whole($0.upperBound)] }
                ?? ["type": "integer", "minimum": 0]
        case .number: ["type": "number"]
        case .flag: ["type": "boolean"]
        case .list(let each): ["type": "array", "items": each.schema(isClosed: isClosed)]
        case .table(let each): ["type": "object", "additionalProperties": each.schema(isClosed: isClosed)]
        case .object(let fields):
            [
                "type": "object", "additionalProperties": .flag(!isClosed),
                "required": .list(fields.filter(\.isAlways).map { .text($0.name) }),
                "properties": .object(
                    Dictionary(
                        fields.map { ($0.name, $0.shape.schema(isClosed: isClosed).described($0.words)) },
                        uniquingKeysWith: { $1 }
                    )
                ),
            ]
        }
    }
}

/// An answer whose shape is known before there is one.
package protocol Shaped: Encodable, Sendable {
    /// What every value of the type looks like as JSON.
    static var shape: Shape { get }
}
