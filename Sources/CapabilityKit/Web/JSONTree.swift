/// Any JSON, to be written: documents whose names are data.
package indirect enum JSONTree: Hashable, Sendable {
    case object([String: JSONTree])
    case list([JSONTree])
    case text(String)
    case whole(Int)
    case flag(Bool)

    /// The same object with a sentence that describes it; anything else as it is.
    package func described(_ words: String) -> JSONTree {
        guard case .object(var values) = self, !words.isEmpty else { return self }
        values["description"] = .text(words)
        return .object(values)
    }

    /// The value of a name; `nil` where this is no object or has no such name.
    package subscript(name: String) -> JSONTree? {
        if case .object(let values) = self { values[name] } else { nil }
    }
}

extension JSONTree: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    package init(dictionaryLiteral elements: (String, JSONTree)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
    package init(arrayLiteral elements: JSONTree...) { self = .list(elements) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .whole(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension JSONTree: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        switch self {
        case .object(let values): try single.encode(values)
        case .list(let values): try single.encode(values)
        case .text(let value): try single.encode(value)
        case .whole(let value): try single.encode(value)
        case .flag(let value): try single.encode(value)
        }
    }
}
