/// What kind of value an expression has, as far as a schema lets it be told.
package indirect enum PolicyType: Hashable, Sendable {
    /// True or false; which of them, where that is certain.
    case bool(Bool?)
    case long
    case string
    /// Somebody or something of this type.
    case entity(String)
    case set(PolicyType)
    case record([String: Field])

    /// A field of a record or an attribute of an entity.
    package struct Field: Hashable, Sendable {
        package var type: PolicyType
        /// Whether it may be absent, so that `has` must be asked first.
        package var isOptional: Bool
    }

    /// The kind that both have, or `nil` when they have none: values of two kinds are never compared.
    func joined(with other: Self) -> Self? {
        switch (self, other) {
        case (.bool(let a), .bool(let b)): return .bool(a == b ? a : nil)
        case (.long, .long), (.string, .string): return self
        case (.entity(let a), .entity(let b)): return a == b ? self : nil
        case (.set(let a), .set(let b)): return a.joined(with: b).map(Self.set)
        case (.record(let a), .record(let b)):
            guard a.count == b.count else { return nil }
            var fields: [String: Field] = [:]
            for (name, field) in a {
                guard let theirs = b[name], theirs.isOptional == field.isOptional,
                    let type = field.type.joined(with: theirs.type)
                else { return nil }
                fields[name] = Field(type: type, isOptional: field.isOptional)
            }
            return .record(fields)
        default: return nil
        }
    }

    /// The kind in words, for messages.
    var words: String {
        switch self {
        case .bool: "true or false"
        case .long: "a number"
        case .string: "text"
        case .entity(let type): "a `\(type)`"
        case .set(let element): "a set of \(element.words)"
        case .record: "a record"
        }
    }
}
