import Testing
import Vocabulary

@testable import Capabilities

/// Reads stored bodies strictly and by another way than the product does, so that the two check each other.
enum StrictBody {
    /// One thing a record says, with its attribute as text because the source's own columns have no `Attribute`.
    struct Entry: Hashable, Sendable {
        /// An attribute's raw value, or `@` and the source's own name for the column.
        var name: String
        var raw: String
        var standard: String?
        var basis: Fact.Basis

        init(_ name: String, raw: String, standard: String? = nil, basis: Fact.Basis = .fact) {
            self.name = name
            self.raw = raw
            self.standard = standard
            self.basis = basis
        }

        /// The entry as a fact; `nil` for one of the source's own columns.
        var fact: Fact? {
            Attribute(rawValue: name).map { Fact($0, raw: raw, standard: standard, basis: basis) }
        }
    }

    /// Reads a body; anything but the form above is refused as `intake.body_broken`.
    static func decode(_ bytes: some Sequence<UInt8>) throws -> [Entry] {
        let broken = { (words: String) in Fault(.bodyBroken, "a stored record cannot be read: \(words)") }
        let value: JSONValue
        do { value = try JSONValue(parsing: Array(bytes)) } catch { throw broken("\(error)") }
        guard case .array(let items) = value else { throw broken("it is not an array") }
        return try items.map { item in
            guard case .array(let parts) = item, (2...4).contains(parts.count), case .string(let name) = parts[0],
                case .string(let raw) = parts[1]
            else { throw broken("an entry is not an array of two to four texts") }
            var entry = Entry(name, raw: raw)
            if parts.count > 2 {
                switch parts[2] {
                case .string(let standard): entry.standard = standard
                case .null where parts.count == 4: break
                default: throw broken("a standard form is not a text")
                }
            }
            if parts.count > 3 {
                guard case .string(let word) = parts[3], let basis = Fact.Basis(rawValue: word) else {
                    throw broken("a basis is none of fact, assessment and unknown")
                }
                entry.basis = basis
            }
            return entry
        }
    }
}
