import CapabilityKit
import Vocabulary

/// JSON as it came, to be held against the shape that was promised.
indirect enum SeenJSON: Decodable, Hashable, Sendable {
    case object([String: SeenJSON])
    case list([SeenJSON])
    case text(String)
    case number(Double)
    case flag(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([SeenJSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: SeenJSON].self))
        }
    }

    subscript(name: String) -> SeenJSON? { object?[name] }
    var object: [String: SeenJSON]? { if case .object(let values) = self { values } else { nil } }
    var list: [SeenJSON]? { if case .list(let values) = self { values } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }

    /// How this differs from a shape, each difference with the place where it is.
    func differences(from shape: Shape, at place: String = "") -> [String] {
        switch (shape, self) {
        case (.text, .text), (.number, .number), (.flag, .flag): []
        case (.moment, .text(let text)):
            Timestamp(rfc3339: text) == nil ? ["\(place) is no moment: \(text)"] : []
        case (.choice(let words), .text(let text)):
            words.contains(text) ? [] : ["\(place) is \(text), none of \(words)"]
        case (.whole(let bounds), .number(let number)):
            number.rounded() == number && (bounds.map { $0.contains(Int(number)) } ?? (number >= 0))
                ? [] : ["\(place) is \(number)"]
        case (.list(let each), .list(let values)):
            values.enumerated().flatMap { $1.differences(from: each, at: "\(place)[\($0)]") }
        case (.table(let each), .object(let values)):
            values.flatMap { $1.differences(from: each, at: "\(place).\($0)") }
        case (.object(let fields), .object(let values)):
            Set(values.keys).subtracting(fields.map(\.name)).sorted().map { "\(place)\($0) is not named" }
                + fields.flatMap { field -> [String] in
                    guard let value = values[field.name] else {
                        return field.isAlways ? ["\(place)\(field.name) is missing"] : []
                    }
                    return value.differences(from: field.shape, at: "\(place)\(field.name)")
                }
        default: ["\(place) is \(self), not \(shape.kind)"]
        }
    }
}
